"""Several workers at one queue, and workers that are killed: each task has its effect once."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Final

import pytest
from django.db import connections
from pytest_django.fixtures import Settings

from factories import UserFactory
from races.arena import Arena, at_once
from trust.mailing import mail_server
from vigil.site.installation.mail_server import mailers
from vigil.trust.decisions.verbs import record
from vigil.trust.models import Decision, Duty, Letter, Task, User
from vigil.trust.outbox.verbs.letters import write_letter
from vigil.trust.outbox.verbs.sending import send_waiting
from vigil.trust.rooms import house
from vigil.trust.work.kinds import LeftOut, TaskKind
from vigil.trust.work.queries import waiting
from vigil.trust.work.verbs import leases, tasks
from vigil.trust.work.verbs.leases import finish_duty, take_duty
from vigil.trust.work.verbs.tasks import do_tasks, enqueue

pytestmark = pytest.mark.either
VERB: Final = "publish"
PATIENCE: Final = 60


def published(keys: Sequence[int], by: User, why: str) -> LeftOut:
    """Do what a task does: a decision for each key."""
    for key in keys:
        record(VERB, "case", str(key), by=by, why=why)
    return []


@pytest.fixture
def begun(arena: Arena, monkeypatch: pytest.MonkeyPatch) -> Iterator[TaskKind]:
    """Begin a database, and let its house have one kind of task."""
    kind = TaskKind(code="publish", label="Publish", do=published, at_once=3)
    monkeypatch.setattr(house, "task_kinds", lambda: {"publish": kind})
    arena.begin()
    yield kind
    connections.close_all()


def put(kind: TaskKind, number: int, keys: int) -> None:
    by = UserFactory()
    for at in range(number):
        enqueue(kind, str(at), list(range(at * keys, (at + 1) * keys)), by=by)


def done() -> list[int]:
    rows = Decision.objects.filter(verb=VERB).values_list("target_key", flat=True)
    return sorted(map(int, rows))


def test_workers_at_once_do_each_task_and_each_duty_once(begun: TaskKind) -> None:
    put(begun, 6, 5)

    def work(name: str) -> tuple[int, bool]:
        mine = take_duty("letters", name)
        return do_tasks(name)["done"], mine

    found = at_once([lambda name=name: work(name) for name in "abcd"])
    assert sum(number for number, _mine in found) == 6
    assert sum(mine for _number, mine in found) == 1
    assert done() == list(range(30))
    assert not waiting().exists()


def test_workers_at_once_never_send_one_letter_twice(begun: TaskKind, settings: Settings) -> None:
    with mail_server() as server:
        settings.MAILERS = mailers(f"smtp+plain://127.0.0.1:{server.port}")
        settings.VIGIL_MAIL_FROM = "post@example.org"
        for number in range(3):
            to = f"reader{number}@hermanas.example"
            write_letter(
                to, Letter.Subject.ANSWER, "We have looked.", kind="answer", by=None, decides=False
            )
        found = at_once([send_waiting] * 2)
    assert sum(summary.sent for summary in found) == 3
    assert sorted(server.recipients) == sorted(set(server.recipients))
    assert len(server.letters) == 3


def forked(work: Callable[[], None]) -> int:
    """Run something in a fork with a connection of its own; return its process id."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return child


def killed(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_a_worker_that_is_killed_leaves_nothing_half_done(begun: TaskKind) -> None:
    put(begun, 1, 7)
    reads, writes = os.pipe()

    def stop_in_the_middle() -> None:
        def do(keys: Sequence[int], by: User, why: str) -> LeftOut:
            left_out = published(keys, by, why)
            if 3 in keys:  # the second transaction
                os.write(writes, b".")
                time.sleep(PATIENCE)
            return left_out

        kind = TaskKind(code="publish", label="Publish", do=do, at_once=3)
        house.task_kinds = lambda: {"publish": kind}
        assert take_duty("letters", "killed")
        do_tasks("killed")

    child = forked(stop_in_the_middle)
    os.read(reads, 1)
    killed(child)
    assert done() == [0, 1, 2]
    assert do_tasks("another")["done"] == 0  # the lease has not ended
    assert not take_duty("letters", "another")
    for model in (Task, Duty):
        row = model.objects.get()
        model.objects.update(held_until=row.held_until - leases.LEASE - timedelta(seconds=1))
    assert take_duty("letters", "another")
    assert do_tasks("another")["done"] == 1
    assert done() == list(range(7))


@pytest.mark.tail("one worker is killed daily, at one moment")
def test_however_often_workers_are_killed_each_task_has_its_effect_once(
    begun: TaskKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = timedelta(seconds=0.3)
    for module in (leases, tasks):
        monkeypatch.setattr(module, "LEASE", short)
    monkeypatch.setattr(tasks, "ATTEMPTS", 1000)
    monkeypatch.setattr(tasks, "WAIT", timedelta(seconds=0.01))
    chance = random.Random(20261130)
    put(begun, 30, 10)

    def work() -> None:
        name = leases.worker_name()
        while waiting().exists():
            if take_duty("letters", name):
                finish_duty("letters", name, again_after=0)
            do_tasks(name, pause=lambda: time.sleep(chance.uniform(0, 0.02)))
            time.sleep(0.02)

    kills, end = 0, time.monotonic() + 5 * PATIENCE
    while waiting().exists():
        assert time.monotonic() < end
        workers = [forked(work) for _number in range(3)]
        # The first ones soon, so that the work is never done before it was cut off a few times.
        time.sleep(chance.uniform(0.05, 0.6 if kills >= 9 else 0.1))
        for worker in workers:
            killed(worker)
            kills += 1
    assert kills >= 9
    assert done() == list(range(300))
