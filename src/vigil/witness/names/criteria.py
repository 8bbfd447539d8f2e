"""Who is remembered without a decision, and on which day: docs/use/remembrance.md. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from vigil.reading.codebook.edtf import InvalidEdtf, parse
from vigil.witness.names.models import Ground

ALLEGED: Final = "reported_criminal_link"
OWN_TRADE: Final = "organised_crime"
NOTHING_KNOWN: Final = frozenset({"", "unknown"})
BESIDE: Final = frozenset({"caught_in_crossfire", "killed_beside_target", "mistaken_for_target"})
LEAP_DAY: Final = 229


def ground_of(*, category: str, role: str, motive: str) -> Ground:
    """Return why a person needs an editor's decision to be remembered; NONE where they need none.

    Takes the accepted values of the codebook. A person who was hit beside the target, or in their
    place, needs none: the group's conflict was not theirs.
    """
    if category == ALLEGED:
        return Ground.CATEGORY
    if motive == OWN_TRADE and category in NOTHING_KNOWN and role not in BESIDE:
        return Ground.MOTIVE
    return Ground.NONE


@dataclass(frozen=True)
class Death:
    """When somebody died, as far as it is known."""

    edtf: str = ""
    ordered_by: date = date.min
    year: int | None = None
    day: date | None = None

    @property
    def anniversary(self) -> int | None:
        """Month and day in one number, where the day is known."""
        return code_of(self.day) if self.day else None


def death_of(attack: str, death: str, killed: int) -> Death:
    """Return when a person died, from the dates (EDTF) of the attack and of the first death.

    The day of the first death is somebody's own only where nobody else was killed. A day that
    is uncertain or approximate is nobody's anniversary.
    """
    said = death if death and killed == 1 else attack
    try:
        read = parse(said)
    except InvalidEdtf:
        return Death()
    sure = read.precision == "day" and not (read.uncertain or read.approximate)
    same_year = read.earliest.year == read.latest.year
    return Death(
        edtf=said,
        ordered_by=read.earliest,
        year=read.earliest.year if same_year else None,
        day=read.earliest if sure else None,
    )


def code_of(day: date) -> int:
    """Return month and day in one number: 307 for 7 March."""
    return day.month * 100 + day.day


def codes_on(day: date) -> Sequence[int]:
    """Return the codes of the anniversaries on a day. In common years 28 February has two.

    So those who died on 29 February are remembered in every year.
    """
    last = code_of(day) == 228 and (day + timedelta(1)).month == 3
    return [228, LEAP_DAY] if last else [code_of(day)]
