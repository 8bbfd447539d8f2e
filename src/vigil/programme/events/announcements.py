"""What other rooms show of an event or a session, found by its address."""

import re
from typing import Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vigil.programme.events.display import path_of_session
from vigil.programme.events.models.event import State
from vigil.programme.events.queries.public import PUBLIC, is_cancelled
from vigil.programme.events.words import event_words, session_words
from vigil.programme.models import Event, Session
from vigil.programme.time_zones import wall_times
from vigil.publication.pages.announcements import Announcement

_PATH: Final = re.compile(r"/programme/([-\w]+)/(?:([-\w]+)/)?")


def announced(path: str) -> Announcement | None:
    """Return the event or the session at a path, if the public sees it."""
    read = _PATH.fullmatch(path)
    if read is None:
        return None
    event = Event.objects.filter(slug=read[1], state__in=PUBLIC).first()
    if event is None or not read[2]:
        return _event(event) if event is not None else None
    session = Session.objects.filter(event=event, slug=read[2], state__in=PUBLIC).first()
    return _session(session) if session is not None else None


def _event(event: Event) -> Announcement:
    first, last = (date_format(day, "DATE_FORMAT") for day in (event.starts_on, event.ends_on))
    days = _("%(first)s to %(last)s") % {"first": first, "last": last}
    return Announcement(
        title=event_words(event).title.text,
        path=reverse("programme:event", args=[event.slug]),
        when=first if first == last else days,
        where=event.city,
        cancelled=event.state == State.CANCELLED,
    )


def _session(session: Session) -> Announcement:
    return Announcement(
        title=session_words(session).title.text,
        path=path_of_session(session),
        when=str(wall_times.span_of(session)),
        where=session.event.city,
        cancelled=is_cancelled(session),
    )
