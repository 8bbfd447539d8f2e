"""Read the run of show of a session: when each item begins, and how the sum fits the slot."""

from collections.abc import Sequence
from dataclasses import dataclass

from vigil.programme.models import RunItem, Session

Disguise = RunItem.Disguise


@dataclass(frozen=True)
class TimedItem:
    """An item, and when it begins: seconds from the beginning of the session."""

    item: RunItem
    begins: int


@dataclass(frozen=True)
class RunOfShow:
    """The whole run of a session, against how long its slot is (seconds)."""

    lines: Sequence[TimedItem]
    planned: int
    slot: int

    @property
    def over(self) -> int:
        """By how many seconds it is longer than the slot; negative: what is left."""
        return self.planned - self.slot

    @property
    def unchecked(self) -> int:
        """How many items wait for a check."""
        return sum(
            line.item.checked_at is None or Disguise.NEEDED in (line.item.voice, line.item.face)
            for line in self.lines
        )


def run_of_session(session: Session) -> RunOfShow:
    """Return the run of a session."""
    lines, begins = [], 0
    for item in session.run.select_related("contribution"):
        lines.append(TimedItem(item, begins))
        begins += item.seconds
    slot = int((session.ends_at - session.starts_at).total_seconds())
    return RunOfShow(lines, begins, slot)
