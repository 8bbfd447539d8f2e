"""What is known of an installation at this moment. Numbers and times only: nobody is named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Min
from django.utils import timezone

from vigil.desk.queue.queries import candidates
from vigil.site.backup.state import BackupState, last_backup
from vigil.site.watching.health import Health, ask_all
from vigil.trust.models import Collection, Duty, Letter
from vigil.trust.organisation.mail import state_in_words
from vigil.trust.outbox.verbs.letters import is_captured
from vigil.trust.public_forms import tickets
from vigil.trust.sessions.verbs.lockdown import is_locked_down
from vigil.trust.work import queries as work
from vigil.trust.work.clock import database_time

State = Letter.State
WATCHED: Final = (State.WAITING, State.RELEASED, State.FAILED, State.RETURNED)
"""States of letters that say whether letters arrive. How many were sent says what we do."""
EVERY_MINUTE: Final = "outbox send"
"""A duty that is due every minute, whatever there is to do."""
LETTERS_LATE: Final = timedelta(minutes=30)
"""A released letter that is due for so long is sent by nobody."""
TASKS_LATE: Final = timedelta(hours=1)
"""A task that waits longer seems to be done by nobody."""


@dataclass(frozen=True, kw_only=True)
class InstallationState:
    """What is known of an installation. What needs the database is empty where it is not ready."""

    parts: Mapping[str, Health] = field(default_factory=dict)
    locked_down: bool = False
    letters: Mapping[str, int] = field(default_factory=dict)
    mail: str = ""
    """Whether letters leave, in a sentence."""
    letters_captured: bool = False
    letter_due: datetime | None = None
    """Since when the letter is due that waits longest to be sent."""
    tasks_waiting: int = 0
    task_asked: datetime | None = None
    """When the task that waits longest was asked for."""
    tasks_failed: int = 0
    duties: tuple[Duty, ...] = ()
    duties_late: bool = False
    """Whether no worker seems to run."""
    collections: tuple[Collection, ...] = ()
    candidates: int = 0
    backup: BackupState | None = None
    free: int = 0
    reserve: int = 0
    """Bytes free on the disk of the data, and how many must stay free."""

    @property
    def is_ready(self) -> bool:
        """Return whether every part is ready."""
        return all(one == Health.READY for one in self.parts.values())

    @property
    def work_stands_still(self) -> bool:
        """Return whether nobody does what is to be done in the background."""
        return self.duties_late or _is_before(self.task_asked, TASKS_LATE)

    @property
    def letters_stand_still(self) -> bool:
        """Return whether released letters do not go out."""
        return not self.letters_captured and _is_before(self.letter_due, LETTERS_LATE)


def installation_state() -> InstallationState:
    """Ask the installation everything. Raises DatabaseError if its tables cannot be read."""
    parts = ask_all()
    free, reserve, backup = tickets.free_bytes(), tickets.reserve(), last_backup()
    if {parts["database"], parts["migrations"]} != {Health.READY}:
        return InstallationState(parts=parts, free=free, reserve=reserve, backup=backup)
    watched = Letter.objects.order_by().filter(state__in=WATCHED)
    counts = dict(watched.values_list("state").annotate(Count("pk")))
    released = Letter.objects.filter(state=State.RELEASED)
    return InstallationState(
        parts=parts,
        locked_down=is_locked_down(),
        mail=state_in_words(),
        letters={str(state): counts.get(state, 0) for state in WATCHED},
        letters_captured=is_captured(),
        letter_due=released.aggregate(due=Min("next_at"))["due"],
        tasks_waiting=work.waiting().count(),
        task_asked=work.oldest_waiting(),
        tasks_failed=work.failed().count(),
        duties=tuple(Duty.objects.all()),
        duties_late=_are_duties_late(),
        collections=tuple(work.collections()),
        candidates=candidates().count(),
        free=free,
        reserve=reserve,
        backup=backup,
    )


def alarm_state() -> InstallationState:
    """Ask only what alarms are made of: a few quick questions."""
    released = Letter.objects.filter(state=State.RELEASED)
    return InstallationState(
        letters_captured=is_captured(),
        letter_due=released.aggregate(due=Min("next_at"))["due"],
        task_asked=work.oldest_waiting(),
        duties_late=_are_duties_late(),
        backup=last_backup(),
    )


def _are_duties_late() -> bool:
    """Return whether the most frequent duty is late, and no worker is busy with another one.

    Others may be late for good: those for which there is nothing to do, and of older versions.
    """
    busy = Duty.objects.filter(held_until__gt=database_time())
    return work.late_duties().filter(name=EVERY_MINUTE).exists() and not busy.exists()


def _is_before(moment: datetime | None, age: timedelta) -> bool:
    return moment is not None and timezone.now() - moment > age
