"""Consultations: what they need, the rule that only becomes narrower, and who may."""

from datetime import UTC, datetime
from typing import Any

import pytest

from outlook.factories_consultations import (
    chair,
    coder,
    consultation,
    made,
    noted,
    published,
    settled,
)
from seconded import give_consent
from vigil.outlook.consultations.verbs import (
    editing,
    publishing,
    speakers_and_consent,
)
from vigil.outlook.models import Consultation
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.consent.verbs import consents_of
from vigil.trust.models import Decision

pytestmark = pytest.mark.django_db
Rule, State = Consultation.Rule, Consultation.State


def test_it_keeps_the_wall_time_and_the_zone_and_is_under_the_chatham_house_rule() -> None:
    row = Consultation.objects.get(pk=consultation().pk)
    assert row.starts_at == datetime(2021, 3, 4, 20, 0, tzinfo=UTC)
    assert row.starts_local.replace(tzinfo=None) == datetime(2021, 3, 4, 15, 0)
    assert (row.rule, row.state, row.code) == (Rule.CHATHAM_HOUSE, State.DRAFT, "C-001")
    decision = Decision.objects.get(verb="make_consultation")
    assert decision.after == {"rule": "chatham_house"}


@pytest.mark.parametrize(
    "values",
    [
        {"title": " "},
        {"title": "x" * 201},
        {"region": "999"},
        {"region": ""},
        {"countries": ["XXX"]},
        {"zone": "Etc/GMT+5"},
        {"zone": "Nowhere/City"},
        {"held": "telepathy"},
        {"rule": "whatever"},
        {"session": "/programme/none/none/"},
        # Clocks in Oslo go from 02:00 to 03:00 that night.
        {"zone": "Europe/Oslo", "starts_local": datetime(2021, 3, 28, 2, 30)},
    ],
)
def test_what_is_not_so_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(NotPossible):
        consultation(**values)
    assert not Consultation.objects.exists()


def test_only_a_chair_begins_one() -> None:
    with pytest.raises(NotAllowed):
        consultation(by=coder())


def test_numbers_are_given_once() -> None:
    by = chair()
    assert [consultation(by).number for _n in range(3)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("before", "after", "possible"),
    [
        (Rule.BY_NAME, Rule.CHATHAM_HOUSE, True),
        (Rule.BY_ORGANISATION, Rule.NOT_FOR_USE, True),
        (Rule.CHATHAM_HOUSE, Rule.NOT_FOR_USE, True),
        (Rule.CHATHAM_HOUSE, Rule.BY_NAME, False),
        (Rule.BY_ORGANISATION, Rule.BY_NAME, False),
        (Rule.BY_NAME, Rule.BY_ORGANISATION, False),
        (Rule.NOT_FOR_USE, Rule.CHATHAM_HOUSE, False),
    ],
)
def test_once_coding_has_begun_a_rule_only_becomes_narrower(
    before: str, after: str, possible: bool
) -> None:
    row = settled(rule=before)
    if possible:
        editing.edit_consultation(row, by=row.chair, rule=after)
    else:
        with pytest.raises(NotPossible):
            editing.edit_consultation(row, by=row.chair, rule=after)
    row.refresh_from_db()
    assert row.rule == (after if possible else before)


def test_a_draft_may_get_any_rule_and_another_time() -> None:
    row = noted()
    row = editing.edit_consultation(
        row, by=row.chair, rule=Rule.BY_NAME, starts_local=datetime(2021, 7, 4, 15, 0)
    )
    assert row.starts_at == datetime(2021, 7, 4, 20, 0, tzinfo=UTC)


def test_what_is_published_does_not_become_unusable_without_being_withdrawn() -> None:
    row = published()
    with pytest.raises(NotPossible):
        editing.edit_consultation(row, by=row.chair, rule=Rule.NOT_FOR_USE)


@pytest.mark.parametrize("state", [s for s in State if s != State.SETTLED])
def test_only_what_is_settled_is_published(state: str) -> None:
    row = made(state)
    with pytest.raises(NotPossible):
        publishing.publish_consultation(row, by=row.chair)


def test_what_is_not_for_use_is_never_published() -> None:
    row = settled(rule=Rule.NOT_FOR_USE)
    with pytest.raises(NotPossible, match="may be used"):
        publishing.publish_consultation(row, by=row.chair)


def test_nothing_is_published_of_which_no_statement_stands() -> None:
    row = settled()
    for statement in row.statements.all():
        speakers_and_consent.withdraw_statement(statement, "asked", by=row.chair)
    with pytest.raises(NotPossible):
        publishing.publish_consultation(row, by=row.chair)


def test_withdrawing_needs_a_reason_and_is_final() -> None:
    row = published()
    with pytest.raises(NotPossible):
        editing.withdraw_consultation(row, " ", by=row.chair)
    row = editing.withdraw_consultation(row, "They asked for it", by=row.chair)
    assert row.state == State.WITHDRAWN
    with pytest.raises(NotPossible):
        editing.withdraw_consultation(row, "again", by=row.chair)
    with pytest.raises(NotPossible):
        editing.edit_consultation(row, by=row.chair, title="Other")


def test_it_is_handed_over_by_its_own_chair_to_another_one() -> None:
    row, other = consultation(), chair()
    with pytest.raises(NotPossible):
        editing.hand_over(row, other, by=other)
    with pytest.raises(NotPossible):
        editing.hand_over(row, coder(), by=row.chair)
    assert editing.hand_over(row, other, by=row.chair).chair == other


@pytest.mark.parametrize(
    ("before", "on_the_way"),
    [("by_organisation", []), ("by_organisation", ["chatham_house"]), ("chatham_house", [])],
)
def test_who_agreed_to_be_named_under_one_rule_is_not_named_under_another(
    before: str, on_the_way: list[str]
) -> None:
    row = noted(rule=before)
    said = row.statements.all()[0]
    speakers_and_consent.say_speaker(said, "Rosa Quintero", "Port Watch", by=row.chair)
    give_consent(said.subject, "name", given_by="self", given_how="paper", by=row.chair)
    for rule in on_the_way:
        editing.edit_consultation(row, by=row.chair, rule=rule)
    with pytest.raises(NotPossible, match="ask anew"):
        editing.edit_consultation(row, by=row.chair, rule="by_name")
    row.refresh_from_db()
    assert row.rule == (on_the_way or [before])[-1]
    speakers_and_consent.end_agreement(consents_of(said.subject).get(), by=row.chair)
    assert editing.edit_consultation(row, by=row.chair, rule="by_name").rule == "by_name"
    with pytest.raises(NotPossible, match="agree"):
        speakers_and_consent.attribute(said, by=row.chair)
