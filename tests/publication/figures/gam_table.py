"""The published ten-country table of the Global Assassination Monitor, and rows that make it up.

One row a target: cases of a country, the targets who survived, and their share as it was
published (ten decimals). The rows are invented; only their counts are those of the table.
"""

import datetime
from dataclasses import dataclass

from vigil.casefile.models import Case, Stage, Victim, Visibility
from vigil.publication.record.projection import project


@dataclass(frozen=True)
class Expected:
    """A line of the table; `prevented` are attempts that did not come to an attack."""

    country: str
    name: str
    cases: int
    survivors: int
    share: str
    prevented: int = 0


TABLE = (
    Expected("BRA", "Brazil", 71, 12, "0.1690140845"),
    Expected("COL", "Colombia", 455, 40, "0.0879120879"),
    Expected("IND", "India", 271, 35, "0.1291512915", prevented=9),
    Expected("KEN", "Kenya", 17, 0, "0.0000000000"),
    Expected("MEX", "Mexico", 545, 22, "0.0403669725"),
    Expected("MOZ", "Mozambique", 14, 2, "0.1428571429"),
    Expected("PAK", "Pakistan", 88, 8, "0.0909090909"),
    Expected("PHL", "Philippines", 65, 5, "0.0769230769"),
    Expected("SLV", "El Salvador", 515, 14, "0.0271844660"),
    Expected("ZAF", "South Africa", 276, 31, "0.1123188406"),
)
CASES = sum(line.cases for line in TABLE)


def make_rows() -> None:
    """Make the cases of the table public: verified ones of 2019, with one target each."""
    cases: list[Case] = []
    outcomes: list[tuple[str, str]] = []
    for line in TABLE:
        for n in range(line.cases):
            outcomes.append(_outcome(line, n))
            cases.append(_case(len(cases), line.country, *outcomes[-1]))
    made = Case.objects.bulk_create(cases)
    Victim.objects.bulk_create(
        Victim(case=case, position=0, name="", role="target", outcome=outcome)
        for case, (_event, outcome) in zip(made, outcomes, strict=True)
    )
    project([case.pk for case in made])


def _outcome(line: Expected, n: int) -> tuple[str, str]:
    if n < line.survivors:
        return "attempt", "injured" if n % 2 else "unhurt"
    return ("prevented", "unhurt") if n < line.survivors + line.prevented else ("killing", "killed")


def _case(number: int, country: str, event: str, outcome: str) -> Case:
    day = datetime.date(2019, 1, 1) + datetime.timedelta(number % 365)
    return Case(
        public_id=f"V-{20_000 + number}",
        stage=Stage.VERIFIED,
        visibility=Visibility.PUBLISHED,
        event=event,
        date=day.isoformat(),
        date_precision="day",
        date_earliest=day,
        date_latest=day,
        country=country,
        place_precision="country",
        method="firearm",
        specific_target="yes",
        organised_crime_link="credibly_alleged",
        n_killed=int(outcome == "killed"),
    )
