"""Recommendations stand on something, are followed, and say as of when."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from outlook.factories_consultations import chair, coder, published, recommendation, response
from vigil.outlook.models import Recommendation, Standing
from vigil.outlook.recommendations.verbs import recommendations as recommendation_verbs
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, User

pytestmark = pytest.mark.django_db
Outcome = Recommendation.Outcome
TODAY = timezone.localdate


def follow(row: Recommendation, by: User, **values: Any) -> None:
    values = {
        "outcome": Outcome.PARTLY,
        "what": "Two ports publish it.",
        "evidence": "https://example.org/law",
        "on": TODAY(),
        "look_on": TODAY() + timedelta(days=90),
    } | values
    recommendation_verbs.follow_up(row, by=by, **values)


@pytest.mark.parametrize(
    "values", [{"text": " "}, {"addressed_to": ""}, {"level": "galactic"}, {"text": "x" * 20_001}]
)
def test_what_is_not_so_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(NotPossible):
        recommendation(**values)
    assert not Recommendation.objects.exists()


def test_only_what_stands_on_something_and_is_looked_at_again_is_published() -> None:
    by = chair()
    values = {"text": "Do it.", "level": "national", "addressed_to": "Ministers"}
    bare = recommendation_verbs.make_recommendation(by=by, look_on=TODAY(), **values)
    with pytest.raises(NotPossible, match="stands on nothing"):
        recommendation_verbs.publish_recommendation(bare, by=by)
    said = published().statements.all()[0]
    unlooked = recommendation_verbs.make_recommendation(by=by, statements=[said.uid], **values)
    with pytest.raises(NotPossible, match="when somebody looks"):
        recommendation_verbs.publish_recommendation(unlooked, by=by)
    row = recommendation(by, of=[said], state=Standing.PUBLISHED)
    assert (row.outcome, row.as_of) == (Outcome.OPEN, TODAY())


def test_nothing_stands_on_a_withdrawn_response() -> None:
    with pytest.raises(NotPossible):
        recommendation(tried=[response(state=Standing.WITHDRAWN)])


def test_what_was_published_keeps_its_words_and_something_to_stand_on() -> None:
    by = chair()
    row = recommendation(by, state=Standing.PUBLISHED)
    with pytest.raises(NotPossible, match="stands"):
        recommendation_verbs.edit_recommendation(row, by=by, text="Do not.")
    with pytest.raises(NotPossible, match="nothing yet"):
        recommendation_verbs.edit_recommendation(row, by=by, statements=[], responses=[])
    said = published().statements.all()[0]
    later = TODAY() + timedelta(days=5)
    row = recommendation_verbs.edit_recommendation(row, by=by, statements=[said.uid], look_on=later)
    assert (list(row.statements.all()), row.look_on) == ([said], later)


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": "maybe"},
        {"what": " "},
        {"evidence": ""},
        {"outcome": Outcome.REFUSED, "evidence": " "},
        {"on": TODAY() + timedelta(days=1)},
        {"look_on": TODAY()},
    ],
)
def test_what_was_not_found_so_is_refused(values: dict[str, Any]) -> None:
    by = chair()
    row = recommendation(by, state=Standing.PUBLISHED)
    with pytest.raises(NotPossible):
        follow(row, by, **values)
    assert not row.follow_ups.exists()


def test_the_newest_day_says_what_became_of_it() -> None:
    by = chair()
    row = recommendation(by, state=Standing.PUBLISHED)
    follow(row, by)
    follow(row, by, outcome=Outcome.OPEN, what="Nothing yet.", on=TODAY() - timedelta(days=30))
    row.refresh_from_db()
    assert (row.outcome, row.as_of) == (Outcome.PARTLY, TODAY())
    decision = Decision.objects.filter(verb="follow_recommendation").earliest("pk")
    assert decision.before == {"outcome": "open"}
    assert decision.after == {"outcome": "partly", "on": str(TODAY())}


def test_what_is_told_late_of_an_earlier_day_does_not_move_the_next_look() -> None:
    by = chair()
    row = recommendation(by, state=Standing.PUBLISHED)
    next_look = TODAY() + timedelta(days=90)
    follow(row, by, look_on=next_look)
    follow(row, by, on=TODAY() - timedelta(days=9), look_on=None)
    row.refresh_from_db()
    assert row.look_on == next_look


def test_without_news_no_evidence_is_asked_for() -> None:
    by = chair()
    row = recommendation(by, state=Standing.PUBLISHED)
    follow(row, by, outcome=Outcome.NO_INFORMATION, evidence="", look_on=None)
    row.refresh_from_db()
    assert (row.outcome, row.look_on) == (Outcome.NO_INFORMATION, None)


def test_the_overdue_ones_are_listed_the_oldest_first() -> None:
    by = chair()
    days = (-9, -30, 9)
    late, later, soon = (
        recommendation(by, state=Standing.PUBLISHED, look_on=TODAY() + timedelta(days=n))
        for n in days
    )
    recommendation(by, look_on=TODAY() - timedelta(days=40))
    assert list(recommendation_verbs.overdue()) == [later, late]
    assert soon not in recommendation_verbs.overdue()


def test_only_published_ones_are_followed_and_withdrawn_ones_are_over() -> None:
    by = chair()
    with pytest.raises(NotPossible):
        follow(recommendation(by), by)
    row = recommendation(by, state=Standing.WITHDRAWN)
    assert row.look_on is None
    with pytest.raises(NotPossible):
        follow(row, by)
    with pytest.raises(NotAllowed):
        recommendation_verbs.publish_recommendation(recommendation(by), by=coder())
