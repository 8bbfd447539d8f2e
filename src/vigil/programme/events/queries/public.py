"""Read public events and sessions: one selection for pages, calendars, schedules and JSON.

The address is the view: every output takes these query parameters and answers about the same
sessions, so that every view is a link and every link a download.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Self
from urllib.parse import urlencode

from django import forms
from django.db.models import Max, Min, QuerySet
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.programme.contributors.visibility import people_of_all
from vigil.programme.events.models.event import State
from vigil.programme.events.words import Words, event_words
from vigil.programme.models import Change, Event, Session
from vigil.trust.withdrawals.names_in_texts import plain

PUBLIC: Final = (State.PUBLISHED, State.CANCELLED)
"""States that the public sees. What was cancelled stays, and says so."""
PARAMETERS: Final = ("event", "language", "number", "day", "contributor", "when")


class SessionFilter(forms.Form):
    """The parameters of an address that select sessions."""

    event = forms.SlugField(label=_("Event"), required=False)
    language = forms.RegexField(
        r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", label=_("Language"), required=False
    )
    number = forms.IntegerField(label=_("Number"), min_value=0, required=False)
    day = forms.DateField(
        label=_("Day"),
        input_formats=["%Y-%m-%d"],
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    contributor = forms.CharField(label=_("Contributor"), max_length=200, required=False)
    when = forms.ChoiceField(
        label=pgettext_lazy("sessions", "When"),
        required=False,
        choices=[
            ("", pgettext_lazy("sessions", "any time")),
            ("upcoming", _("upcoming")),
            ("past", _("past")),
        ],
    )

    def offer(self, events: Iterable[Event]) -> None:
        """Offer these events as choices, where a page shows the form."""
        choices = [("", ""), *((event.slug, event.title) for event in events)]
        self.fields["event"].widget = forms.Select(choices=choices)


@dataclass(frozen=True)
class Selection:
    """What was asked for (`asked`), and what of it could not be understood (`errors`).

    `event`: the slug of one. `language`: spoken or interpreted into, and its regional forms.
    `number`: in the host's programme. `day`: the day on which a session starts where it happens.
    `contributor`: part of a name that the public is told. `when`: upcoming (not over yet) or past.
    """

    asked: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, query: QueryDict, **more: Any) -> Self:
        """Read the parameters of an address; `more` are those that its path says.

        A value that cannot be understood is left out and told in `errors`.
        """
        form = SessionFilter(query)
        form.is_valid()
        read = {name: form.cleaned_data.get(name) for name in PARAMETERS} | more
        asked = {name: value for name, value in read.items() if value not in (None, "")}
        return cls(asked, {name: list(map(str, said)) for name, said in form.errors.items()})

    def query(self, **changes: Any) -> str:
        """Return the query string of this selection, in one order, with parameters changed.

        A change to None leaves the parameter out.
        """
        wanted = {**self.asked, **changes}
        told = {name: wanted[name] for name in PARAMETERS if wanted.get(name) not in (None, "")}
        return urlencode({name: _written(value) for name, value in told.items()})

    def sessions(self) -> list[Session]:
        """Return the public sessions that meet it, by time, each with its event."""
        rows = _public_rows()
        if slug := self.asked.get("event"):
            rows = rows.filter(event__slug=slug)
        if (number := self.asked.get("number")) is not None:
            rows = rows.filter(number=number)
        if when := self.asked.get("when"):
            rows = rows.filter(**{"ends_at__gt" if when == "upcoming" else "ends_at__lte": _now()})
        if day := self.asked.get("day"):
            # The digits of the wall time are kept as if they were UTC.
            rows = rows.filter(starts_local__date=day)
        found = [row for row in rows if self._speaks(row)]
        return self._with_contributor(found)

    def _speaks(self, session: Session) -> bool:
        wanted = self.asked.get("language")
        return not wanted or wanted.lower() in _languages(session)

    def _with_contributor(self, sessions: list[Session]) -> list[Session]:
        """Leave those in which somebody takes part whom the public knows under such a name.

        Asked of what is told, never of what is kept: a filter must not confirm a guess.
        """
        if not (wanted := plain(self.asked.get("contributor", ""))):
            return sessions
        people = people_of_all(sessions)
        return [s for s in sessions if any(wanted in plain(p.name) for p in people[s.pk])]


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _languages(session: Session) -> set[str]:
    """Return the tags of a session in small letters, each also without its region."""
    tags = [str(tag).lower() for tag in (*session.languages, *session.interpretation)]
    return {*tags, *(tag.split("-")[0] for tag in tags)}


def _now() -> datetime:
    return timezone.now()


def _public_rows() -> QuerySet[Session]:
    return (
        Session.objects.filter(state__in=PUBLIC, event__state__in=PUBLIC)
        .select_related("event")
        .prefetch_related("changes")
    )


def public_sessions(selection: Selection | None = None) -> list[Session]:
    """Return the public sessions under a selection (all of them), by time."""
    return (selection or Selection()).sessions()


def public_events() -> list[Event]:
    """Return the events that the public sees, the latest first."""
    return list(Event.objects.filter(state__in=PUBLIC))


def event_by_slug(slug: str) -> Event:
    """Return a public event. Raises Http404: none is called so, or the public does not see it."""
    event = Event.objects.filter(slug=slug, state__in=PUBLIC).first()
    if event is None:
        raise Http404
    return event


def session_of(event: Event, slug: str) -> Session:
    """Return a public session of an event. Raises Http404."""
    session = _public_rows().filter(event=event, slug=slug).first()
    if session is None:
        raise Http404
    return session


def sessions_with_registration(event: Event) -> QuerySet[Session]:
    """Return the public sessions of an event that take registrations, or took them."""
    return _public_rows().filter(event=event).exclude(registering=Session.Registering.NONE)


def is_cancelled(session: Session) -> bool:
    """Return whether a session does not take place: it was cancelled, or its whole event."""
    return State.CANCELLED in (session.state, session.event.state)


def is_over(session: Session, now: datetime | None = None) -> bool:
    """Return whether a session has ended."""
    return session.ends_at <= (now or _now())


@dataclass(frozen=True)
class EventDays:
    """An event with the number of its public sessions, and whether the last one is over."""

    event: Event
    sessions: int
    over: bool
    words: Words


def event_days(events: Iterable[Event]) -> list[EventDays]:
    """Say of each event how many sessions it has, and whether it is over."""
    rows = list(events)
    now = _now()
    found: list[EventDays] = []
    for event in rows:
        told = event.sessions.filter(state__in=PUBLIC).aggregate(
            first=Min("pk"), last=Max("ends_at")
        )
        count = event.sessions.filter(state__in=PUBLIC).count()
        over = told["last"] <= now if told["last"] else event.ends_on < now.date()
        found.append(EventDays(event, count, over, event_words(event)))
    return found


def last_change(session: Session) -> Change | None:
    """Return the last public change of a session, if there was one."""
    return max(session.changes.all(), key=lambda change: change.sequence, default=None)
