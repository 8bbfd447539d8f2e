"""Publish an event and several of its sessions at once."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from vigil.programme.events.models.event import State
from vigil.programme.events.verbs.events import MANAGE, publish_event
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.events.verbs.sessions import publish_session
from vigil.programme.models import Event, Session
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User


@verb
def publish_together(event: Event, sessions: Sequence[Session], *, by: User) -> int:
    """Publish some sessions of an event, and the event if it is a draft; all of it or nothing.

    Return how many sessions were published. Raises NotAllowed, NotPossible (nothing to publish; a
    session that is no draft any more).
    """
    require(by, MANAGE)
    if event.state == State.DRAFT:
        publish_event(event, by=by)
    elif not sessions:
        raise NotPossible(_("Tick at least one session."))
    for session in sessions:
        publish_session(session, by=by)
    return len(sessions)
