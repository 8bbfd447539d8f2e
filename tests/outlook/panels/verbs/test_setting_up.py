"""Panels: made, opened, abandoned, copied; who may, in which state, and what then stands."""

from typing import Any

import pytest

from factories import UserFactory
from outlook.factories_panels import (
    Kind,
    chair,
    draft,
    finalise,
    plan,
    played,
    question,
    running,
    seat,
    wall,
)
from vigil.outlook.models import Panel, Round
from vigil.outlook.panels.verbs import setting_up
from vigil.outlook.questions import verbs as question_verbs
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.models import Decision, Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PANEL_CHAIR])
def test_nobody_but_a_chair_makes_a_panel(role: Role) -> None:
    with pytest.raises(NotAllowed):
        setting_up.make_panel("Ports", by=UserFactory(roles=[role]))


def test_another_chair_is_a_stranger_and_a_co_chair_may_all() -> None:
    panel, other = draft(), chair()
    with pytest.raises(NotAllowed):
        setting_up.edit_panel(panel, {"title": "Mine"}, by=other)
    setting_up.set_co_chairs(panel, [other], by=panel.chair)
    assert setting_up.edit_panel(panel, {"title": "Ours"}, by=other).title == "Ours"


def test_who_sits_on_a_panel_does_not_lead_it() -> None:
    panel = draft()
    both = UserFactory(roles=[Role.PANEL_CHAIR, Role.PANEL_EXPERT])
    seat(panel, both)
    with pytest.raises(NotPossible, match="invited"):
        setting_up.set_co_chairs(panel, [both], by=panel.chair)
    with pytest.raises(NotPossible, match="role of a chair"):
        setting_up.set_co_chairs(panel, [UserFactory()], by=panel.chair)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"smallest": 2, "smallest_why": "few know"}, "smallest"),
        ({"smallest": 4}, "smallest_why"),
        ({"names": "all"}, "names"),
        ({"pooling": "best"}, "pooling"),
        ({"extremising": 0.5}, "extremising"),
    ],
)
def test_what_a_panel_cannot_be_is_refused_at_its_field(values: dict[str, Any], field: str) -> None:
    panel = draft()
    with pytest.raises(Unfit) as refused:
        setting_up.edit_panel(panel, values, by=panel.chair)
    assert refused.value.field == field


def test_fewer_experts_need_a_reason_and_three_are_the_fewest() -> None:
    panel = draft()
    panel = setting_up.edit_panel(
        panel, {"smallest": 3, "smallest_why": "Few know this."}, by=panel.chair
    )
    assert (panel.smallest, panel.smallest_why) == (3, "Few know this.")


def test_a_panel_opens_with_questions_and_rounds_and_stands_from_then_on() -> None:
    panel = draft(())
    assert len(setting_up.lacks(panel)) == 2
    with pytest.raises(NotPossible, match=r"add a question\. Plan a round"):
        setting_up.open_panel(panel, by=panel.chair)
    asked = question(panel)
    with pytest.raises(NotPossible, match="Plan a round"):
        setting_up.open_panel(panel, by=panel.chair)
    plan(panel)
    assert setting_up.lacks(panel) == []
    panel = setting_up.open_panel(panel, by=panel.chair)
    assert panel.state == Panel.State.OPEN
    assert panel.taxonomies["markets"]
    assert panel.opened_at
    for act in (
        lambda: setting_up.edit_panel(panel, {"pooling": "performance"}, by=panel.chair),
        lambda: question(panel),
        lambda: question_verbs.edit_question(asked, {"text": "Else?"}, by=panel.chair),
        lambda: question_verbs.remove_question(asked, by=panel.chair),
        lambda: question_verbs.move_question(asked, 1, by=panel.chair),
        lambda: setting_up.open_panel(panel, by=panel.chair),
    ):
        with pytest.raises(NotPossible):
            act()


def test_weights_need_as_many_seeds_as_calibration_does() -> None:
    panel = draft(pooling="performance")
    plan(panel)
    for n in range(9):
        question(panel, Kind.QUANTITY, is_seed=True, realisation=20.0 + n)
    with pytest.raises(NotPossible, match="10 seed"):
        setting_up.open_panel(panel, by=panel.chair)
    missing = question(panel, Kind.QUANTITY, is_seed=True)
    with pytest.raises(NotPossible, match=str(missing.position)):
        setting_up.open_panel(panel, by=panel.chair)
    question_verbs.set_realisation(missing, 3.0, by=panel.chair)
    assert setting_up.open_panel(panel, by=panel.chair).state == Panel.State.OPEN


def test_rounds_follow_each_other_and_the_final_one_is_the_last() -> None:
    panel = draft()
    first = plan(panel)
    with pytest.raises(Unfit):
        setting_up.plan_round(panel, "second", wall(1), wall(9), by=panel.chair)
    with pytest.raises(Unfit):
        setting_up.plan_round(panel, "second", wall(9), wall(8), by=panel.chair)
    last = plan(panel, Round.Kind.FINAL)
    assert (first.number, last.number) == (1, 2)
    with pytest.raises(Unfit):
        plan(panel, Round.Kind.SECOND)
    with pytest.raises(NotPossible):
        setting_up.drop_round(first, by=panel.chair)
    setting_up.drop_round(last, by=panel.chair)
    assert panel.rounds.count() == 1


def test_a_deadline_is_the_wall_time_of_the_panel_and_moves_to_a_later_one_only() -> None:
    panel, row, _seats = running(zone="Asia/Tokyo")
    with pytest.raises(Unfit):
        setting_up.move_deadline(row, wall(6, panel.zone), by=panel.chair)
    moved = setting_up.move_deadline(row, wall(9, panel.zone), by=panel.chair)
    assert (moved.closes_at - row.closes_at).days in (1, 2)
    with pytest.raises(NotAllowed):
        setting_up.move_deadline(row, wall(20, panel.zone), by=chair())


def test_an_abandoned_panel_has_a_reason_and_no_way_back() -> None:
    panel, _row, _seats = running()
    with pytest.raises(NotPossible):
        setting_up.abandon_panel(panel, by=panel.chair, why=" ")
    setting_up.abandon_panel(panel, by=panel.chair, why="Nobody answered.")
    with pytest.raises(NotPossible):
        setting_up.abandon_panel(panel, by=panel.chair, why="Again.")


def test_a_copy_asks_the_same_without_the_seeds_and_follows_what_is_final() -> None:
    panel, _row, seats = played((Kind.SCORE, Kind.DRIVERS), kind="final", edition="2025")
    finalise(panel, by=panel.chair)
    copy = question_verbs.copy_panel(panel, by=panel.chair, edition="2026")
    assert (copy.state, copy.edition, copy.follows) == ("draft", "2026", panel)
    pairs = zip(panel.questions.all(), copy.questions.all(), strict=True)
    assert all(a.text == b.text and a.rows == b.rows and a.uid != b.uid for a, b in pairs)
    assert copy.seats.count() == 0
    plan(copy)
    seat(copy, seats[0].user)
    copy = setting_up.open_panel(copy, by=copy.chair)
    assert copy.breaks == []  # the lists of terms are those of then
    assert len(panel.questions.all()) == 2


def test_what_changed_since_the_panel_before_is_a_break() -> None:
    panel, _row, _seats = played(kind="final")
    panel = finalise(panel, by=panel.chair)
    Panel.objects.filter(pk=panel.pk).update(taxonomies=panel.taxonomies | {"markets": "0.9"})
    copy = question_verbs.copy_panel(panel, by=panel.chair)
    plan(copy)
    copy = setting_up.open_panel(copy, by=copy.chair)
    now = copy.taxonomies["markets"]
    assert copy.breaks == [{"what": "taxonomy", "list": "markets", "before": "0.9", "after": now}]
    assert setting_up.expert_breaks(copy) == [
        {"what": "experts", "stayed": 0, "left": 6, "joined": 0}
    ]


def test_a_panel_follows_only_what_its_chair_leads() -> None:
    panel = draft()
    with pytest.raises(Unfit):
        draft(follows=panel)


def test_what_was_done_is_kept() -> None:
    panel, _row, _seats = running()
    verbs = set(Decision.objects.values_list("verb", flat=True))
    assert {"make_panel", "add_question", "plan_round", "open_panel", "open_round"} <= verbs
    assert Decision.objects.filter(verb="open_panel").get().actor == panel.chair
