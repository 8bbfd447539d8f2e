"""Rounds: opened one after the other, closed after their deadline, pooled as they close."""

from datetime import timedelta

import pytest
from django.utils import timezone

from outlook.factories_panels import (
    Kind,
    answer,
    answer_all,
    chair,
    close_round,
    draft,
    fresh,
    plan,
    played,
    running,
    seat,
    wall,
)
from vigil.outlook.answers.verbs import answering, discussing
from vigil.outlook.experts.verbs import inviting_and_seating, reminding
from vigil.outlook.models import Pooled, Round
from vigil.outlook.panels import queries as panel_queries
from vigil.outlook.panels.deadlines import moment_text
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Letter, Sealed, User

pytestmark = pytest.mark.django_db


def test_a_round_needs_an_open_panel_experts_and_the_round_before_closed() -> None:
    panel = draft()
    first, second = plan(panel), plan(panel, "second")
    with pytest.raises(NotPossible):
        rounds.open_round(first, by=panel.chair)
    panel = setting_up.open_panel(panel, by=panel.chair)
    with pytest.raises(NotPossible, match="Nobody sits"):
        rounds.open_round(first, by=panel.chair)
    seat(panel)
    with pytest.raises(NotPossible, match="before it"):
        rounds.open_round(second, by=panel.chair)
    with pytest.raises(NotAllowed):
        rounds.open_round(first, by=chair())
    assert rounds.open_round(first, by=panel.chair).state == Round.State.OPEN
    with pytest.raises(NotPossible):
        rounds.open_round(first, by=panel.chair)


def test_experts_are_told_by_their_own_clock_that_a_round_is_open() -> None:
    panel = draft(zone="Europe/Vienna")
    row = plan(panel)
    one = seat(panel, zone="Asia/Tokyo", language="en")
    setting_up.open_panel(panel, by=panel.chair)
    rounds.open_round(row, by=panel.chair)
    letter = Letter.objects.filter(to_user=one.user).first()
    assert letter is not None
    assert "Tokyo time" in letter.body
    assert "ports" not in letter.body.lower()


def test_a_round_is_closed_after_its_deadline_or_once_all_are_in() -> None:
    panel, row, seats = running()
    for one in seats[1:]:
        answer_all(one)
    with pytest.raises(NotPossible, match="deadline"):
        close_round(row, by=panel.chair)
    with pytest.raises(NotAllowed):
        close_round(row, by=seats[0].user)
    answer_all(seats[0])
    row = close_round(row, by=panel.chair)
    assert (row.state, row.closed_by, row.run) == (Round.State.CLOSED, panel.chair, 1)
    with pytest.raises(NotPossible):
        close_round(row, by=panel.chair)
    with pytest.raises(NotPossible):
        answer(seats[0], base=1)


def test_a_round_without_an_answer_closes_too() -> None:
    panel, row, _seats = running(tuple(Kind.values))
    Round.objects.filter(pk=row.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    row = close_round(row, by=panel.chair)
    assert Pooled.objects.count() == 0
    assert {
        one["cells"][cell]["n"] for one in row.frozen.shown.values() for cell in one["cells"]
    } == {0}


def test_every_pooled_number_has_its_spread_its_n_and_its_method() -> None:
    _panel, row, _seats = played(tuple(Kind.values), extremising=1.5)
    pooled = list(row.pooled.select_related("question"))
    methods = {one.question.kind: set[str]() for one in pooled}
    for one in pooled:
        methods[one.question.kind].add(one.method)
        assert one.n == 6
        assert all((one.value, one.spread["is"], one.version, one.left_out))
    assert set(methods) == set(Kind.values)
    assert methods["quantity"] == {"linear", "quantile_mean", "quantile_median"}
    assert methods["probability"] == {"log_odds", "mean", "median", "extremised(1.5)"}
    score = next(one for one in pooled if one.question.kind == Kind.SCORE)
    assert score.value["median"] == 5.25
    # In which order experts are added up is drawn by lot: the last digit may differ.
    for left_out in (score.left_out["mean"], score.left_out["median"]):
        assert left_out == pytest.approx([5.0, 5.5])
    assert set(score.left_out) == {"mean", "median"}
    cells = {one.cell for one in pooled if one.question.kind == Kind.DRIVERS}
    assert len(cells) == 4


def test_who_has_no_view_is_not_pooled() -> None:
    panel, row, seats = running(("efficacy",))
    for n, one in enumerate(seats):
        view = "no_view" if n < 2 else 7
        answer(one, value={"cells": {"prevention": view, "justice": "no_view"}})
        assert answering.hand_in(one, by=one.user).unanswered == 0
    row = close_round(row, by=panel.chair)
    assert [(one.cell, one.n) for one in row.pooled.all()] == [("prevention", 4)]


def test_the_final_round_closes_the_panel_and_another_can_be_closed_by_hand() -> None:
    panel, _row, _seats = played(kind="final")
    assert panel.state == "closed"
    other, _row, _seats = played()
    assert rounds.close_panel(other, by=other.chair).state == "closed"
    third, _row, _seats = running()
    with pytest.raises(NotPossible, match="open"):
        rounds.close_panel(third, by=third.chair)


# Discussion


def test_all_reasons_of_a_round_are_opened_by_one_decision_that_tells_nobody() -> None:
    _panel, row, _seats = played(("score", "trajectory"))
    kept = Decision.objects.filter(verb="open_sealed", target_kind__startswith="panel_")
    assert [(one.target_kind, one.target_key) for one in kept] == [("panel_round", row.uid)]
    assert kept.get().after == {"field": "words", "values": 12}


def test_what_a_round_gave_is_discussed_once_it_is_closed() -> None:
    panel, row, seats = running()
    asked = panel.questions.get()
    with pytest.raises(NotPossible):
        discussing.remark(seats[0], asked, "Too early.", by=seats[0].user)
    for one in seats:
        answer_all(one)
    close_round(row, by=panel.chair)
    said = discussing.remark(seats[0], asked, "canary", by=seats[0].user, side="for", nonce="a")
    assert discussing.remark(seats[0], asked, "canary", by=seats[0].user, nonce="a") == said
    answered = discussing.remark(seats[1], asked, "No.", by=seats[1].user, reply_to=said)
    assert answered.reply_to == said
    assert b"canary" not in b"".join(bytes(one.ciphertext) for one in Sealed.objects.all())
    with pytest.raises(NotAllowed):
        discussing.remark(seats[0], asked, "As another.", by=seats[1].user)
    with pytest.raises(NotPossible):
        discussing.remark(seats[0], asked, " ", by=seats[0].user)


def test_a_form_that_was_gone_back_to_says_another_remark_and_loses_nothing() -> None:
    panel, row, seats = played()
    own, asked = seats[0], panel.questions.get()
    first = discussing.remark(own, asked, "Ports.", by=own.user, nonce="a")
    second = discussing.remark(own, asked, "Ports, and airstrips.", by=own.user, nonce="a")
    assert second != first
    assert discussing.remark(own, asked, "Ports.", by=own.user, nonce="a") == first
    said = panel_queries.discussion(row, asked, by=own.user)
    assert [one.text for one in said] == ["Ports.", "Ports, and airstrips."]


def test_a_remark_is_taken_back_by_who_said_it_or_the_chair() -> None:
    panel, _row, seats = played()
    asked = panel.questions.get()
    said = discussing.remark(seats[0], asked, "I am Ana.", by=seats[0].user)
    with pytest.raises(NotAllowed):
        discussing.take_back(said, by=seats[1].user)
    gone = discussing.take_back(said, by=panel.chair)
    assert gone.taken_back_at is not None
    assert not Sealed.objects.filter(subject_key=said.uid).exists()
    assert discussing.take_back(said, by=seats[0].user).taken_back_at == gone.taken_back_at


# Reminders


def reminders() -> int:
    return Letter.objects.filter(subject=Letter.Subject.REMINDER).count()


@pytest.mark.parametrize(("days", "written"), [(4, 0), (2.5, 5), (0.5, 5)])
def test_who_has_not_handed_in_is_reminded_once_a_day_of_reminding(
    days: float, written: int
) -> None:
    _panel, row, seats = running()
    answer_all(seats[0])
    Round.objects.filter(pk=row.pk).update(closes_at=timezone.now() + timedelta(days=days))
    assert reminding.remind().as_dict() == {"reminders": written, "failed": 0}
    assert reminding.remind().reminders == 0
    assert reminders() == written


def test_a_day_before_is_reminded_of_again_and_nobody_after_the_deadline() -> None:
    panel, row, seats = running(experts=2)
    for hours, n in ((60, 2), (20, 4), (-1, 4)):
        Round.objects.filter(pk=row.pk).update(closes_at=timezone.now() + timedelta(hours=hours))
        reminding.remind()
        assert reminders() == n
    inviting_and_seating.withdraw(fresh(seats)[0], by=seats[0].user)
    letters = Letter.objects.filter(to_user=seats[0].user)
    assert {one.body for one in letters} == {""}
    assert panel.title.lower() not in str(list(Letter.objects.values("body"))).lower()


def test_more_time_is_reminded_of_anew() -> None:
    _panel, row, seats = running(experts=1)
    Round.objects.filter(pk=row.pk).update(closes_at=timezone.now() + timedelta(hours=20))
    reminding.remind()
    row.refresh_from_db()
    inviting_and_seating.extend(seats[0], row, wall(10), by=row.panel.chair)
    reminding.remind()
    assert reminders() == 1
    seats[0].extensions.update(until=timezone.now() + timedelta(hours=20))
    for _time in range(2):
        reminding.remind()
        assert reminders() == 2


def test_a_deadline_moved_past_the_more_time_of_one_is_the_one_that_is_told() -> None:
    panel, row, seats = running(experts=1)
    inviting_and_seating.extend(seats[0], row, wall(8), by=panel.chair)
    setting_up.move_deadline(row, wall(20), by=panel.chair)
    seats[0].extensions.update(until=timezone.now() - timedelta(hours=1))
    Round.objects.filter(pk=row.pk).update(closes_at=timezone.now() + timedelta(hours=20))
    reminding.remind()
    row.refresh_from_db()
    [letter] = Letter.objects.filter(subject=Letter.Subject.REMINDER)
    assert moment_text(row.closes_at, "UTC") in letter.body


def test_one_expert_whom_no_letter_reaches_keeps_no_round_shut() -> None:
    panel = draft()
    row = plan(panel)
    seats = [seat(panel) for _n in range(3)]
    panel = setting_up.open_panel(panel, by=panel.chair)
    User.objects.filter(pk=seats[0].user_id).update(email="nowhere")
    before = Letter.objects.count()
    assert rounds.open_round(row, by=panel.chair).state == Round.State.OPEN
    assert Letter.objects.count() == before + 2
