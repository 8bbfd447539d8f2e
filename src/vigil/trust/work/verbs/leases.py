"""Take turns at duties: of all workers on all machines, one holds a duty.

A lease is renewed while its worker lives (`renew`). One that is not renewed ends by itself, so
that another worker goes on where a killed one left off.
"""

import os
import secrets
import socket
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from vigil.trust.models import Duty, Task
from vigil.trust.work.clock import database_time
from vigil.trust.work.models import LONGEST_TROUBLE

LEASE: Final = timedelta(seconds=60)
"""How long a worker may be silent before others take what it holds."""


def worker_name() -> str:
    """Return a name for a worker that no other one has, on this machine or another."""
    return f"{socket.gethostname()[:60]} {os.getpid()} {secrets.token_hex(4)}"


def is_free(now: datetime) -> Q:
    """Return the condition under which nobody holds a task or duty."""
    return Q(held_until=None) | Q(held_until__lt=now)


def due_duties(names: Collection[str]) -> set[str]:
    """Return which duties are due and free. One that nobody ever did is due."""
    now = database_time()
    rows = Duty.objects.filter(name__in=names)
    due = set(rows.filter(is_free(now), due_at__lte=now).values_list("name", flat=True))
    return due | (set(names) - set(rows.values_list("name", flat=True)))


def take_duty(name: str, holder: str, *, due_or_not: bool = False) -> bool:
    """Take a duty if it is due and free; return whether this worker now holds it.

    With `due_or_not` it is taken before its time.
    """
    now = database_time()
    free = Duty.objects.filter(is_free(now), name=name)
    if not due_or_not:
        free = free.filter(due_at__lte=now)
    Duty.objects.get_or_create(name=name, defaults={"due_at": now})
    with transaction.atomic():
        duty = free.select_for_update(skip_locked=True).first()
        if duty is None:
            return False
        duty.held_by, duty.held_until = holder, now + LEASE
        duty.save(update_fields=["held_by", "held_until"])
    return True


def finish_duty(name: str, holder: str, *, again_after: float, trouble: str = "") -> None:
    """Give a duty back, due again after so many seconds. Does nothing if another holds it now."""
    now = database_time()
    given: dict[str, object] = {
        "held_by": "",
        "held_until": None,
        "due_at": now + timedelta(seconds=again_after),
        "trouble": trouble[:LONGEST_TROUBLE],
    }
    if not trouble:
        given["done_at"] = now
    Duty.objects.filter(name=name, held_by=holder).update(**given)


def try_again_now(name: str) -> None:
    """Make a duty due that failed: what it lacked is there. One that went well keeps its time."""
    Duty.objects.filter(name=name).exclude(trouble="").update(due_at=database_time())


def renew(holder: str) -> None:
    """Renew all leases of a worker."""
    until = database_time() + LEASE
    for rows in (Duty.objects.filter(held_by=holder), Task.objects.filter(held_by=holder)):
        if rows.exists():  # an idle worker writes nothing
            rows.update(held_until=until)


def give_back(holder: str) -> None:
    """Give back all that a worker holds as it ends, so that nobody waits for its leases."""
    for rows in (Duty.objects.all(), Task.objects.all()):
        rows.filter(held_by=holder).update(held_by="", held_until=None)
