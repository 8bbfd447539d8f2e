"""What panels hold of people: questions that say a name, taken from the public and shown again."""

import pytest

from factories import adjudicator
from outlook.factories_panels import Kind, draft, played, question
from vigil.outlook import panel_queries
from vigil.outlook.domain import finishing
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


def test_a_panel_whose_title_says_a_name_is_not_public() -> None:
    panel, _row, _seats = played(kind="final")
    panel = finishing.finalise(panel, by=panel.chair)
    Panel.objects.filter(pk=panel.pk).update(title=f"Since {NAME}")
    withdrawing.withdraw([NAME], by=adjudicator(), why="The family asks.")
    panel.refresh_from_db()
    assert panel_queries.published(panel) is None
