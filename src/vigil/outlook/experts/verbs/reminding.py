"""Remind experts of a round they have not handed in, three days and one day before its deadline.

A letter and the note that it was written are saved together, so an interruption neither loses nor
repeats one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.outlook.experts import letters as expert_letters
from vigil.outlook.models import Panel, PanelReminder, Round, Seat
from vigil.outlook.panels.preconditions import SEAT
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.rooms.log_words import LogWords

DAYS: Final = (1, 3)
"""Days before a deadline. Only the nearest reminder that is due is written."""


@dataclass
class ReminderCounts:
    """Counts of the reminders that were written, and of those that failed."""

    reminders: int = 0
    failed: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name."""
        return dict(self.__dict__)


def remind() -> ReminderCounts:
    """Remind experts who have not handed in. Count failures, which the next run tries again."""
    done = ReminderCounts()
    now = timezone.now()
    for row, seat, until in _missing(now):
        days = next((days for days in DAYS if until - now <= timedelta(days=days)), None)
        if days is None:
            continue
        try:
            done.reminders += _remind(row, seat, days)
        except NotPossible:
            done.failed += 1
    return done


def _missing(now: datetime) -> list[tuple[Round, Seat, datetime]]:
    """Return the experts who can still hand a round in and have not, with their deadlines."""
    running = (Panel.State.OPEN, Panel.State.CLOSED)
    rounds = Round.objects.filter(panel__state__in=running).exclude(state=Round.State.PLANNED)
    found = []
    for row in rounds.select_related("panel").order_by("pk"):
        later = dict(row.extensions.values_list("seat", "until"))
        seats = row.panel.seats.filter(state=Seat.State.SEATED)
        for seat in seats.exclude(submissions__round=row).select_related("user", "panel"):
            until = _until(row, later.get(seat.pk))
            if until is not None and until > now:
                found.append((row, seat, until))
    return found


def _until(row: Round, later: datetime | None) -> datetime | None:
    """Return until when an expert can hand in, given any extra time; None if they cannot.

    While a round is open, this is at least its deadline, which may have been moved since.
    """
    if row.state != Round.State.OPEN:
        return later
    return max(row.closes_at, later) if later is not None else row.closes_at


@transaction.atomic
def _remind(row: Round, seat: Seat, days: int) -> bool:
    """Write one reminder and return True; False if this or a later one was already written."""
    seat = Seat.objects.select_for_update(of=("self",), no_key=True).get(pk=seat.pk)
    if seat.state != Seat.State.SEATED or seat.submissions.filter(round=row).exists():
        return False
    if seat.reminders.filter(round=row, days__lte=days).exists():
        return False
    PanelReminder.objects.create(seat=seat, round=row, days=days)
    later = seat.extensions.filter(round=row).values_list("until", flat=True).first()
    expert_letters.write_reminder(seat, _until(row, later) or row.closes_at)
    record("remind_expert", SEAT, seat.uid, by=None, after={"round": row.number})
    return True


LOG: Final = LogWords(
    verbs={
        "remind_expert": pgettext_lazy("decision", "remind an expert"),
    },
)
