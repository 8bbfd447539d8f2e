"""Who said what is sealed; nothing is quoted or attributed that nobody agreed to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from days import today
from extra_rooms import extra_room
from outlook.factories_consultations import chair, noted, published, settled
from vigil.outlook.consultations.verbs import (
    editing,
    notes_and_statements,
    quoting_statements,
    speakers_and_consent,
)
from vigil.outlook.models import Consultation, Statement
from vigil.trust.access.errors import NotPossible
from vigil.trust.confirmations.verbs import ConfirmationLapsed, confirm
from vigil.trust.decisions.subjects import SUBJECT_CHANGED, Subject
from vigil.trust.models import Confirmation, Decision, Sealed
from vigil.trust.vault.verbs.own_keys import KeyDestroyed, is_destroyed

pytestmark = pytest.mark.django_db
Rule = Consultation.Rule
NAME, HOUSE = "Xiomara Quetzalcanary", "Casa Quetzal"


def said(rule: str = Rule.BY_NAME) -> Statement:
    """Make a statement of somebody, in a settled consultation."""
    row = settled(rule=rule)
    return speakers_and_consent.say_speaker(row.statements.all()[0], NAME, HOUSE, by=row.chair)


def agree(row: Statement, use: str = "quotes", **values: object) -> None:
    values = {"given_how": "in_person", "given_on": today(), "why": "they wrote"} | values
    given = speakers_and_consent.agree(row.subject, use, by=row.consultation.chair, **values)  # type: ignore[arg-type]
    if isinstance(given, Confirmation):
        confirm(given, by=chair())


def quote(row: Statement) -> None:
    quoting_statements.set_quotable(row.consultation, [row.uid], by=row.consultation.chair)


def test_who_said_it_stands_nowhere_in_the_open() -> None:
    row = Statement.objects.get(pk=said().pk)
    told = [vars(one) for one in (row, *Decision.objects.all(), *Sealed.objects.all())]
    assert NAME not in str(told)
    assert HOUSE not in str(told)
    opened = speakers_and_consent.open_speaker(row, by=row.consultation.chair, why="to ask them")
    assert opened == {"speaker": NAME, "organisation": HOUSE}


def test_they_are_found_again_by_their_name_in_any_order_without_opening() -> None:
    row = said()
    for name in ("quetzalcanary, xiomara".replace(",", ""), "XIOMARA Quetzalcanary", HOUSE):
        assert speakers_and_consent.said_by([name]).get() == row
    assert not speakers_and_consent.said_by(["Xiomara", " "]).exists()
    assert not Decision.objects.filter(verb="open_sealed").exists()


def test_another_chair_opens_nothing() -> None:
    row = said()
    with pytest.raises(NotPossible):
        speakers_and_consent.open_speaker(row, by=chair(), why="curious")
    with pytest.raises(NotPossible):
        speakers_and_consent.say_speaker(row, "Somebody else", "", by=chair())


def test_nothing_is_quoted_that_nobody_agreed_to() -> None:
    row = said()
    with pytest.raises(NotPossible, match="Nobody agreed"):
        quote(row)
    agree(row)
    quote(row)
    row.refresh_from_db()
    assert row.may_be_quoted


def test_a_meeting_agrees_as_a_whole_under_the_chatham_house_rule_alone() -> None:
    for rule, possible in ((Rule.CHATHAM_HOUSE, True), (Rule.BY_NAME, False)):
        row = said(rule)
        by = row.consultation.chair
        speakers_and_consent.agree(row.consultation.subject, "quotes", "recorded", by=by)
        assert (row.uid in speakers_and_consent.quotable([row])) is possible
        with pytest.raises(NotPossible):
            speakers_and_consent.agree(row.consultation.subject, "name", "recorded", by=by)


def test_what_is_not_for_use_is_not_quoted_though_they_agree() -> None:
    row = said(Rule.NOT_FOR_USE)
    agree(row)
    with pytest.raises(NotPossible, match="not for use"):
        quote(row)


@pytest.mark.parametrize(
    ("rule", "shown"),
    [(Rule.BY_NAME, NAME), (Rule.BY_ORGANISATION, HOUSE), (Rule.CHATHAM_HOUSE, "")],
)
def test_who_said_it_is_shown_as_far_as_the_rule_goes_and_they_agree(rule: str, shown: str) -> None:
    row = said(rule)
    with pytest.raises(NotPossible):
        speakers_and_consent.attribute(row, by=row.consultation.chair)
    agree(row, "name")
    if shown:
        assert speakers_and_consent.attribute(row, by=row.consultation.chair).attribution == shown
        assert (
            speakers_and_consent.stop_attributing(row, by=row.consultation.chair).attribution == ""
        )
    else:
        with pytest.raises(NotPossible):
            speakers_and_consent.attribute(row, by=row.consultation.chair)


def test_who_stops_agreeing_is_gone_at_once() -> None:
    row = said()
    by = row.consultation.chair
    agree(row)
    agree(row, "name")
    quote(row)
    speakers_and_consent.attribute(row, by=by)
    for consent in speakers_and_consent.Consent.objects.filter(subject_key=row.uid):
        speakers_and_consent.end_agreement(consent, by=by)
    row.refresh_from_db()
    assert (row.may_be_quoted, row.attribution) == (False, "")


def test_an_agreement_that_has_ended_shows_nothing_the_day_after() -> None:
    row = said()
    today = timezone.localdate()
    agree(row, given_on=today - timedelta(days=9), until=today - timedelta(days=1))
    assert speakers_and_consent.quotable([row]) == set()


def test_a_new_speaker_takes_the_attribution_away() -> None:
    row = said()
    agree(row, "name")
    speakers_and_consent.attribute(row, by=row.consultation.chair)
    assert (
        speakers_and_consent.say_speaker(row, "Other", "", by=row.consultation.chair).attribution
        == ""
    )


@pytest.mark.parametrize("known", [True, False])
def test_an_agreement_to_be_named_is_of_one_speaker_alone(known: bool) -> None:
    row = said() if known else settled(rule=Rule.BY_NAME).statements.all()[0]
    agree(row, "name")
    speakers_and_consent.say_speaker(row, "Other", "", by=row.consultation.chair)
    with pytest.raises(NotPossible, match="did not agree"):
        speakers_and_consent.attribute(row, by=row.consultation.chair)


def test_who_agreed_under_another_rule_did_not_agree_to_this_one() -> None:
    """By organisation is asked; the rule is changed to names before a second chair confirms."""
    row = noted(rule=Rule.BY_ORGANISATION)
    by = row.chair
    statement = speakers_and_consent.say_speaker(row.statements.all()[0], NAME, HOUSE, by=by)
    asked = speakers_and_consent.agree(
        statement.subject, "name", "in_person", given_on=today(), why="they wrote", by=by
    )
    assert isinstance(asked, Confirmation)
    editing.edit_consultation(row, rule=Rule.BY_NAME, by=by)
    with pytest.raises(ConfirmationLapsed):
        confirm(asked, by=chair())


def test_the_same_speaker_written_again_has_still_agreed() -> None:
    row = said()
    agree(row, "name")
    speakers_and_consent.say_speaker(row, NAME, HOUSE, by=row.consultation.chair)
    assert speakers_and_consent.attribute(row, by=row.consultation.chair).attribution == NAME


def test_a_withdrawn_statement_is_destroyed_with_its_notes_and_keeps_its_uid() -> None:
    row = published().statements.all()[0]
    by = row.consultation.chair
    speakers_and_consent.say_speaker(row, NAME, "", by=by)
    with pytest.raises(NotPossible):
        speakers_and_consent.withdraw_statement(row, "", by=by)
    gone = speakers_and_consent.withdraw_statement(row, "They asked", by=by)
    assert (gone.uid, gone.text, gone.speaker_digest) == (row.uid, "", "")
    assert is_destroyed(row.subject)
    assert is_destroyed(row.consultation.subject)
    assert not Sealed.objects.filter(subject_key__in=[row.uid, row.consultation.uid]).exists()
    assert notes_and_statements.open_notes(row.consultation, by=by, why="to look") == []
    with pytest.raises(NotPossible):
        speakers_and_consent.say_speaker(gone, NAME, "", by=by)


def test_whatever_quotes_it_elsewhere_is_told_in_the_same_transaction() -> None:
    told: list[str] = []

    def hear(subject: Subject) -> None:
        told.append(subject.key)

    row = published()
    by = row.chair
    one, other = row.statements.all()[:2]
    speakers_and_consent.agree(one.subject, "quotes", "recorded", by=by)
    with extra_room(follows=[SUBJECT_CHANGED.by(hear)]):
        quoting_statements.set_quotable(row, [one.uid], by=by)
        quoting_statements.set_quotable(row, [one.uid], by=by)  # nothing changed
        speakers_and_consent.withdraw_statement(other, "asked", by=by)
        editing.withdraw_consultation(row, "asked", by=by)
    assert told == [row.uid, other.uid, row.uid]


def test_before_coding_a_statement_is_taken_out_and_not_withdrawn() -> None:
    row = noted()
    with pytest.raises(NotPossible):
        speakers_and_consent.withdraw_statement(row.statements.all()[0], "asked", by=row.chair)


def test_what_was_destroyed_takes_nothing_any_more() -> None:
    row = noted()
    speakers_and_consent.destroy_notes(row, by=row.chair)
    with pytest.raises(KeyDestroyed):
        notes_and_statements.take_notes(row, "More.", "en", by=row.chair)
