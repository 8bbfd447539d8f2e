"""The lines of a home: what waits, where it is done, and how old it is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.fund.models import Application, Determination, Party, SwitchedGate
from vigil.fund.parties import queries as party_queries
from vigil.language.punctuation import isolated
from vigil.trust.models import User

MOST_LINES: Final = 10
"""How many lines one kind of thing has on a home; a link leads to the others."""
MOST_CLOSED: Final = 200
"""So many parties that are closed to a person are named one by one in a query."""


@dataclass(frozen=True)
class WaitingLine:
    """One thing that waits: a sentence, the address where it is done, and how old it is."""

    text: str
    address: str
    age: str = ""
    is_late: bool = False
    prompt: int | None = None
    """The key of a prompt, which is answered on the home itself."""


@dataclass(frozen=True)
class WaitingGroup:
    """What waits of one subject. `more` is where the rest is listed, if there is more."""

    key: str
    title: str
    lines: Sequence[WaitingLine]
    more: str = ""


class Viewer:
    """A person who looks at their home, with the parties they may know of and the time."""

    def __init__(self, user: User) -> None:
        """Ask once whom this person may know of."""
        self.user = user
        self.now = timezone.now()
        self.today = timezone.localdate()
        self.parties = _known_parties(user)

    def in_days(self, days: int) -> date:
        """Return the day so many days from today."""
        return self.today + timedelta(days=days)

    @cached_property
    def decisions(self) -> list[Determination]:
        """The unreleased decisions on applications that count, oldest first."""
        later = Determination.objects.filter(application=OuterRef("application")).filter(
            Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
        )
        rows = Determination.objects.filter(
            ~Exists(later),
            told_at=None,
            application__party__in=self.parties,
            application__state=Application.State.DECIDED,
        )
        return list(rows.select_related("application__party").order_by("at", "pk")[:100])

    @cached_property
    def one_decides(self) -> bool:
        """Whether this installation switched off that two people decide on an application."""
        gate = SwitchedGate.Gate.DECISION_OF_TWO
        off = SwitchedGate.objects.filter(gate=gate, on_again_at=None)
        return off.exclude(confirmed_by=None).exists()


def _known_parties(user: User) -> QuerySet[Party, Any]:
    """Return the keys of the parties that are kept and that somebody may know of.

    A home asks thirty questions about them. Mostly few are closed to a person, so these are asked
    for once, and named in each question.
    """
    kept = Party.objects.filter(removed_at=None).order_by()
    seen = party_queries.visible_to(user).order_by().values("pk")
    closed = list(kept.exclude(pk__in=seen).values_list("pk", flat=True)[: MOST_CLOSED + 1])
    rows = kept.exclude(pk__in=closed) if len(closed) <= MOST_CLOSED else kept.filter(pk__in=seen)
    return rows.values("pk")


Source = Callable[[Viewer], list[WaitingLine]]


def named(thing: object) -> str:
    """Return what officers call a party, grant or application, set apart from the sentence."""
    return isolated(str(thing))


def address(name: str, *args: object) -> str:
    """Return the address of a route; "" if this installation has none of this name."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def first[Row](rows: QuerySet[Any, Row]) -> list[Row]:
    """Return the first rows, one more than a home shows."""
    return list(rows[: MOST_LINES + 1])


def grouped(key: str, title: str, more: str, lines: Iterable[WaitingLine]) -> WaitingGroup | None:
    """Return a group of the lines that lead somewhere; None if there is none."""
    found = [line for line in lines if line.address]
    if not found:
        return None
    return WaitingGroup(key, title, found[:MOST_LINES], more if len(found) > MOST_LINES else "")


def days_ago(since: datetime | date, today: date) -> str:
    """Return how long ago something was: "today", "3 days ago"."""
    day = timezone.localdate(since) if isinstance(since, datetime) else since
    days = (today - day).days
    if days <= 0:
        return _("today")
    return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}


def until(day: date, today: date) -> str:
    """Return how far a day is: "due today", "in 3 days", "2 days late"."""
    days = (day - today).days
    if days == 0:
        return _("due today")
    if days > 0:
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    return ngettext("%(n)d day late", "%(n)d days late", -days) % {"n": -days}


def hours_until(moment: datetime, now: datetime) -> str:
    """Return how far a moment is, in whole hours: "5 hours left", "2 hours late"."""
    seconds = (moment - now).total_seconds()
    hours = int(abs(seconds) // 3600)
    if seconds >= 0:
        return ngettext("%(n)d hour left", "%(n)d hours left", hours) % {"n": hours}
    return ngettext("%(n)d hour late", "%(n)d hours late", hours) % {"n": hours}
