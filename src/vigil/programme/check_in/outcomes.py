"""What a tap at the door leads to, and the sentence that says it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import models
from django.utils.translation import gettext as _

from vigil.programme.check_in import door_day
from vigil.programme.models import Registration, Session

State = Registration.State


class Outcome(models.TextChoices):
    """What became of a tap."""

    CHECKED_IN = "checked_in"
    ALREADY = "already"
    UNDONE = "undone"
    NOT_IN = "not_in"
    UNDONE_LATER = "undone_later"
    WITHDRAWN = "withdrawn"
    WAITING_LIST = "waiting_list"
    NOT_APPROVED = "not_approved"
    REFUSED = "refused"
    OTHER_SESSION = "other_session"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    TOO_EARLY = "too_early"
    NOT_HELD = "not_held"


TAKEN: Final = frozenset(
    {
        *(Outcome.CHECKED_IN, Outcome.ALREADY, Outcome.UNDONE),
        *(Outcome.NOT_IN, Outcome.UNDONE_LATER),
    }
)
"""Those in which the list is as somebody at the door wanted it. The others are refusals."""
OF_STATES: Final = {
    State.WITHDRAWN: Outcome.WITHDRAWN,
    State.FULL: Outcome.WAITING_LIST,
    State.WAITING: Outcome.NOT_APPROVED,
    State.REFUSED: Outcome.REFUSED,
}
"""Why somebody in a state has no place."""


@dataclass(frozen=True)
class TapAnswer:
    """The answer to one tap: what became of it, and since when they are checked in."""

    outcome: Outcome
    number: int
    session: Session
    came_at: datetime | None = None
    """When they came to the door, whether or not they opened the stream before."""

    @property
    def taken(self) -> bool:
        """Whether it was no refusal."""
        return self.outcome in TAKEN

    @property
    def clock(self) -> str:
        """When they were checked in, by the clock on the wall; empty where they are not."""
        return door_day.clock(self.session, self.came_at) if self.came_at else ""

    @property
    def reason(self) -> str:
        """The answer in words."""
        return _sentences()[self.outcome] % {"clock": self.clock}

    @property
    def sentence(self) -> str:
        """The answer in words, with the number of the person."""
        return _("%(number)d: %(answer)s") % {"number": self.number, "answer": self.reason}


def _sentences() -> dict[Outcome, str]:
    return {
        Outcome.CHECKED_IN: _("Checked in at %(clock)s."),
        Outcome.ALREADY: _("Already checked in at %(clock)s."),
        Outcome.UNDONE: _("Check-in undone."),
        Outcome.NOT_IN: _("Not checked in."),
        Outcome.UNDONE_LATER: _("The check-in was undone later. Check in again if they are here."),
        Outcome.WITHDRAWN: _("They withdrew. Count them as a walk-in if there is room."),
        Outcome.WAITING_LIST: _("They are on the waiting list. Assign them a place first."),
        Outcome.NOT_APPROVED: _("Their registration waits for approval. Approve it first."),
        Outcome.REFUSED: _("Their registration was refused."),
        Outcome.OTHER_SESSION: _("They are registered, but not for this session."),
        Outcome.EXPIRED: _("Their link expired. Registrations end 30 days after the session."),
        Outcome.UNKNOWN: _("No registration has this number or pass."),
        Outcome.TOO_EARLY: _("Check-in opens on the day of the session."),
        Outcome.NOT_HELD: _("This session does not take place."),
    }
