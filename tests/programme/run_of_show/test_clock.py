"""The run of show on the clock: what is on, what is next, and how what is planned moves."""

from datetime import UTC, datetime, timedelta

import pytest

from factories import UserFactory
from programme.recording_factories import host
from programme.registration_factories import session_in
from vigil.programme.models import RunItem, Session
from vigil.programme.run_of_show import verbs
from vigil.programme.run_of_show.clock import Progress, RunOnTheClock, run_on_the_clock
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role

MINUTE = timedelta(minutes=1)
BEGINS = datetime(2026, 12, 1, 9, tzinfo=UTC)


def at(
    minute: float, marks: list[tuple[float | None, float | None]], length: int = 40
) -> RunOnTheClock:
    """Return a run of items of ten minutes at a minute; marks are minutes of begin and end."""

    def moment(minutes: float | None) -> datetime | None:
        return None if minutes is None else BEGINS + minutes * MINUTE

    session = Session(starts_at=BEGINS, ends_at=BEGINS + length * MINUTE)
    items = [
        RunItem(title=str(n), seconds=600, started_at=moment(start), ended_at=moment(end))
        for n, (start, end) in enumerate(marks)
    ]
    return run_on_the_clock(session, items, BEGINS + minute * MINUTE)


def told(run: RunOnTheClock) -> list[tuple[str, float]]:
    return [(one.progress.value, (one.begins - BEGINS) / MINUTE) for one in run.lines]


NO = (None, None)


def test_nothing_has_begun() -> None:
    early = at(-5, [NO, NO])
    assert told(early) == [("next", 0), ("later", 10)]
    assert (early.begun, early.minutes_behind, early.minutes_ahead) == (False, 0, 0)
    late = at(4, [NO, NO])
    assert told(late) == [("next", 4), ("later", 14)]
    assert late.minutes_behind == 4


def test_what_comes_moves_with_what_is_on() -> None:
    run = at(5, [(3, None), NO, NO])
    assert told(run) == [("now", 3), ("next", 13), ("later", 23)]
    assert (run.minutes_behind, run.minutes_over) == (3, 0)
    assert [one.moved for one in run.lines] == [True, True, True]
    overrunning = at(18, [(0, None), NO, NO, NO])
    assert told(overrunning)[1] == ("next", 18)
    assert overrunning.minutes_behind == 8
    assert overrunning.minutes_over == 8
    assert (overrunning.ends_at - BEGINS) / MINUTE == 48


def test_what_is_done_early_leaves_time_until_the_next_begins() -> None:
    run = at(6, [(0, 6), NO])
    assert told(run) == [("done", 0), ("next", 6)]
    assert run.minutes_ahead == 4
    assert at(9, [(0, 6), NO]).minutes_ahead == 1
    assert at(12, [(0, 6), NO]).minutes_behind == 2
    over = at(90, [(0, 10), (10, 22)])
    assert told(over) == [("done", 0), ("done", 10)]
    assert over.minutes_behind == 2
    assert over.next is None


def test_an_item_that_nobody_marked_is_passed_over() -> None:
    run = at(15, [(0, 10), NO, (12, None), NO])
    assert [one.progress for one in run.lines] == [
        Progress.DONE,
        Progress.SKIPPED,
        Progress.NOW,
        Progress.NEXT,
    ]
    assert run.minutes_ahead == 8
    assert run.now is run.lines[2]
    assert run.next is run.lines[3]


def test_an_empty_run_has_nothing_to_say() -> None:
    run = at(5, [])
    assert (run.lines, run.delay, run.overrun) == ([], timedelta(), timedelta())


@pytest.mark.django_db
def test_one_tap_starts_an_item_and_ends_the_one_before_and_it_can_be_undone() -> None:
    session, by = session_in(-5), host()
    one, two = (verbs.add_item(session, by=by, title=t, seconds=600) for t in ("One", "Two"))
    verbs.start_item(one, by=by)
    verbs.start_item(one, by=by)  # tapped twice
    verbs.start_item(two, by=by)

    def marks() -> list[tuple[bool, bool]]:
        rows = session.run.values_list("started_at", "ended_at")
        return [(start is not None, end is not None) for start, end in rows]

    assert marks() == [(True, True), (True, False)]
    with pytest.raises(NotPossible, match="is done"):
        verbs.start_item(one, by=by)
    with pytest.raises(NotPossible, match="Another item is on"):
        verbs.undo_mark(one, by=by)
    verbs.undo_mark(two, by=by)
    assert marks() == [(True, False), (False, False)]
    with pytest.raises(NotPossible, match="not begun"):
        verbs.end_item(two, by=by)
    verbs.end_item(one, by=by)
    verbs.end_item(one, by=by)
    verbs.undo_mark(one, by=by)
    assert marks()[0] == (True, False)
    verbs.undo_mark(one, by=by)
    with pytest.raises(NotPossible, match="not begun"):
        verbs.undo_mark(one, by=by)
    with pytest.raises(NotPossible, match="No item is marked"):
        verbs.clear_marks(session, by=by)
    verbs.start_item(one, by=by)
    verbs.clear_marks(session, by=by)
    assert marks() == [(False, False), (False, False)]
    done = Decision.objects.filter(target_key=session.uid).order_by("pk")
    assert [one.verb for one in done][2:] == [
        "start_run_item",
        "start_run_item",
        "undo_run_mark",
        "end_run_item",
        "undo_run_mark",
        "undo_run_mark",
        "start_run_item",
        "clear_run_marks",
    ]


@pytest.mark.django_db
def test_only_hosts_mark_items_that_are_there() -> None:
    session, by = session_in(-5), host()
    item = verbs.add_item(session, by=by, title="One", seconds=600)
    stranger = UserFactory(roles=[Role.ADJUDICATOR])
    for verb in (verbs.start_item, verbs.end_item, verbs.undo_mark):
        with pytest.raises(NotAllowed):
            verb(item, by=stranger)
    with pytest.raises(NotAllowed):
        verbs.clear_marks(session, by=stranger)
    RunItem.objects.all().delete()
    with pytest.raises(NotPossible, match="removed"):
        verbs.start_item(item, by=by)
