"""Remind experts of rounds they have not handed in: seven days, three and one before the deadline.

Somebody who sits in several regions gets one letter for all of them. Nobody gets more than three
about one round, nor any once they handed in, left, or asked for no more. A letter and the notes
that it was written are saved together, so an interruption neither loses nor repeats one.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.outlook.experts import letters as expert_letters
from vigil.outlook.models import Extension, Panel, PanelReminder, Round, Seat, Submission
from vigil.outlook.panels.preconditions import SEAT
from vigil.outlook.panels.queries import seats_of
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

DAYS: Final = (1, 3, 7)
"""Days before a deadline. Only the nearest reminder that is due is written."""
MOST: Final = 3
"""Most reminders of one round to one expert, even if its deadline was moved."""


@dataclass
class ReminderCounts:
    """Counts of the letters that were written, and of those that failed."""

    reminders: int = 0
    failed: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class _Due:
    """A round that one expert can still hand in, and has not."""

    round: Round
    seat: Seat
    until: datetime
    days: int


def remind() -> ReminderCounts:
    """Remind experts who have not handed in. Count failures, which the next run tries again."""
    done = ReminderCounts()
    by_user: dict[int, list[_Due]] = defaultdict(list)
    for one in _due(timezone.now()):
        by_user[one.seat.user_id].append(one)
    for each in by_user.values():
        try:
            done.reminders += _remind(each)
        except NotPossible:
            done.failed += 1
    return done


@transaction.atomic
def stop_reminders(user: User, *, by: User, stop: bool = True) -> int:
    """Write an expert no more reminders on any of their panels, or write them again.

    They do it themselves; return on how many panels it changed.
    """
    seats = seats_of(user).filter(user=by).exclude(no_reminders=stop)
    found = list(seats.select_for_update(of=("self",), no_key=True))
    for seat in found:
        seat.no_reminders = stop
        seat.save(update_fields=["no_reminders"])
        record("stop_reminders", SEAT, seat.uid, by=by, after={"stopped": stop})
    return len(found)


def _due(now: datetime) -> list[_Due]:
    """Return what is due, in the order of the rounds. The number of queries is always the same."""
    running = (Panel.State.OPEN, Panel.State.CLOSED)
    rounds = Round.objects.filter(panel__state__in=running).exclude(state=Round.State.PLANNED)
    every = {row.pk: row for row in rounds.select_related("panel").order_by("pk")}
    panels = {row.panel_id for row in every.values()}
    later = {
        (seat, row): until
        for seat, row, until in Extension.objects.filter(round__in=every).values_list(
            "seat", "round", "until"
        )
    }
    handed = set(Submission.objects.filter(round__in=every).values_list("seat", "round"))
    seats = Seat.objects.filter(panel__in=panels, state=Seat.State.SEATED, no_reminders=False)
    of_panel: dict[int, list[Seat]] = defaultdict(list)
    for seat in seats.select_related("user", "panel"):
        of_panel[seat.panel_id].append(seat)
    found = []
    for row in every.values():
        for seat in of_panel[row.panel_id]:
            until = _until(row, later.get((seat.pk, row.pk)))
            if until is None or until <= now or (seat.pk, row.pk) in handed:
                continue
            days = next((days for days in DAYS if until - now <= timedelta(days=days)), None)
            if days is not None:
                found.append(_Due(row, seat, until, days))
    written = _written(found)
    return [one for one in found if not _was_reminded(one, written)]


Written = dict[tuple[int, int], list[int]]
"""Seat and round -> the days of the reminders, 0 for those whose deadline was moved."""


def _written(due: Iterable[_Due]) -> Written:
    """Return the reminders that were written to these experts of these rounds."""
    due = list(due)
    rows = PanelReminder.objects.filter(round__in={one.round.pk for one in due})
    found: Written = defaultdict(list)
    for seat, row, days, superseded in rows.values_list("seat", "round", "days", "superseded"):
        found[seat, row].append(0 if superseded else days)
    return found


def _was_reminded(one: _Due, written: Written) -> bool:
    """Return whether this or a later reminder was written, or as many as there may be."""
    days = written.get((one.seat.pk, one.round.pk), [])
    return len(days) >= MOST or any(0 < told <= one.days for told in days)


def _until(row: Round, later: datetime | None) -> datetime | None:
    """Return until when an expert can hand in, given any extra time; None if they cannot.

    While a round is open, this is at least its deadline, which may have been moved since.
    """
    if row.state != Round.State.OPEN:
        return later
    return max(row.closes_at, later) if later is not None else row.closes_at


@transaction.atomic
def _remind(due: Sequence[_Due]) -> bool:
    """Write one letter about everything that is due for a person; False if nothing is any more."""
    keys = sorted(one.seat.pk for one in due)
    rows = Seat.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    seats = {seat.pk: seat for seat in rows.order_by("pk")}
    handed = set(Submission.objects.filter(seat__in=keys).values_list("seat", "round"))
    written = _written(due)
    left = [
        one
        for one in due
        if seats[one.seat.pk].state == Seat.State.SEATED
        and not seats[one.seat.pk].no_reminders
        and (one.seat.pk, one.round.pk) not in handed
        and not _was_reminded(one, written)
    ]
    if not left:
        return False
    for one in left:
        PanelReminder.objects.create(seat=one.seat, round=one.round, days=one.days)
        record("remind_expert", SEAT, one.seat.uid, by=None, after={"round": one.round.number})
    first = min(left, key=lambda one: one.until)
    expert_letters.write_reminder(first.seat, first.until)
    return True


LOG: Final = LogWords(
    verbs={
        "remind_expert": pgettext_lazy("decision", "remind an expert"),
        "stop_reminders": pgettext_lazy("decision", "stop reminders"),
    },
    parts={
        "stopped": pgettext_lazy("decision", "stopped"),
    },
)
