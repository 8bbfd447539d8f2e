"""What is known of background work: for the operator, and for whoever waits for a task."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from vigil.trust.models import Collection, Duty, Task
from vigil.trust.work.clock import database_time
from vigil.trust.work.kinds import TaskKind
from vigil.trust.work.verbs.leases import LEASE

SILENT: Final = 5 * LEASE
"""A duty this late is done by nobody: some duties are due every minute."""


def waiting() -> QuerySet[Task]:
    """Return the tasks that wait or are being done, the next one first."""
    return Task.objects.filter(state=Task.State.WAITING)


def oldest_waiting() -> datetime | None:
    """Return when the task that waits longest was asked for; None if none waits."""
    return waiting().order_by("asked_at").values_list("asked_at", flat=True).first()


def is_any_held() -> bool:
    """Say whether a worker does a task at this moment."""
    return waiting().filter(held_until__gt=database_time()).exists()


def failed() -> QuerySet[Task]:
    """Return the tasks that were given up, the last one first. Each says why in `trouble`."""
    return Task.objects.filter(state=Task.State.FAILED).order_by("-ended_at", "-pk")


def late_duties(by: timedelta = SILENT) -> QuerySet[Duty]:
    """Return the duties that are due for so long that no worker seems to run."""
    now = database_time()
    return Duty.objects.filter(due_at__lt=now - by).exclude(held_until__gt=now)


def duties_in_trouble() -> QuerySet[Duty]:
    """Return the duties that failed when they were last done. Each says why in `trouble`."""
    return Duty.objects.exclude(trouble="")


def collections() -> QuerySet[Collection]:
    """Return when each listed source was last collected, by the names of the sources."""
    return Collection.objects.all()


def last_task(kind: TaskKind, key: str) -> Task | None:
    """Return the last task of a kind about a thing; None if there was none."""
    return Task.objects.filter(kind=kind.code, key=key).order_by("-asked_at", "-pk").first()
