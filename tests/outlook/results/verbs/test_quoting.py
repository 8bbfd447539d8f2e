"""Quotes: of those who agree still, answer by answer, whatever was handed in before."""

import pytest

from outlook.factories_panels import (
    answer,
    answer_all,
    close_round,
    finalise,
    fresh,
    plan,
    quoted,
    running,
)
from vigil.outlook.answers.verbs import answering
from vigil.outlook.experts.verbs import inviting_and_seating
from vigil.outlook.models import Panel, Seat
from vigil.outlook.panels.verbs import rounds

pytestmark = pytest.mark.django_db


def agreeing(kind: str = "final") -> tuple[Panel, list[Seat]]:
    """Make an open panel in which all handed in reasons that may be quoted."""
    panel, _row, seats = running(experts=5, kind=kind)
    for n, one in enumerate(seats):
        inviting_and_seating.choose(one, by=one.user, quotable=True)
        answer_all(one, n, reasons=f"Reason {n}.", quotable=True)
    return panel, fresh(seats)


def finished(panel: Panel) -> list[str]:
    """Close what is open, and return what everybody reads."""
    close_round(panel.rounds.get(state="open"), by=panel.chair)
    finalise(Panel.objects.get(pk=panel.pk), by=panel.chair)
    return quoted(panel)


def test_who_takes_the_consent_back_after_handing_in_is_not_quoted() -> None:
    panel, seats = agreeing()
    answer(seats[0], reasons="Reason 0.", quotable=False)  # saved, and not handed in again
    answering.pass_question(seats[1], panel.questions.get(), by=seats[1].user, base=1)
    answer(seats[2], reasons="Another reason.", quotable=True)
    assert finished(panel) == ["Reason 2.", "Reason 3.", "Reason 4."]


def test_a_consent_that_was_taken_back_does_not_come_back_with_what_is_kept_from_before() -> None:
    panel, seats = agreeing("estimate")
    last = plan(panel, "final")
    answer(seats[0], reasons="Reason 0.", quotable=False)
    close_round(panel.rounds.get(state="open"), by=panel.chair)
    rounds.open_round(last, by=panel.chair)
    for one in fresh(seats):
        answering.hand_in(one, by=one.user, keep_earlier=True)
    assert finished(panel) == [f"Reason {n}." for n in range(1, 5)]
