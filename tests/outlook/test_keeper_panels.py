"""What panels hold of people: questions that say a name, taken from the public and shown again."""

import pytest

from factories import adjudicator
from outlook.factories_panels import Kind, answer, draft, played, question, running
from vigil.outlook import panel_queries
from vigil.outlook.domain import answering, finishing, rounds, seating
from vigil.outlook.keeper_panels import PanelKeeper
from vigil.outlook.models import Panel, Question
from vigil.trust.domain import withdrawing

pytestmark = pytest.mark.django_db
NAME = "Marisol Canary Vega"


def test_who_sits_on_a_panel_is_not_found() -> None:
    _panel, _row, seats = played()
    assert PanelKeeper().find([str(seats[0].user), seats[0].user.email]) == []


def test_a_question_that_says_a_name_is_found_wherever_it_says_it() -> None:
    panel = draft(())
    for values in (
        {"text": f"Who ordered the killing of {NAME}?"},
        {"guidance": [f"Think of {NAME}."]},
        {"bands": [{"low": 1, "high": 10, "text": f"As after {NAME}."}]},
    ):
        question(panel, Kind.SCORE, **values)
    question(panel, Kind.SCORE, text="Nobody is named.")
    found = PanelKeeper().find(["MARISOL canary vega"])
    assert [(one.kind, one.ticked) for one in found] == [("panel_question", True)] * 3


def test_a_withdrawn_name_goes_with_its_question_and_comes_back_when_it_is_lifted() -> None:
    panel, _row, _seats = played((Kind.SCORE, Kind.TRAJECTORY), kind="final")
    panel = finishing.finalise(panel, by=panel.chair)
    Question.objects.filter(panel=panel, position=1).update(text=f"After {NAME}?")
    by, keeper = adjudicator(), PanelKeeper()
    assert keeper.still_shows([NAME])
    withdrawal = withdrawing.withdraw([NAME], by=by, why="The family asks.")
    told = panel_queries.published(panel)
    assert told is not None
    assert [one.question.position for one in told.questions] == [2]
    assert keeper.still_shows([NAME]) == []
    assert [one.ticked for one in keeper.find([NAME])] == [False]
    withdrawing.lift(withdrawal, by=by, why="It was somebody else.")
    told = panel_queries.published(panel)
    assert told is not None
    assert len(told.questions) == 2


def test_a_quoted_reason_that_says_a_name_goes_with_its_question() -> None:
    panel, row, seats = running((Kind.SCORE, Kind.TRAJECTORY), kind="final")
    first = panel.questions.get(position=1)
    for one in seats:
        seating.choose(one, by=one.user, quotable=True)
        answer(one, first, reasons=f"Since {NAME} was shot nobody speaks.", quotable=True)
        answering.hand_in(one, by=one.user)
    keeper = PanelKeeper()
    rounds.close_round(row, by=panel.chair)
    assert keeper.find([NAME]) == []  # nobody but experts reads it
    panel.refresh_from_db()
    panel = finishing.finalise(panel, by=panel.chair)
    assert [(one.kind, one.key) for one in keeper.find([NAME])] == [("panel_question", first.uid)]
    assert keeper.still_shows([NAME])
    assert not keeper.still_shows(["Nobody Else"])
    withdrawing.withdraw([NAME], by=adjudicator(), why="The family asks.")
    first.refresh_from_db()
    assert panel_queries.quotes(first) == []
    assert keeper.still_shows([NAME]) == []


def test_a_panel_whose_title_says_a_name_is_not_public() -> None:
    panel, _row, _seats = played(kind="final")
    panel = finishing.finalise(panel, by=panel.chair)
    Panel.objects.filter(pk=panel.pk).update(title=f"Since {NAME}")
    withdrawing.withdraw([NAME], by=adjudicator(), why="The family asks.")
    panel.refresh_from_db()
    assert panel_queries.published(panel) is None
