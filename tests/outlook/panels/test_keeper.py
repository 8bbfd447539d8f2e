"""What panels hold of people: questions that say a name, taken from the public and shown again."""

import pytest

from factories import adjudicator
from outlook.factories_panels import (
    Kind,
    answer,
    answer_all,
    close_round,
    draft,
    finalise,
    played,
    question,
    quoted,
    quoting,
    running,
)
from seconded import lift
from vigil.outlook.answers.verbs import answering
from vigil.outlook.experts.verbs import inviting_and_seating
from vigil.outlook.models import Panel, Question, Quote
from vigil.outlook.panels.keeper import PanelKeeper
from vigil.outlook.results import public as public_results
from vigil.trust.models import Withdrawal
from vigil.trust.withdrawals import verbs as withdrawing

pytestmark = [pytest.mark.django_db, pytest.mark.either]
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
    panel = finalise(panel, by=panel.chair)
    Question.objects.filter(panel=panel, position=1).update(text=f"After {NAME}?")
    by, keeper = adjudicator(), PanelKeeper()
    assert keeper.still_shows([NAME])
    withdrawal = withdrawing.withdraw([NAME], by=by, why="The family asks.")
    told = public_results.published(panel)
    assert told is not None
    assert [one.question.position for one in told.questions] == [2]
    assert keeper.still_shows([NAME]) == []
    assert [one.ticked for one in keeper.find([NAME])] == [False]
    lift(withdrawal, by=by, why="It was somebody else.")
    told = public_results.published(panel)
    assert told is not None
    assert len(told.questions) == 2


def test_a_quoted_reason_that_says_a_name_goes_with_its_question() -> None:
    panel, row, seats = running((Kind.SCORE, Kind.TRAJECTORY), kind="final")
    first = panel.questions.get(position=1)
    for one in seats:
        inviting_and_seating.choose(one, by=one.user, quotable=True)
        answer(one, first, reasons=f"Since {NAME} was shot nobody speaks.", quotable=True)
        answering.hand_in(one, by=one.user)
    keeper = PanelKeeper()
    close_round(row, by=panel.chair)
    assert keeper.find([NAME]) == []  # nobody but experts reads it
    panel.refresh_from_db()
    panel = finalise(panel, by=panel.chair)
    assert [(one.kind, one.key) for one in keeper.find([NAME])] == [("panel_question", first.uid)]
    assert keeper.still_shows([NAME])
    assert not keeper.still_shows(["Nobody Else"])
    withdrawing.withdraw([NAME], by=adjudicator(), why="The family asks.")
    first.refresh_from_db()
    assert not Quote.objects.exists()
    assert keeper.still_shows([NAME]) == []


def test_quotes_come_back_when_it_is_lifted_of_those_who_agree_still() -> None:
    panel, seats = quoting((Kind.SCORE, Kind.TRAJECTORY))
    panel = finalise(panel, by=panel.chair)
    Question.objects.filter(panel=panel, position=1).update(text=f"After {NAME}?")
    by = adjudicator()
    withdrawal = withdrawing.withdraw([NAME], by=by, why="The family asks.")
    assert set(Quote.objects.values_list("question__position", flat=True)) == {2}
    assert len(quoted(panel, 2)) == 6
    inviting_and_seating.choose(seats[0], by=seats[0].user, quotable=False)
    lifted = lift(withdrawal, by=by, why="It was somebody else.")
    assert quoted(panel) == [f"Reason {n}." for n in range(1, 6)]
    assert "experts quoted again who agree to it still" in _done(lifted)


def test_a_whole_panel_loses_its_quotes_and_has_them_again() -> None:
    panel, _seats = quoting()
    panel = finalise(panel, by=panel.chair)
    Panel.objects.filter(pk=panel.pk).update(title=f"Since {NAME}")
    by = adjudicator()
    withdrawal = withdrawing.withdraw([NAME], by=by, why="The family asks.")
    assert not Quote.objects.exists()
    lift(withdrawal, by=by, why="It was somebody else.")
    assert len(quoted(panel)) == 6


def test_no_quote_comes_back_beside_a_name_that_was_withdrawn_while_it_was_away() -> None:
    panel, row, seats = running(kind="final")
    for one in seats:
        inviting_and_seating.choose(one, by=one.user, quotable=True)
        answer_all(one, reasons="Since Other Canary Name fell.", quotable=True)
    close_round(row, by=panel.chair)
    panel.refresh_from_db()
    panel = finalise(panel, by=panel.chair)
    Question.objects.filter(panel=panel).update(text=f"After {NAME}?")
    question(draft(()), text="After Other Canary Name?")
    by = adjudicator()
    first = withdrawing.withdraw([NAME], by=by, why="The family asks.")
    second = withdrawing.withdraw(["Other Canary Name"], by=by, why="The family asks.")
    lifted = lift(first, by=by, why="It was somebody else.")
    assert not Quote.objects.exists()
    said = "experts are not quoted again: another name was withdrawn meanwhile"
    assert said in _done(lifted)
    assert second.lifted_at is None
    inviting_and_seating.choose(seats[0], by=seats[0].user, quotable=False)
    last = lift(second, by=by, why="They want the name told again.")
    assert len(quoted(panel)) == 5  # of those who agree still
    assert "experts quoted again who agree to it still" in _done(last)


def test_who_ends_it_while_quotes_are_away_is_not_quoted_by_any_later_lifting() -> None:
    panel, seats = quoting((Kind.SCORE, Kind.TRAJECTORY))
    panel = finalise(panel, by=panel.chair)
    Question.objects.filter(panel=panel, position=1).update(text=f"After {NAME}?")
    by = adjudicator()
    withdrawal = withdrawing.withdraw([NAME], by=by, why="The family asks.")
    for one in seats:
        inviting_and_seating.choose(one, by=one.user, quotable=False)
    assert not Quote.objects.exists()
    lifted = lift(withdrawal, by=by, why="It was somebody else.")
    assert not Quote.objects.exists()
    assert _done(lifted) == ["results of a panel shown again"]


def test_lifting_what_took_nothing_of_a_panel_leaves_its_quotes_as_they_are() -> None:
    panel, _seats = quoting()
    panel = finalise(panel, by=panel.chair)
    before = set(Quote.objects.values_list("uid", flat=True))
    question(draft(()), text=f"After {NAME}?")
    by = adjudicator()
    withdrawal = withdrawing.withdraw([NAME], by=by, why="The family asks.")
    lift(withdrawal, by=by, why="It was somebody else.")
    assert set(Quote.objects.values_list("uid", flat=True)) == before


def test_without_the_key_quotes_stay_away_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    panel, _seats = quoting()
    panel = finalise(panel, by=panel.chair)
    Panel.objects.filter(pk=panel.pk).update(title=f"Since {NAME}")
    by = adjudicator()
    withdrawal = withdrawing.withdraw([NAME], by=by, why="The family asks.")
    monkeypatch.setattr("vigil.trust.vault.keys.identities", list)
    lifted = lift(withdrawal, by=by, why="It was somebody else.")
    assert not Quote.objects.exists()
    assert "experts are not quoted again: the key is not on this machine" in _done(lifted)


def _done(withdrawal: Withdrawal) -> list[str]:
    receipts = {one["room"]: one["done"] for one in withdrawal.lift_receipts}
    return list(receipts["panels"])


def test_a_panel_whose_title_says_a_name_is_not_public() -> None:
    panel, _row, _seats = played(kind="final")
    panel = finalise(panel, by=panel.chair)
    Panel.objects.filter(pk=panel.pk).update(title=f"Since {NAME}")
    withdrawing.withdraw([NAME], by=adjudicator(), why="The family asks.")
    panel.refresh_from_db()
    assert public_results.published(panel) is None
