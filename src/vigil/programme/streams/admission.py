"""The gate in front of a stream: who is let in, when, and what everybody else is answered.

Who asks is known by their entry pass (`vigil.programme.registrations.links`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vigil.programme.events.models.event import State as SessionState
from vigil.programme.models import Registration, Session, Stream
from vigil.programme.registrations.links import expires_at

State = Registration.State
OPENED_AHEAD: Final = timedelta(hours=6)
"""How long before its session hosts can open a stream by hand."""


class AdmissionAnswer(StrEnum):
    """What the gate answers. All but two keep the address of the stream to themselves."""

    ENTER = "enter"
    """The way in: the stream may be opened."""
    HOST = "host"
    """The host streams: there is no gate of ours."""
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    """No registration was shown: nobody's, one that was withdrawn, or a pass that is not ours."""
    ELSEWHERE = "elsewhere"
    """A registration of another session."""
    EXPIRED = "expired"
    WAITING = "waiting"
    FULL = "full"
    REFUSED = "refused"
    EARLY = "early"
    OVER = "over"
    CLOSED = "closed"
    """They would be let in, but the address is not set, or cannot be opened on this machine."""

    @property
    def status(self) -> int:
        """The status of HTTP that goes with it (RFC 9110)."""
        return _STATUS.get(self, 403)

    @property
    def sentence(self) -> str | Promise:
        """The sentence on the page."""
        return _SENTENCES[self]


_STATUS: Final = {
    AdmissionAnswer.ENTER: 200,
    AdmissionAnswer.HOST: 200,
    AdmissionAnswer.CANCELLED: 410,
    AdmissionAnswer.EXPIRED: 410,
    AdmissionAnswer.OVER: 410,
    AdmissionAnswer.CLOSED: 503,
}
_SENTENCES: Final[dict[AdmissionAnswer, str | Promise]] = {
    AdmissionAnswer.ENTER: _("You are registered, and the stream is open."),
    AdmissionAnswer.HOST: _("The host of the congress streams this session."),
    AdmissionAnswer.CANCELLED: _("This session does not take place, so there is no stream."),
    AdmissionAnswer.UNKNOWN: _(
        "The stream is for those who registered. Open the link in your letter; it leads here."
    ),
    AdmissionAnswer.ELSEWHERE: _(
        "Your registration is for another session. It does not open this stream."
    ),
    AdmissionAnswer.EXPIRED: _("This link has expired."),
    AdmissionAnswer.WAITING: _("Your registration waits to be approved. You get a letter."),
    AdmissionAnswer.FULL: _("You are on the waiting list. You get a letter when a place is free."),
    AdmissionAnswer.REFUSED: _(
        "Your registration does not open this stream. You are told by letter."
    ),
    AdmissionAnswer.EARLY: _("You are registered. The stream is not open yet."),
    AdmissionAnswer.OVER: _("The stream is over."),
    AdmissionAnswer.CLOSED: _("The stream is not set up yet. Try again in a few minutes."),
}
_OF_STATE: Final = {
    State.WAITING: AdmissionAnswer.WAITING,
    State.FULL: AdmissionAnswer.FULL,
    State.REFUSED: AdmissionAnswer.REFUSED,
}


@dataclass(frozen=True)
class AdmissionWindow:
    """From when to when a stream can be entered."""

    opens_at: datetime
    closes_at: datetime

    def holds(self, now: datetime) -> bool:
        """Return whether the stream can be entered at a moment."""
        return self.opens_at <= now < self.closes_at


def admission_window(session: Session, stream: Stream) -> AdmissionWindow:
    """Return when the stream of a session can be entered, as hosts opened or closed it by hand.

    What a host did by hand counts for the time that it was done for: a session that is moved away
    from it opens and closes at its own time again.
    """
    planned = planned_window(session, stream)
    opens_at, closes_at = planned.opens_at, planned.closes_at
    by_hand = stream.opened_at
    if by_hand is not None and by_hand >= session.starts_at - OPENED_AHEAD:
        opens_at = min(opens_at, by_hand)
    if stream.closed_at is not None and stream.closed_at >= opens_at:
        closes_at = min(closes_at, stream.closed_at)
    return AdmissionWindow(opens_at, closes_at)


def planned_window(session: Session, stream: Stream) -> AdmissionWindow:
    """Return when the stream of a session can be entered if no host opens or closes it by hand."""
    return AdmissionWindow(
        session.starts_at - timedelta(minutes=stream.opens_before),
        session.ends_at + timedelta(minutes=stream.closes_after),
    )


def may_open(session: Session, stream: Stream, now: datetime) -> bool:
    """Return whether a host can open a stream by hand now: it is closed, and its day has come."""
    planned = planned_window(session, stream)
    first = min(session.starts_at - OPENED_AHEAD, planned.opens_at)
    return first <= now < planned.closes_at and not admission_window(session, stream).holds(now)


def decide_admission(
    registration: Registration | None, session: Session, stream: Stream, now: datetime
) -> AdmissionAnswer:
    """Return the answer of the gate to a registration (None: the browser has none).

    Whether the public may see the session at all is asked before.
    """
    if SessionState.CANCELLED in (session.state, session.event.state):
        return AdmissionAnswer.CANCELLED
    if stream.mode == Stream.Mode.HOST:
        return AdmissionAnswer.HOST
    if registration is None or registration.state == State.WITHDRAWN:
        return AdmissionAnswer.UNKNOWN
    if registration.session_id != session.pk:
        return AdmissionAnswer.ELSEWHERE
    if registration.event_registration.closed_at is not None or now >= expires_at(session):
        return AdmissionAnswer.EXPIRED
    if registration.state != State.CONFIRMED:
        return _OF_STATE[State(registration.state)]
    window = admission_window(session, stream)
    if now < window.opens_at:
        return AdmissionAnswer.EARLY
    return AdmissionAnswer.ENTER if now < window.closes_at else AdmissionAnswer.OVER
