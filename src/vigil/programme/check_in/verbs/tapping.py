"""Check in and undo, by taps that may arrive late, twice, or from several telephones."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.check_in import door_day
from vigil.programme.check_in.arrivals import door_time, opened_stream
from vigil.programme.check_in.outcomes import OF_STATES, Outcome, TapAnswer
from vigil.programme.events.models.event import State as SessionState
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.models import CheckInTap, EventRegistration, Registration, Session
from vigil.programme.registrations.links import link_expires_at
from vigil.programme.registrations.verbs.common import locked_registration, note
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

SEE: Final = "programme.see_registrations"
NONCE: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
Kind = CheckInTap.Kind
State = Registration.State


@dataclass(frozen=True)
class Tap:
    """One tap of a telephone: under which nonce, when, and what was tapped."""

    nonce: str
    at: datetime
    kind: Kind


@verb
def take_tap(session: Session, number: int, tap: Tap, *, by: User) -> TapAnswer:
    """Check somebody in by their number, or undo it; return what became of the tap.

    A tap that arrives again gets the same answer and changes nothing. The time kept is that of the
    tap, not in the future and not before the day of the session. Raises NotAllowed, NotPossible
    (no nonce, or one that was used for something else).
    """
    require(by, SEE, session)
    require_nonce(tap.nonce)
    row = _registration(session, number)
    if row is None:
        return TapAnswer(_without_registration(number), number, session)
    row = locked_registration(row)
    known = CheckInTap.objects.filter(nonce=tap.nonce).first()
    if known is not None:
        if (known.registration_id, known.kind) != (row.pk, tap.kind):
            raise NotPossible(_("This tap was sent before, for somebody else. Tap again."))
        return TapAnswer(Outcome(known.outcome), number, session, door_time(row))
    now = timezone.now()
    if refusal := _refusal(row, now):
        return TapAnswer(refusal, number, session, door_time(row))
    at = max(min(tap.at, now), door_day.begins(session))
    outcome = _checked_in(row, at, by) if tap.kind == Kind.CHECK_IN else _undone(row, at, by)
    CheckInTap.objects.create(
        nonce=tap.nonce, registration=row, kind=tap.kind, at=at, outcome=outcome
    )
    return TapAnswer(outcome, number, session, door_time(row))


def require_nonce(nonce: str) -> None:
    """Raise NotPossible unless a tap carries a nonce as our page makes it."""
    if not NONCE.fullmatch(nonce):
        raise NotPossible(_("This page is too old. Load it again."))


def _registration(session: Session, number: int) -> Registration | None:
    """Return somebody's registration for a session: one that stands before one withdrawn."""
    rows = session.registrations.filter(event_registration=number).order_by("-pk")
    standing = rows.exclude(state=State.WITHDRAWN).first()
    return standing or rows.first()


def _without_registration(number: int) -> Outcome:
    known = EventRegistration.objects.filter(pk=number).exists()
    return Outcome.OTHER_SESSION if known else Outcome.UNKNOWN


def _refusal(row: Registration, now: datetime) -> Outcome | None:
    session = row.session
    if SessionState.CANCELLED in (session.state, session.event.state):
        return Outcome.NOT_HELD
    if row.state != State.CONFIRMED:
        return OF_STATES[State(row.state)]
    if now >= link_expires_at(row.event_registration):
        return Outcome.EXPIRED
    return Outcome.TOO_EARLY if now < door_day.begins(session) else None


def _checked_in(row: Registration, at: datetime, by: User) -> Outcome:
    if row.taps.filter(kind=Kind.UNDO, at__gt=at).exists():
        return Outcome.UNDONE_LATER
    before = door_time(row)
    if before is None or at < before:
        # Who watched the stream attends since then; the tap itself says when they came to the door.
        _set(row, row.came_at if opened_stream(row) else at, "check_in", by)
    return Outcome.CHECKED_IN if before is None else Outcome.ALREADY


def _undone(row: Registration, at: datetime, by: User) -> Outcome:
    """Undo what was tapped before this; a check-in after it stands."""
    if door_time(row) is None:
        return Outcome.NOT_IN
    later = row.taps.filter(kind=Kind.CHECK_IN, at__gt=at).order_by("at").first()
    if later is not None:
        return Outcome.ALREADY
    _set(row, row.came_at if opened_stream(row) else None, "undo_check_in", by)
    return Outcome.UNDONE


def _set(row: Registration, came_at: datetime | None, did: str, by: User) -> None:
    row.came_at = came_at
    row.save(update_fields=["came_at"])
    note(did, row, by=by, after={"came": bool(came_at)})


LOG: Final = LogWords(
    verbs={
        "check_in": pgettext_lazy("decision", "check somebody in"),
        "undo_check_in": pgettext_lazy("decision", "undo a check-in"),
    },
)
