"""Put tasks on the queue, and do them. None is lost, and none has its effect twice.

A task is put on the queue in the transaction of the change that asks for it. A worker holds it by
a lease (`leases`). It does a few keys in one transaction, which also notes that they are done and
checks that the worker still holds the task. Kinds that are `repeatable` commit by themselves.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import get_language, override

from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.decisions.verbs import in_their_name
from vigil.trust.models import Task, User
from vigil.trust.rooms import house
from vigil.trust.withdrawals.write_lock import take_part
from vigil.trust.work.clock import database_time
from vigil.trust.work.kinds import LeftOut, TaskKind
from vigil.trust.work.models import LONGEST_TROUBLE
from vigil.trust.work.trouble import trouble_of
from vigil.trust.work.verbs.leases import LEASE, is_free

ATTEMPTS: Final = 5
WAIT: Final = timedelta(minutes=1)
"""Before the second attempt; each later one waits three times as long, 40 minutes in all."""
ENDED_TOO_OFTEN: Final = f"the worker ended {ATTEMPTS} times while it did this"
KEPT: Final = timedelta(days=30)
"""How long a task that has ended can be seen."""
State = Task.State


def enqueue(kind: TaskKind, key: str, items: Sequence[int], *, by: User, why: str = "") -> Task:
    """Put a task on the queue: `kind` is done for each of `items`, as `by`; return it.

    If a task of this kind and key waits already, it is returned unchanged. Call this in the
    transaction of what asks for it. Permissions are checked again when it is done.
    """
    asked = Task(
        kind=kind.code,
        key=key,
        by=by,
        language=get_language() or "",
        why=why,
        left=list(items),
        priority=kind.priority,
        due_at=database_time(),
    )
    try:
        with transaction.atomic():
            asked.save()
    except IntegrityError:
        waiting = Task.objects.filter(kind=kind.code, key=key, state=State.WAITING).first()
        if waiting is None:
            raise
        return waiting
    return asked


def do_tasks(
    holder: str,
    unwanted: Callable[[], bool] = lambda: False,
    pause: Callable[[], object] = lambda: None,
    *,
    slow: bool = False,
) -> dict[str, int]:
    """Do the tasks that wait, one after the other; return how many ended in which way.

    Of kinds that are `slow`, or of all others. Stops between two transactions once `unwanted`
    returns True. `pause` is called between two, which lets others write.
    """
    ended = {"done": 0, "again": 0, "failed": 0}
    while not unwanted() and (task := take_task(holder, slow=slow)) is not None:
        how = _do(task, holder, unwanted, pause)
        if how in ended:
            ended[how] += 1
    return ended


def take_task(holder: str, *, slow: bool = False) -> Task | None:
    """Take the first task that is due and free, slow or not; None if there is none."""
    slow_kinds = [kind.code for kind in house.task_kinds().values() if kind.slow]
    while True:
        now = database_time()
        due = Task.objects.filter(is_free(now), state=State.WAITING, due_at__lte=now)
        due = due.filter(kind__in=slow_kinds) if slow else due.exclude(kind__in=slow_kinds)
        if not due.exists():  # asked first, so that no write lock is taken each second
            return None
        with transaction.atomic():
            task = due.select_for_update(skip_locked=True).first()
            if task is None:
                return None
            if task.attempts >= ATTEMPTS:
                _end(task, State.FAILED, task.trouble or ENDED_TOO_OFTEN)
                continue
            task.attempts += 1
            task.held_by, task.held_until = holder, now + LEASE
            task.save(update_fields=["attempts", "held_by", "held_until"])
            return task


def _do(task: Task, holder: str, unwanted: Callable[[], bool], pause: Callable[[], object]) -> str:
    """Do a task that this worker holds; return how it ended ("" where it goes on later)."""
    try:
        kind = house.task_kinds()[task.kind]
        step = _commit_and_note if kind.repeatable else _do_some
        while (now := step(task, kind, holder, unwanted)) is not None:
            if now.state == State.DONE:
                return "done"
            if not now.held_by:
                return ""
            pause()
    except Exception as error:
        return _note_trouble(task, holder, error)
    return ""  # another worker took it: this one was silent for too long


def _do_some(task: Task, kind: TaskKind, holder: str, unwanted: Callable[[], bool]) -> Task | None:
    """Do the next keys of a task and note it, in one transaction; None if another holds it."""
    with transaction.atomic():
        take_part()
        now = _still_held(task, holder)
        if now is not None:
            keys = now.left[: kind.at_once]
            _note_done(now, keys, _done(now, kind, keys), unwanted)
        return now


def _commit_and_note(
    task: Task, kind: TaskKind, holder: str, unwanted: Callable[[], bool]
) -> Task | None:
    """Do the next keys of a task, which commits by itself, and then note it."""
    keys = task.left[: kind.at_once]
    left_out = _done(task, kind, keys)
    with transaction.atomic():
        now = _still_held(task, holder)
        if now is not None:
            _note_done(now, keys, left_out, unwanted)
            task.left = now.left
        return now


def _done(task: Task, kind: TaskKind, keys: Sequence[int]) -> LeftOut:
    """Do some keys of a task as whoever asked for it, in their language."""
    language = override(task.language) if task.language else nullcontext()
    with language, in_their_name():
        return [(key, str(reason)) for key, reason in kind.do(keys, task.by, task.why)]


def _note_done(
    task: Task, keys: Sequence[int], left_out: LeftOut, unwanted: Callable[[], bool]
) -> None:
    """Take keys off the list of a task; end it if none is left, or give it back if unwanted."""
    task.left, task.attempts, task.trouble = task.left[len(keys) :], 1, ""
    task.left_out = [*task.left_out, *([key, reason] for key, reason in left_out)]
    task.done += len(keys) - len(left_out)
    if not task.left:
        _end(task, State.DONE)
        return
    if unwanted():
        task.held_by, task.held_until, task.attempts = "", None, 0
    task.save()


def _still_held(task: Task, holder: str) -> Task | None:
    rows = Task.objects.select_for_update().filter(pk=task.pk, state=State.WAITING)
    return rows.filter(held_by=holder).first()


def _end(task: Task, state: Task.State, trouble: str = "") -> None:
    task.state, task.trouble, task.ended_at = state, trouble, database_time()
    task.held_by, task.held_until = "", None
    if state == State.DONE:
        task.why = ""
    task.save()


def _note_trouble(task: Task, holder: str, error: Exception) -> str:
    """Note why a task failed. What nobody can do is not tried again."""
    with transaction.atomic():
        now = _still_held(task, holder)
        if now is None:
            return ""
        said = trouble_of(error)[:LONGEST_TROUBLE]
        if isinstance(error, NotPossible | NotAllowed) or now.attempts >= ATTEMPTS:
            _end(now, State.FAILED, said)
            return "failed"
        now.trouble, now.held_by, now.held_until = said, "", None
        now.due_at = database_time() + WAIT * 3 ** (now.attempts - 1)
        now.save(update_fields=["trouble", "held_by", "held_until", "due_at"])
        return "again"


def try_failed_again() -> int:
    """Let every failed task wait again, unless one of its kind and key does; return how many."""
    number = 0
    for task in Task.objects.filter(state=State.FAILED).order_by("pk"):
        try:
            with transaction.atomic():
                number += Task.objects.filter(pk=task.pk, state=State.FAILED).update(
                    state=State.WAITING, attempts=0, due_at=database_time(), ended_at=None
                )
        except IntegrityError:
            continue
    return number


def forget_ended() -> int:
    """Delete tasks that were done or failed some time ago; return how many."""
    old = Task.objects.exclude(state=State.WAITING).filter(ended_at__lt=database_time() - KEPT)
    return old.delete()[0]
