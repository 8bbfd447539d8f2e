"""What verbs of registrations share: locks, places, the log, and checks of what was written."""

from collections.abc import Iterable
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from vigil.programme.events.models.event import State as SessionState
from vigil.programme.events.queries.public import is_cancelled, is_over
from vigil.programme.models import EventRegistration, Registration, Session
from vigil.programme.registrations.letters import KIND
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User

LONGEST_NAME: Final = 200
LONGEST_NEEDS: Final = 1_000
NAME: Final = "name"
NEEDS: Final = "needs"
"""The fields of the vault that hold a name, and what somebody needs to take part."""
State = Registration.State
COMING: Final = (State.CONFIRMED, State.FULL, State.WAITING)
"""Who is told what becomes of the session."""


def why_closed(session: Session) -> str:
    """Return why nobody can register for a session now; empty if they can."""
    if session.registering == Session.Registering.NONE:
        return _("There is no registration with us for this session.")
    if is_cancelled(session):
        return _("This session does not take place.")
    if is_over(session):
        return _("This session is over.")
    if SessionState.DRAFT in (session.state, session.event.state):
        return _("This session is not published yet.")
    return ""


def places_left(session: Session) -> int | None:
    """Return how many places are free; None where there is no limit."""
    if session.capacity is None:
        return None
    taken = session.registrations.filter(state=State.CONFIRMED).count()
    return max(session.capacity - taken, 0)


def note(
    verb_: str,
    registration: Registration,
    *,
    by: User | None,
    before: dict[str, str] | None = None,
    after: dict[str, str | bool] | None = None,
    why: str = "",
) -> None:
    """Record a decision on a registration: its uid and session, and nothing that names anybody."""
    told = {**(after or {}), "session": registration.session.uid}
    record(verb_, KIND, registration.uid, by=by, before=before, after=told, why=why)


def note_state(verb_: str, registration: Registration, before: str, *, by: User | None) -> None:
    """Record that a registration is in another state than before."""
    note(verb_, registration, by=by, before={"state": before}, after={"state": registration.state})


def has_place(session: Session) -> bool:
    """Return whether somebody can still get a place."""
    return places_left(session) != 0


def state_of_next(session: Session) -> State:
    """Return the state of the next registration: nobody overtakes the waiting list."""
    if session.registrations.filter(state=State.FULL).exists():
        return State.FULL
    return State.CONFIRMED if has_place(session) else State.FULL


def locked_sessions(pks: Iterable[int]) -> list[Session]:
    """Return sessions, held until the transaction ends: their places are given one by one.

    Always in one order, and before any registration, so that no two wait for each other.
    """
    keys = sorted(set(pks))
    list(Session.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    return list(Session.objects.select_related("event").filter(pk__in=keys).order_by("pk"))


def locked_registration(registration: Registration) -> Registration:
    """Return a registration with its session, both held. Always the session first."""
    locked_sessions([registration.session_id])
    rows = Registration.objects.select_related("session__event", "event_registration")
    # The person is held too: of two who withdraw from their last sessions, one is the last.
    EventRegistration.objects.select_for_update().get(pk=registration.event_registration_id)
    Registration.objects.select_for_update().get(pk=registration.pk)
    return rows.get(pk=registration.pk)


def checked_address(address: str) -> str:
    """Return an e-mail address as it is kept. Raises NotPossible."""
    address = address.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise NotPossible(_("This is no e-mail address.")) from error
    return address


def checked_name(name: str) -> str:
    """Return a name on one line. Raises NotPossible (too long)."""
    plain = " ".join("".join(c for c in name if c.isprintable() or c.isspace()).split())
    if len(plain) > LONGEST_NAME:
        raise NotPossible(_("A name has at most %(n)d letters.") % {"n": LONGEST_NAME})
    return plain


def checked_needs(needs: str) -> str:
    """Return what somebody needs, as it is kept. Raises NotPossible (too long)."""
    lines = needs.replace("\r\n", "\n").strip()
    plain = "".join(c for c in lines if c.isprintable() or c == "\n")
    if len(plain) > LONGEST_NEEDS:
        raise NotPossible(_("Write at most %(n)d letters.") % {"n": LONGEST_NEEDS})
    return plain
