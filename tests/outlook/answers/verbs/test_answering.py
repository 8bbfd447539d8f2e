"""Answers: kept bit by bit, once each, in every version; handed in, and what then counts."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from outlook.factories_panels import (
    answer,
    answer_all,
    chair,
    close_round,
    draft,
    expert,
    fresh,
    plan,
    prepare_results,
    question,
    running,
    seat,
    value_of,
    wall,
)
from vigil.outlook.answers.verbs import answering
from vigil.outlook.answers.verbs.answering import OutdatedSave
from vigil.outlook.experts.verbs import inviting_and_seating
from vigil.outlook.models import Answer, AnswerVersion, Pooled, Round, Seat
from vigil.outlook.panels import queries as panel_queries
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.models import Decision, Sealed

pytestmark = pytest.mark.django_db


lock_if_late = answering._lock_if_late


def over(row: Round) -> None:
    """Let the deadline of a round be over."""
    Round.objects.filter(pk=row.pk).update(closes_at=timezone.now() - timedelta(minutes=1))


def test_an_answer_is_saved_by_its_expert_alone_in_an_open_round() -> None:
    panel, _row, seats = running()
    asked = panel.questions.get()
    for other in (panel.chair, seats[1].user, chair(), expert()):
        with pytest.raises(NotAllowed):
            answering.save_answer(seats[0], asked, {"score": 5}, by=other)
    planned = draft()
    early = seat(planned)
    plan(planned)
    with pytest.raises(NotPossible):
        answering.save_answer(early, planned.questions.get(), {"score": 5}, by=early.user)
    with pytest.raises(NotPossible):
        answering.save_answer(seats[0], question(draft()), {"score": 5}, by=seats[0].user)


def test_a_part_is_kept_and_every_version_stays() -> None:
    panel, _row, seats = running(("drivers",))
    asked, own = panel.questions.get(), seats[0]
    first = {"cells": {"technology|cocaine": 2}}
    answer(own, asked, first, reasons="At first.")
    answer(own, asked, reasons="Later.", sources="A report.")
    shown = panel_queries.own_answer(own, asked, by=own.user).draft
    assert (shown.value, shown.version) == (value_of(asked), 2)
    assert (shown.reasons, shown.sources) == ("Later.", "A report.")
    old = AnswerVersion.objects.get(number=1)
    assert (old.value, old.whole) == (first, False)
    assert answering.words_of(own, [old])[old.uid]["reasons"] == "At first."


def test_what_an_expert_reads_of_their_own_is_one_decision_for_each_page() -> None:
    panel, row, seats = running(("score", "trajectory", "probability"))
    own, asked = seats[0], list(panel.questions.all())
    opened = Decision.objects.filter(verb="open_sealed")
    panel_queries.opened_answers(own, asked, by=own.user)
    assert not opened.exists()  # there is nothing yet
    answer_all(own, reasons="Because.")
    for one in seats[1:]:
        answer_all(one)
    for times in (1, 2):
        read = panel_queries.opened_answers(own, asked, by=own.user)
        assert [one.draft.reasons for one in read] == ["Because."] * 3
        assert opened.count() == times
    close_round(row, by=panel.chair)
    second = rounds.open_round(plan(panel), by=panel.chair)
    own = fresh([own])[0]
    before = opened.count()
    answering.hand_in(own, by=own.user, keep_earlier=True)
    read = panel_queries.opened_answers(own, asked, by=own.user)
    assert [one.earlier.reasons for one in read if one.earlier] == ["Because."] * 3
    assert second.number == 2
    later = list(opened.order_by("pk"))[before:]
    assert [one.after["values"] for one in later] == [3, 6]
    assert {(one.actor, one.target_kind, one.target_key) for one in later} == {
        (None, "panel_seat", own.uid)
    }


def test_a_save_that_comes_twice_makes_one_version() -> None:
    _panel, _row, seats = running()
    for _time in range(3):
        answer(seats[0], value={"score": 5}, base=0, nonce="n1", reasons="Because.")
    assert AnswerVersion.objects.count() == 1
    answer(seats[0], value={"score": 6}, base=1, nonce="n2")
    again = answer(seats[0], value={"score": 5}, base=0, nonce="n1", reasons="Because.")
    assert again.version == 2  # a late repeat of the first changes nothing
    assert AnswerVersion.objects.count() == 2


def test_an_older_state_over_a_newer_is_refused_with_both() -> None:
    panel, _row, seats = running()
    asked, own = panel.questions.get(), seats[0]
    answer(own, value={"score": 5}, reasons="On the telephone.")
    with pytest.raises(OutdatedSave) as refused:
        answer(own, value={"score": 9}, base=0, nonce="other", reasons="At the desk.")
    mine, kept = refused.value.mine, refused.value.kept
    assert (mine.value, mine.reasons) == ({"score": 9}, "At the desk.")
    assert (kept.value, kept.reasons, kept.version) == ({"score": 5}, "On the telephone.", 1)
    assert panel_queries.own_answer(own, asked, by=own.user).draft.value == {"score": 5}
    with pytest.raises(OutdatedSave):  # the same nonce with other content is no repeat
        answer(own, value={"score": 9}, base=0, nonce="other")


def test_what_is_no_answer_or_too_long_is_not_kept() -> None:
    _panel, _row, seats = running()
    with pytest.raises(Unfit):
        answer(seats[0], value={"score": 11})
    with pytest.raises(NotPossible):
        answer(seats[0], value={"score": 5}, reasons="x" * 8001)
    assert not Answer.objects.exists()


def test_what_is_said_lies_sealed_and_not_in_the_log() -> None:
    _panel, _row, seats = running()
    answer(seats[0], value={"score": 8.5}, reasons="canary reasons", sources="canary source")
    sealed = b"".join(bytes(one.ciphertext) for one in Sealed.objects.all())
    log = json.dumps(list(Decision.objects.values("verb", "before", "after", "why")))
    assert b"canary" not in sealed
    assert "canary" not in log
    assert "8.5" not in log


def test_handing_in_takes_what_is_whole_or_passed_and_says_what_is_missing() -> None:
    panel, _row, seats = running(("score", "drivers", "trajectory", "probability"))
    own, asked = seats[0], list(panel.questions.all())
    answer(own, asked[0])
    answer(own, asked[1], {"cells": {"technology|cocaine": 2}})
    answering.pass_question(own, asked[2], by=own.user)
    done = answering.hand_in(own, by=own.user)
    assert done.unanswered == 2
    states = [row.state for row in panel_queries.own_answers(own, by=own.user)]
    assert states == ["handed_in", "kept", "handed_in", ""]
    told = panel_queries.progress(own, by=own.user)
    assert (told.asked, told.whole, told.begun, told.handed_in) == (4, 2, 1, True)


def test_what_was_handed_in_counts_until_it_is_handed_in_anew() -> None:
    panel, row, seats = running()
    for one in seats:
        answer_all(one)
    answer(seats[0], value={"score": 10})
    assert panel_queries.progress(seats[0], by=seats[0].user).changed_since
    close_round(row, by=panel.chair)
    row.refresh_from_db()
    assert row.frozen.shown[panel.questions.get().uid]["cells"][""]["values"] == [4.0] * 6


def test_an_answer_that_was_emptied_and_handed_in_anew_does_not_count() -> None:
    panel, row, seats = running(("score", "trajectory"))
    for one in seats:
        answer_all(one)
    own, asked = seats[0], panel.questions.get(position=1)
    answering.save_answer(own, asked, {}, by=own.user, base=1)
    assert answering.hand_in(own, by=own.user).unanswered == 1
    told = panel_queries.progress(own, by=own.user)
    assert (told.whole, told.changed_since) == (1, True)
    close_round(row, by=panel.chair)
    counted = dict(Pooled.objects.values_list("question__position", "n"))
    assert counted == {1: 5, 2: 6}


def test_what_was_kept_and_not_handed_in_is_not_pooled_and_not_lost() -> None:
    panel, row, seats = running()
    for one in seats[1:]:
        answer_all(one)
    answer(seats[0], value={"score": 10}, reasons="Not done yet.")
    over(row)
    close_round(row, by=panel.chair)
    assert set(Pooled.objects.values_list("n", flat=True)) == {5}
    shown = panel_queries.own_answer(seats[0], panel.questions.get(), by=seats[0].user)
    assert shown.draft.reasons == "Not done yet."
    with pytest.raises(NotPossible):
        answering.hand_in(seats[0], by=seats[0].user)


def test_a_second_estimate_may_keep_what_was_said_before() -> None:
    panel, row, seats = running(("score", "trajectory"))
    second = plan(panel, "second")
    for n, one in enumerate(seats):
        answer_all(one, n, reasons=f"Reason {n}.")
    close_round(row, by=panel.chair)
    rounds.open_round(second, by=panel.chair)
    own, asked = seats[3], panel.questions.get(position=1)
    shown = panel_queries.own_answer(own, asked, by=own.user)
    assert (shown.draft.version, shown.earlier and shown.earlier.value) == (0, value_of(asked, 3))
    answer(own, asked, {"score": 9})
    assert answering.hand_in(own, by=own.user, keep_earlier=True).unanswered == 0
    other = panel.questions.get(position=2)
    copied = panel_queries.own_answer(own, other, by=own.user).draft
    assert (copied.value, copied.reasons) == (value_of(other, 3), "Reason 3.")


def test_a_late_expert_answers_blind_and_is_pooled_once_they_hand_in() -> None:
    panel, row, seats = running()
    second, late = plan(panel, "second"), seats[0]
    for n, one in enumerate(seats[1:]):
        answer_all(one, n)
    inviting_and_seating.extend(late, row, wall(9), by=panel.chair)
    over(row)
    row = close_round(row, by=panel.chair)
    Round.objects.filter(pk=second.pk).update(opens_at=timezone.now())
    rounds.open_round(second, by=panel.chair)
    assert panel_queries.current_round(late) == row
    asked = panel.questions.get()
    for seen in (row, second):
        with pytest.raises(NotPossible):
            panel_queries.feedback(seen, asked, by=late.user)
        with pytest.raises(NotPossible):
            panel_queries.discussion(seen, asked, by=late.user)
    answer_all(late, 5)
    assert panel_queries.feedback(row, asked, by=late.user) is None
    assert not Pooled.objects.exists()
    prepare_results()
    row.refresh_from_db()
    assert row.notes == [{"run": 2, "why": "late"}]
    assert panel_queries.feedback(row, asked, by=late.user).cells[""]["n"] == 6
    assert set(Pooled.objects.values_list("n", "run")) == {(6, 2)}
    assert panel_queries.current_round(late) == second


def test_who_was_handing_in_while_the_round_was_closed_is_pooled_as_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    panel, row, seats = running()
    for one in seats[1:]:
        answer_all(one)
    late = seats[0]
    answer(late, value={"score": 10})
    inviting_and_seating.extend(late, row, wall(9), by=panel.chair)
    over(row)
    row = close_round(row, by=panel.chair)
    # What the process of the late expert saw a moment before: a round that is open to all.
    seen: list[None] = [None]
    monkeypatch.setattr(
        answering, "_lock_if_late", lambda seat: seen.pop() if seen else lock_if_late(seat)
    )
    answering.hand_in(late, by=late.user)
    assert not seen
    assert late.submissions.count() == 1
    prepare_results()
    assert set(Pooled.objects.values_list("n", "run")) == {(6, 2)}


def test_whose_time_is_over_sees_what_the_others_answered_and_answers_no_more() -> None:
    panel, row, seats = running()
    late = seats[0]
    for one in seats[1:]:
        answer_all(one)
    extension = inviting_and_seating.extend(late, row, wall(9), by=panel.chair)
    over(row)
    row = close_round(row, by=panel.chair)
    extension.until = timezone.now()
    extension.save()
    assert panel_queries.feedback(row, panel.questions.get(), by=late.user).cells[""]["n"] == 5
    with pytest.raises(NotPossible):
        answering.hand_in(late, by=late.user)


def test_nobody_answers_on_a_panel_that_was_abandoned() -> None:
    panel, _row, seats = running()
    setting_up.abandon_panel(panel, by=panel.chair, why="The question was wrong.")
    with pytest.raises(NotPossible):
        answer(seats[0], base=0)


def test_whose_time_is_over_while_they_hand_in_hands_in_no_other_round(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    panel, row, seats = running()
    second, late = plan(panel, "second"), seats[0]
    for one in seats[1:]:
        answer_all(one)
    extension = inviting_and_seating.extend(late, row, wall(9), by=panel.chair)
    over(row)
    row = close_round(row, by=panel.chair)
    rounds.open_round(second, by=panel.chair)

    def a_moment_ago(seat: Seat) -> Round | None:
        locked = lock_if_late(seat)
        extension.until = timezone.now()
        extension.save()
        return locked

    with monkeypatch.context() as patch:
        patch.setattr(answering, "_lock_if_late", a_moment_ago)
        with pytest.raises(NotPossible, match="closed"):
            answering.hand_in(late, by=late.user)
    assert not late.submissions.exists()
    extension.save()
    assert answering.hand_in(late, by=late.user, number=second.number).round == second
