"""The queue: done once, in order, by whoever holds it; a killed worker leaves nothing behind."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from factories import UserFactory
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import on_the_host, record
from vigil.trust.models import Decision, Task, User
from vigil.trust.rooms import house
from vigil.trust.work.kinds import LeftOut, TaskKind
from vigil.trust.work.queries import failed, last_task, oldest_waiting, waiting
from vigil.trust.work.verbs import tasks
from vigil.trust.work.verbs.leases import LEASE, give_back, renew
from vigil.trust.work.verbs.tasks import (
    ATTEMPTS,
    do_tasks,
    enqueue,
    forget_ended,
    take_task,
    try_failed_again,
)

pytestmark = [pytest.mark.django_db, pytest.mark.either]


class Doing:
    """What a kind of task did, by keys. It fails as it is told."""

    def __init__(self) -> None:
        self.fails: list[Exception] = []

    def __call__(self, keys: Sequence[int], by: User, why: str) -> LeftOut:
        for key in keys:
            record("publish", "case", str(key), by=by, why=why)
        if self.fails:
            raise self.fails.pop()
        return [(key, "it is odd") for key in keys if key == 3]

    @property
    def did(self) -> list[str]:
        rows = Decision.objects.filter(target_kind="case").order_by("pk")
        return list(rows.values_list("target_key", flat=True))


@pytest.fixture
def doing(monkeypatch: pytest.MonkeyPatch) -> Doing:
    made = Doing()
    kinds = {kind.code: kind for kind in (_kind(made, "slow", 0), _kind(made, "urgent", 5))}
    monkeypatch.setattr(house, "task_kinds", lambda: kinds)
    return made


def _kind(do: Doing, code: str, priority: int) -> TaskKind:
    return TaskKind(code=code, label=code, do=do, at_once=2, priority=priority)


def kind(code: str = "slow") -> TaskKind:
    return house.task_kinds()[code]


def later(task: Task, after: timedelta) -> None:
    """Let time pass for a task."""
    task.refresh_from_db()
    task.due_at -= after
    if task.held_until:
        task.held_until -= after
    task.save()


def test_a_task_is_done_as_whoever_asked_and_says_what_it_left_out(doing: Doing) -> None:
    by = UserFactory()
    task = enqueue(kind(), "one", [1, 2, 3, 4, 5], by=by, why="agreed on Tuesday")
    first = enqueue(kind("urgent"), "two", [9], by=by)
    assert list(waiting()) == [first, task]
    assert oldest_waiting() == task.asked_at
    with on_the_host():
        assert do_tasks("a worker") == {"done": 2, "again": 0, "failed": 0}
    assert doing.did == ["9", "1", "2", "3", "4", "5"]
    decision = Decision.objects.filter(target_key="1").get()
    assert (decision.actor, decision.why, decision.after) == (by, "agreed on Tuesday", {})
    task.refresh_from_db()
    assert (task.state, task.done, task.left_out) == (Task.State.DONE, 4, [[3, "it is odd"]])
    assert (task.why, task.held_by, task.left) == ("", "", [])
    assert not waiting().exists()
    assert oldest_waiting() is None


def test_what_is_asked_twice_waits_once_and_is_gone_with_its_change(doing: Doing) -> None:
    by = UserFactory()
    task = enqueue(kind(), "one", [1], by=by)
    assert enqueue(kind(), "one", [1, 2], by=by) == task
    with suppress(KeyError), transaction.atomic():
        enqueue(kind(), "lost", [1], by=by)
        raise KeyError
    assert waiting().get() == task
    do_tasks("a worker")
    again = enqueue(kind(), "one", [2], by=by)
    assert last_task(kind(), "one") == again != task


def test_what_fails_is_repeated_later_and_nothing_of_it_took_effect(doing: Doing) -> None:
    task = enqueue(kind(), "one", [1, 2, 4], by=UserFactory())
    doing.fails = [ValueError("Casilda"), ValueError("Casilda")]
    assert do_tasks("a worker")["again"] == 1
    assert doing.did == []
    assert do_tasks("a worker")["again"] == 0  # not before its time
    task.refresh_from_db()
    assert task.trouble.startswith("ValueError in ")
    assert "Casilda" not in task.trouble
    later(task, timedelta(minutes=1))
    assert do_tasks("a worker")["again"] == 1
    later(task, timedelta(minutes=3))
    assert do_tasks("a worker")["done"] == 1
    assert doing.did == ["1", "2", "4"]


def test_what_cannot_be_done_is_given_up_until_somebody_wants_it_again(doing: Doing) -> None:
    task = enqueue(kind(), "one", [1], by=UserFactory())
    doing.fails = [NotPossible("The disk is elsewhere.")]
    assert do_tasks("a worker")["failed"] == 1
    assert failed().get().trouble == "The disk is elsewhere."
    assert try_failed_again() == 1
    assert do_tasks("a worker")["done"] == 1
    task.refresh_from_db()
    Task.objects.update(ended_at=timezone.now() - tasks.KEPT)
    assert forget_ended() == 1


def test_a_killed_worker_is_followed_by_another_and_does_nothing_more(doing: Doing) -> None:
    task = enqueue(kind(), "one", [1, 2, 4, 5], by=UserFactory())
    taken = take_task("killed")
    assert taken == task
    assert take_task("another") is None
    later(task, LEASE / 2)
    renew("killed")
    later(task, LEASE / 2 + timedelta(seconds=1))
    assert take_task("another") is None  # it lives
    later(task, LEASE)
    assert take_task("another") == task
    assert tasks._do(taken, "killed", lambda: False, lambda: None) == ""  # it comes back
    assert doing.did == []
    give_back("another")
    assert do_tasks("another")["done"] == 1
    assert doing.did == ["1", "2", "4", "5"]


def test_whoever_ends_in_the_middle_gives_the_rest_to_others(doing: Doing) -> None:
    enqueue(kind(), "one", [1, 2, 4, 5], by=UserFactory())
    assert do_tasks("ends", lambda: bool(doing.did))["done"] == 0
    assert doing.did == ["1", "2"]
    assert do_tasks("another")["done"] == 1
    assert doing.did == ["1", "2", "4", "5"]
    enqueue(kind(), "two", [6], by=UserFactory())
    take_task("ends")
    give_back("ends")
    assert do_tasks("another")["done"] == 1


def test_what_ends_every_worker_is_given_up(doing: Doing) -> None:
    task = enqueue(kind(), "one", [1], by=UserFactory())
    for _number in range(ATTEMPTS):
        assert take_task("killed") == task
        later(task, LEASE + timedelta(seconds=1))
    assert take_task("killed") is None
    assert failed().get().trouble == tasks.ENDED_TOO_OFTEN
    assert doing.did == []
