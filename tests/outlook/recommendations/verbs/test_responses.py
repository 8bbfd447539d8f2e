"""What was tried: no judgement without evidence, and nothing that stands on what cannot be used."""

from typing import Any

import pytest

from outlook.factories_consultations import (
    being_coded,
    chair,
    coder,
    published,
    response,
    settled,
)
from vigil.outlook.consultations.verbs import speakers_and_consent
from vigil.outlook.models import Consultation, Response, Standing
from vigil.outlook.recommendations.verbs import responses
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision

pytestmark = pytest.mark.django_db
WORKED = Response.Worked


@pytest.mark.parametrize("worked", [w for w in WORKED if w != WORKED.UNCLEAR])
@pytest.mark.parametrize("lacking", [{"evidence": ""}, {"sources": []}])
def test_whether_it_worked_is_unclear_until_it_is_shown(
    worked: str, lacking: dict[str, Any]
) -> None:
    with pytest.raises(NotPossible, match="unclear"):
        response(worked=worked, **lacking)
    assert response(worked=WORKED.UNCLEAR, **lacking).worked == WORKED.UNCLEAR


def test_a_statement_is_a_source_too() -> None:
    said = published().statements.all()[0]
    row = response(of=[said], sources=[], worked=WORKED.NO)
    assert list(row.statements.all()) == [said]


@pytest.mark.parametrize(
    "values",
    [
        {"title": ""},
        {"what": " "},
        {"what": "x" * 20_001},
        {"by_whom": "aliens"},
        {"level": "galactic"},
        {"markets": ["gold"]},
        {"places": ["XXX"]},
        {"since": "March"},
        {"since": "2019/2020"},
        {"since": "2020", "until": "2019"},
        {"worked": "wonders"},
        {"sources": [{"what": "", "grade": "told"}]},
        {"sources": [{"what": "A", "grade": "gold"}]},
        {"sources": [{"what": "A", "grade": "told", "url": "javascript:alert(1)"}]},
    ],
)
def test_what_is_not_so_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(NotPossible):
        response(**values)
    assert not Response.objects.exists()


def test_days_are_known_as_far_as_they_are() -> None:
    row = response(since="2019", until="2019-03-08")
    assert (row.since, row.until) == ("2019", "2019-03-08")


def test_nothing_stands_on_what_is_not_coded_not_for_use_or_withdrawn() -> None:
    gone = settled()
    speakers_and_consent.withdraw_statement(gone.statements.all()[0], "asked", by=gone.chair)
    closed = settled(rule=Consultation.Rule.NOT_FOR_USE)
    for row in (being_coded(), gone, closed):
        with pytest.raises(NotPossible, match="Nothing can stand"):
            response(of=[row.statements.all()[0]])


def test_only_a_chair_writes_and_a_withdrawn_one_is_not_changed() -> None:
    with pytest.raises(NotAllowed):
        response(by=coder())
    by = chair()
    row = response(by, state=Standing.WITHDRAWN)
    for verb in (
        lambda: responses.edit_response(row, by=by, title="Other"),
        lambda: responses.publish_response(row, by=by),
        lambda: responses.withdraw_response(row, "again", by=by),
    ):
        with pytest.raises(NotPossible):
            verb()


def test_it_is_changed_and_the_log_tells_what_was_judged_not_what_was_said() -> None:
    by = chair()
    row = response(by)
    responses.edit_response(row, by=by, worked=WORKED.MADE_WORSE, evidence="A canary died.")
    decision = Decision.objects.get(verb="edit_response")
    assert (decision.before, decision.after) == ({"outcome": "partly"}, {"outcome": "made_worse"})
    assert "canary" not in str(list(Decision.objects.values()))


def test_it_is_published_once_and_withdrawn_with_a_reason() -> None:
    by = chair()
    row = response(by, state=Standing.PUBLISHED)
    with pytest.raises(NotPossible):
        responses.publish_response(row, by=by)
    with pytest.raises(NotPossible):
        responses.withdraw_response(row, "", by=by)
