"""Say on the coding page that somebody has coded for long."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from vigil.casefile.care.queries import care_of, coding_since
from vigil.trust.models import User


@dataclass(frozen=True)
class BreakHint:
    """When the page says that a break is due: in so many seconds, now where `due`."""

    minutes: int
    seconds: int

    @property
    def due(self) -> bool:
        """Whether it is time now."""
        return self.seconds <= 0


def break_hint(user: User) -> BreakHint | None:
    """Return when a break is due; None for whoever wants no hint. Nothing is blocked by it."""
    minutes = care_of(user).hint_after
    if not minutes:
        return None
    now = timezone.now()
    due = (coding_since(user, now) or now) + timedelta(minutes=minutes)
    return BreakHint(minutes, max(0, round((due - now).total_seconds())))
