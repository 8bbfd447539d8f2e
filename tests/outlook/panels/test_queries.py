"""What is read of panels: by the chair, by experts, by everybody; and what of it is not."""

import json
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import UserFactory
from outlook.factories_panels import (
    Kind,
    answer,
    answer_all,
    chair,
    close_round,
    draft,
    expert,
    finalise,
    fresh,
    played,
    quoted,
    running,
    seat,
)
from vigil.outlook.answers.verbs import discussing
from vigil.outlook.experts.verbs import inviting_and_seating
from vigil.outlook.models import Panel, Pooled, Question
from vigil.outlook.panels import queries as panel_queries
from vigil.outlook.results import public as public_results
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Role

pytestmark = pytest.mark.django_db


def final(*args: Any, **values: Any) -> tuple[Panel, list[Any]]:
    """Play a panel to its end."""
    panel, _row, seats = played(*args, kind="final", **values)
    return finalise(panel, by=panel.chair), fresh(seats)


def test_a_chair_sees_their_own_panels_and_an_expert_their_own_seats() -> None:
    panel, _row, seats = running()
    other = chair()
    assert list(panel_queries.panels_run_by(panel.chair)) == [panel]
    assert list(panel_queries.panels_run_by(other)) == []
    assert list(panel_queries.panels_run_by(seats[0].user)) == []
    assert list(panel_queries.seats_of(seats[0].user)) == [seats[0]]
    for stranger in (other, seats[0].user, UserFactory(roles=[Role.AUDITOR])):
        with pytest.raises(NotAllowed):
            panel_queries.chair_view(panel, by=stranger)


def test_the_chair_sees_who_has_handed_in_and_nothing_of_what() -> None:
    panel, row, seats = running()
    answer_all(seats[0], 3)
    answer(seats[1])
    view = panel_queries.chair_view(panel, by=panel.chair)
    assert {one.seat.pk for one in view.seats if one.handed_in} == {seats[0].pk}
    assert (view.current, view.all_in) == (row, False)
    asked = panel.questions.get()
    for read in (panel_queries.feedback, panel_queries.discussion):
        with pytest.raises(NotPossible):
            read(row, asked, by=panel.chair)
    with pytest.raises(NotPossible):
        panel_queries.results(panel, by=panel.chair)
    for read_own in (panel_queries.progress, panel_queries.own_answers):
        with pytest.raises(NotAllowed):
            read_own(seats[0], by=panel.chair)
    with pytest.raises(NotAllowed):
        panel_queries.own_answer(seats[0], asked, by=panel.chair)


def test_feedback_is_for_those_of_the_panel_with_handles_and_in_order() -> None:
    panel, row, seats = played()
    asked = panel.questions.get()
    for by in (seats[0].user, panel.chair):
        shown = panel_queries.feedback(row, asked, by=by)
        assert shown.cells[""]["values"] == [4.0, 4.5, 5.0, 5.5, 6.0, 6.5]
        assert [one.handle for one in shown.arguments] == sorted(one.handle for one in seats)
        assert {one.name for one in shown.arguments} == {""}
        assert {one.reasons for one in shown.arguments} == {f"Reason {n}." for n in range(6)}
    for stranger in (expert(), chair(), UserFactory(roles=[Role.AUDITOR])):
        with pytest.raises(NotAllowed):
            panel_queries.feedback(row, asked, by=stranger)
    with pytest.raises(NotPossible):
        panel_queries.feedback(row, draft().questions.get(), by=panel.chair)


def test_nothing_is_read_of_a_round_before_it_is_closed() -> None:
    panel, row, seats = running()
    answer_all(seats[0])
    asked = panel.questions.get()
    for by in (seats[0].user, seats[1].user, panel.chair):
        for read in (panel_queries.feedback, panel_queries.distributions, panel_queries.discussion):
            with pytest.raises(NotPossible, match="Not before the round is closed"):
                read(row, asked, by=by)


def test_names_stand_beside_handles_where_both_agreed_and_not_for_the_chair() -> None:
    panel, row, seats = running(names="by_choice")
    shown = seats[0]
    type(shown).objects.filter(pk=shown.pk).update(shown_to_experts=True)
    for one in seats:
        answer_all(one, reasons="Because.")
    row = close_round(row, by=panel.chair)
    asked = panel.questions.get()
    seen = panel_queries.feedback(row, asked, by=seats[1].user).arguments
    assert {one.handle: one.name for one in seen if one.name} == {shown.handle: str(shown.user)}
    by_chair = panel_queries.feedback(row, asked, by=panel.chair).arguments
    assert {one.name for one in by_chair} == {""}


def test_a_discussion_is_read_with_what_was_taken_back_empty() -> None:
    panel, row, seats = played()
    asked = panel.questions.get()
    first = discussing.remark(seats[0], asked, "Look at the ports.", by=seats[0].user)
    second = discussing.remark(seats[1], asked, "I am Ana.", by=seats[1].user)
    discussing.take_back(second, by=seats[1].user)
    said = panel_queries.discussion(row, asked, by=seats[2].user)
    assert [(one.remark, one.text) for one in said] == [
        (first, "Look at the ports."),
        (second, ""),
    ]


def test_results_are_the_chairs_first_and_the_experts_once_final() -> None:
    panel, _row, seats = played(kind="final")
    assert panel_queries.results(panel, by=panel.chair)
    with pytest.raises(NotPossible):
        panel_queries.results(panel, by=seats[0].user)
    with pytest.raises(NotAllowed):
        panel_queries.results(panel, by=expert())
    finalise(panel, by=panel.chair)
    panel.refresh_from_db()
    assert panel_queries.results(panel, by=seats[0].user)


def test_the_public_reads_what_is_final_and_nothing_of_anybody() -> None:
    panel, _row, seats = played(tuple(Kind.values), kind="final")
    assert public_results.published(panel) is None
    panel = finalise(panel, by=panel.chair)
    told = public_results.published(panel)
    assert told is not None
    assert (told.experts, [one.too_few for one in told.questions]) == (6, [False] * 6)
    said = json.dumps([asdict(r) for one in told.questions for r in one.results], default=str)
    for one in seats:
        assert one.handle not in said
        assert str(one.user) not in said
    assert "values" not in said
    assert "left_out" not in said
    assert list(public_results.published_panels()) == [panel]
    Panel.objects.filter(pk=panel.pk).update(withheld=[1])
    panel.refresh_from_db()
    assert public_results.published(panel) is None
    assert list(public_results.published_panels()) == []


@pytest.mark.parametrize(
    ("experts", "values", "shown"),
    [
        (4, {}, False),
        (5, {}, True),
        (4, {"smallest": 4, "smallest_why": "Few know this."}, True),
        (5, {"smallest": 6}, False),
    ],
)
def test_a_result_of_too_few_is_not_public(
    experts: int, values: dict[str, Any], shown: bool
) -> None:
    panel, _seats = final(experts=experts, **values)
    told = public_results.published(panel)
    assert told is not None
    assert told.questions[0].too_few is not shown
    assert bool(told.questions[0].results) is shown


def test_reasons_are_quoted_with_two_agreements_and_without_whose_they_are() -> None:
    panel, row, seats = running(kind="final")
    for n, one in enumerate(seats):
        type(one).objects.filter(pk=one.pk).update(quotable=n < 3)
        answer_all(one, reasons=f"Reason {n}.", quotable=n in (1, 2, 4))
    close_round(row, by=panel.chair)
    assert quoted(panel) == []
    finalise(panel, by=panel.chair)
    assert quoted(panel) == ["Reason 1.", "Reason 2."]
    Question.objects.filter(panel=panel).update(withheld=[3])
    assert quoted(panel) == []


def test_an_invitation_alone_shows_nothing() -> None:
    panel, row, _seats = played()
    invited = inviting_and_seating.invite(panel, expert(), by=panel.chair)
    assert not panel_queries.may_see_feedback(invited, row)
    with pytest.raises(NotAllowed):
        panel_queries.feedback(row, panel.questions.get(), by=invited.user)
    late = seat(panel)
    assert panel_queries.may_see_feedback(fresh([late])[0], row)


@given(st.floats(1e-9, 1e9))
def test_a_shift_is_rounded_up_by_less_than_the_half(number: float) -> None:
    rounded = public_results.rounded_up(number)
    assert number <= rounded <= number * 2.5 * (1 + 1e-9)
    assert f"{rounded:.0e}"[0] in "125"


def test_a_shift_tells_no_answer_exactly() -> None:
    row = Pooled(value={"mean": 5.25}, left_out={"mean": [5.0, 5.533]})
    assert public_results.shift_of(row) == 0.5
    assert public_results.shift_of(Pooled(value={"mean": 5.0})) is None
    assert public_results.shift_of(Pooled(value={"m": 5.0}, left_out={"m": [5.0, 5.0]})) == 0
