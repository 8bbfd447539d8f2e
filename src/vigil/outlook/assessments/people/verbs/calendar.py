"""Plan the rounds of all regions on one calendar; open and close them when their time comes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.assessments.people.verbs.conflicts import DIRECT, RUNNING
from vigil.outlook.assessments.people.verbs.seating import panel_for
from vigil.outlook.models import Assessment, Panel, Round
from vigil.outlook.panels.deadlines import instant_of_wall_time
from vigil.outlook.panels.preconditions import PANEL, locked_panel
from vigil.outlook.panels.verbs.rounds import close_due_round, open_due_round
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "assessment"
OPENS, CLOSES = time(9), time(23, 59)
"""By the clock of each panel's zone."""
LONGEST: Final = 120
"""Most days of one round, and of a gap."""
FARTHEST: Final = 365
"""Most days by which a region begins later."""
KINDS: Final[Mapping[int, Sequence[str]]] = {
    1: (Round.Kind.FINAL,),
    2: (Round.Kind.ESTIMATE, Round.Kind.FINAL),
    3: (Round.Kind.ESTIMATE, Round.Kind.SECOND, Round.Kind.FINAL),
}
"""How many rounds -> which estimate each asks for."""


@dataclass(frozen=True)
class CalendarPlan:
    """How the rounds of every region follow each other."""

    first: date
    """The day on which a region without an offset begins."""
    lengths: Sequence[int]
    """Days of each round."""
    gap: int
    """Days between two rounds."""
    offsets: Mapping[int, int]
    """By panel: by how many days it begins later. Others begin on the first day."""


@dataclass(frozen=True)
class RoundTimes:
    """When a round opens and closes, as wall times, and whether by itself.

    Of a round that is open only `closes_itself` matters: its deadline is moved by `move_deadline`.
    """

    opens: datetime | None = None
    closes: datetime | None = None
    opens_itself: bool = False
    closes_itself: bool = False


@transaction.atomic
def plan_calendar(assessment: Assessment, plan: CalendarPlan, *, by: User) -> list[Panel]:
    """Plan the rounds of every region anew; return the panels that were left as they are.

    Those are the regions of which a round was opened, and those that are over. What a lead set to
    happen by itself has to be set again. Raises NotAllowed, Unfit naming the field.
    """
    require(by, DIRECT, assessment)
    _check(plan)
    left = []
    for found in assessment.panels.order_by("pk"):
        panel = locked_panel(found)
        opened = panel.rounds.exclude(state=Round.State.PLANNED).exists()
        if opened or panel.state not in RUNNING:
            left.append(panel)
            continue
        panel.rounds.all().delete()
        Round.objects.bulk_create(_planned(panel, plan))
    after = {"rounds": len(plan.lengths), "first": plan.first.isoformat()}
    record("plan_calendar", KIND, assessment.uid, by=by, after=after)
    return left


@transaction.atomic
def move_rounds(panel: Panel, times: Mapping[int, RoundTimes], *, by: User) -> Panel:
    """Move the rounds of one region that are not over, by number, for its lead or the director.

    Only the lead says which open or close by themselves; what a director sends of that changes
    nothing. Raises NotAllowed, NotPossible (the panel is over; a round is closed), Unfit naming
    the field as "opens-2".
    """
    panel = panel_for(panel, by=by)
    leads = by.has_perm("outlook.run_panel", panel)
    before: Round | None = None
    for row in panel.rounds.select_for_update().order_by("number"):
        if row.number in times:
            if row.state == Round.State.CLOSED:
                raise NotPossible(_("This round is closed."))
            if row.state == Round.State.PLANNED:
                _move(row, times[row.number], panel.zone)
            if leads:
                _tick(row, times[row.number], by)
            row.save()
        if before is not None and row.opens_at < before.closes_at:
            raise Unfit(_("It opens before the round before it closes."), f"opens-{row.number}")
        before = row
    record("move_rounds", PANEL, panel.uid, by=by, after={"rounds": len(times)})
    return panel


def due_rounds() -> QuerySet[Round]:
    """Return the rounds that open or close by themselves now."""
    now = timezone.now()
    rows = Round.objects.filter(panel__state=Panel.State.OPEN, automatic_by__isnull=False)
    opening = rows.filter(state=Round.State.PLANNED, opens_itself=True, opens_at__lte=now)
    closing = rows.filter(state=Round.State.OPEN, closes_itself=True, closes_at__lte=now)
    return (opening | closing).select_related("panel", "automatic_by").order_by("closes_at", "pk")


def run_calendar(unwanted: Callable[[], bool] = lambda: False) -> Mapping[str, int]:
    """Open and close the rounds whose time has come; count those that something stands against."""
    done = {"opened": 0, "closed": 0, "failed": 0}
    for row in due_rounds():
        if unwanted():
            break
        planned = row.state == Round.State.PLANNED
        try:
            (open_due_round if planned else close_due_round)(row)
        except (NotAllowed, NotPossible):
            done["failed"] += 1
        else:
            done["opened" if planned else "closed"] += 1
    return done


def _check(plan: CalendarPlan) -> None:
    if len(plan.lengths) not in KINDS:
        raise Unfit(_("Plan one, two or three rounds."), "lengths")
    if any(not 1 <= days <= LONGEST for days in plan.lengths):
        raise Unfit(_("A round lasts 1 to %(n)d days.") % {"n": LONGEST}, "lengths")
    if not 0 <= plan.gap <= LONGEST:
        raise Unfit(_("A gap has 0 to %(n)d days.") % {"n": LONGEST}, "gap")
    if any(not 0 <= days <= FARTHEST for days in plan.offsets.values()):
        raise Unfit(_("A region begins 0 to %(n)d days later.") % {"n": FARTHEST}, "offsets")


def _planned(panel: Panel, plan: CalendarPlan) -> list[Round]:
    day = plan.first + timedelta(days=plan.offsets.get(panel.pk, 0))
    found = []
    kinds = KINDS[len(plan.lengths)]
    for number, (kind, days) in enumerate(zip(kinds, plan.lengths, strict=True), 1):
        last = day + timedelta(days=days - 1)
        opens = instant_of_wall_time(datetime.combine(day, OPENS), panel.zone, "first")
        closes = instant_of_wall_time(datetime.combine(last, CLOSES), panel.zone, "first")
        found.append(Round(panel=panel, number=number, kind=kind, opens_at=opens, closes_at=closes))
        day = last + timedelta(days=plan.gap + 1)
    return found


def _move(row: Round, times: RoundTimes, zone: str) -> None:
    if times.opens is None or times.closes is None:
        raise Unfit(_("Say when it opens and closes."), f"opens-{row.number}")
    row.opens_at = instant_of_wall_time(times.opens, zone, f"opens-{row.number}")
    row.closes_at = instant_of_wall_time(times.closes, zone, f"closes-{row.number}")
    if row.closes_at <= row.opens_at:
        raise Unfit(_("A round closes after it opens."), f"closes-{row.number}")


def _tick(row: Round, times: RoundTimes, by: User) -> None:
    row.opens_itself, row.closes_itself = times.opens_itself, times.closes_itself
    row.automatic_by = by if times.opens_itself or times.closes_itself else None


LOG: Final = LogWords(
    verbs={
        "move_rounds": pgettext_lazy("decision", "move the rounds of a region"),
        "plan_calendar": pgettext_lazy("decision", "plan the rounds of all regions"),
    },
    parts={
        "first": pgettext_lazy("decision", "first day"),
        "rounds": pgettext_lazy("decision", "rounds"),
    },
)
