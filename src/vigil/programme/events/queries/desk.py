"""Read events and sessions for the desk: how far each is, and who is notified of a change."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.programme.contributors.visibility import Participant, people_of_all
from vigil.programme.models import Event, Registration, Session, SlotApplication, Stream
from vigil.programme.registrations.verbs.common import COMING
from vigil.programme.streams.queries import is_in_trouble
from vigil.trust.models import Decision

State = Registration.State
MOST_DECISIONS = 20


def session_or_404(pk: int) -> Session:
    """Return a session with its event. Raises Http404."""
    return get_object_or_404(Session.objects.select_related("event"), pk=pk)


@dataclass(frozen=True)
class SessionProgress:
    """How far a session is on each of its other screens."""

    registered: int
    """Who has a place, or waits for one."""
    to_approve: int
    stream: Stream | None
    stream_in_trouble: bool
    """Whether a check found something wrong at one of its addresses."""
    items: int
    recordings: int
    applied: bool
    """Whether anything is entered of an application for the slot."""


def session_progress(session: Session) -> SessionProgress:
    """Return how far a session is on each of its other screens."""
    states = session.registrations.order_by().values_list("state", flat=True)
    counts = Counter(states)
    stream = Stream.objects.filter(session=session).first()
    return SessionProgress(
        registered=sum(counts[state] for state in COMING),
        to_approve=counts[State.WAITING],
        stream=stream,
        stream_in_trouble=stream is not None and is_in_trouble(stream),
        items=session.run.count(),
        recordings=session.recordings.exclude(state="removed").count(),
        applied=SlotApplication.objects.filter(session=session).exists(),
    )


@dataclass(frozen=True)
class DraftSession:
    """A session that is not published yet, and what it lacks, in words."""

    session: Session
    lacks: list[str]


def draft_sessions(event: Event) -> list[DraftSession]:
    """Return the drafts among the sessions of an event, with what each lacks."""
    drafts = list(event.sessions.filter(state="draft"))
    people = people_of_all(drafts)
    return [DraftSession(one, list(_lacks(one, people[one.pk]))) for one in drafts]


def _lacks(session: Session, people: list[Participant]) -> Iterator[str]:
    if not session.abstract:
        yield _("no abstract")
    if not people:
        yield _("nobody takes part")
    if hidden := sum(not (one.name or one.unnamed) for one in people):
        told = ngettext("%(n)d person is not named", "%(n)d people are not named", hidden)
        yield told % {"n": hidden}


def count_people_notified(of: Session | Event) -> int:
    """Count who registered and gets a letter when a session or a whole event changes."""
    rows = Registration.objects.filter(state__in=COMING, event_registration__closed_at=None)
    if isinstance(of, Event):
        people = rows.filter(session__event=of).values("event_registration")
        return people.distinct().count()
    return rows.filter(session=of).count()


def latest_decisions(kind: str, key: str) -> QuerySet[Decision]:
    """Return the latest decisions on a thing, each with who decided."""
    rows = Decision.objects.filter(target_kind=kind, target_key=key)
    return rows.select_related("actor").order_by("-at")[:MOST_DECISIONS]
