"""Fits the choice of place and day from reports with the places and days of their attacks.

The gold of a report is a set of names and a set of days: a report may tell several attacks, and
a place may be given as town or as municipality. What a report's candidates do not hold teaches
nothing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.learned.date_choice import LearnedDates
from vigil.reading.intake.extraction.learned.fitting import fit_choice
from vigil.reading.intake.extraction.learned.labelled_reports import has_death, is_optional
from vigil.reading.intake.extraction.learned.linear import Linear
from vigil.reading.intake.extraction.learned.place_choice import LearnedScene
from vigil.reading.intake.extraction.place_names import PlaceNames
from vigil.reading.intake.gazetteer import fold

PENALTY = 0.3
"""Inverse of the L2 penalty, by cross-validation over all sets."""
LEAST = 0.35
"""Probability among the candidates below which nothing is said: fewer than half are right."""
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_SHORTER = 4
"""Words by which one form of a name may be shorter than another."""


@dataclass(frozen=True, slots=True)
class WhenWhere:
    """Where and when the attacks of one report were, as its gold has it.

    `places`: names at the level that was coded; `days`: EDTF values. Either may be empty.
    """

    places: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()


def train_place(
    reports: Iterable[tuple[ReportFindings, WhenWhere]],
    places: PlaceNames,
    strength: float = PENALTY,
) -> Linear:
    """Fit the choice of the place. Raises TooFewExamplesError when no report teaches anything."""
    groups, right = [], []
    for reading, gold in reports:
        if not gold.places:
            continue
        scene = LearnedScene(reading, places)
        weighed = scene.weighed(reading.hits or reading.attacks(), [])
        groups.append([features for _, _, features in weighed])
        names = [scene.read(choice, witness).name or "" for choice, witness, _ in weighed]
        right.append([any(same_place(name, want) for want in gold.places) for name in names])
    return replace(fit_choice(groups, right, strength), threshold=LEAST)


def train_date(
    reports: Iterable[tuple[ReportFindings, WhenWhere]], strength: float = PENALTY
) -> Linear:
    """Fit the choice of the day. Raises TooFewExamplesError when no report teaches anything."""
    groups, right = [], []
    for reading, gold in reports:
        if not gold.days:
            continue
        weighed = LearnedDates(reading).weighed(reading.hits or reading.attacks(), [])
        groups.append([features for _, features in weighed])
        right.append([day.found.value in gold.days for day, _ in weighed])
    return replace(fit_choice(groups, right, strength), threshold=LEAST)


def same_place(one: str, other: str) -> bool:
    """Return whether two names are equal, or one is a run of whole words within the other."""
    short, long = sorted((_words(one), _words(other)), key=len)
    if not short or len(long) - len(short) > _SHORTER:
        return False
    return any(long[i : i + len(short)] == short for i in range(len(long) - len(short) + 1))


def _words(name: str) -> list[str]:
    return re.sub(r"[^\w\s]", " ", fold(name)).split()


def when_where(row: dict[str, Any]) -> WhenWhere:
    """Where and when by one labelled line, in any of the forms of `labelled.py`.

    An incident of the Gun Violence Archive (`city_or_county`, `date`) is a fourth form.
    """
    if "templates" in row:
        return _muc(row["templates"] or [])
    if "spans" in row:
        return _spans(row)
    if "city_or_county" in row:
        return _incident(row)
    return _own(row)


def _muc(templates: Sequence[dict[str, Any]]) -> WhenWhere:
    """Read the finest place a template names, and exact days; killings that surely count only."""
    places, days = set(), set()
    sure = (t for t in templates if has_death(t) and not is_optional(t))
    for template in sure:
        for value in template.get("INCIDENT: LOCATION", []):
            name = re.sub(r"\([^)]*\)", "", value.split(" / ")[0]).split(":")[-1].strip()
            if re.search(r"\w", name):
                places.add(name)
        for value in template.get("INCIDENT: DATE", []):
            match = re.fullmatch(r"\(?(\d\d?) ([A-Z]{3}) (\d\d)\)?", value.strip())
            if match and match[2] in _MONTHS:
                days.add(f"19{match[3]}-{_MONTHS.index(match[2]) + 1:02d}-{int(match[1]):02d}")
    return WhenWhere(frozenset(places), frozenset(days))


def _own(row: dict[str, Any]) -> WhenWhere:
    if row.get("about_a_killing") is False:
        return WhenWhere()

    def value(field: str) -> frozenset[str]:
        said = row.get(field)
        sure = said not in (None, "unknown") and row.get(f"{field}_agreed", True)
        return frozenset({str(said)} if sure else ())

    return WhenWhere(value("place"), value("event_date"))


def _spans(row: dict[str, Any]) -> WhenWhere:
    cities = {" ".join(tokens) for _, _, kind, _, tokens in row["spans"] if kind == "DAT-CITY"}
    return WhenWhere(frozenset(cities))


def _incident(row: dict[str, Any]) -> WhenWhere:
    places = {re.sub(r"\(.*?\)", "", row["city_or_county"]).strip()}
    city = (row.get("locations") or {}).get("city")
    if city:
        places.add(city.rsplit("/", 1)[-1].split(",")[0].replace("_", " "))
    try:
        days = {datetime.strptime(row["date"], "%B %d, %Y").date().isoformat()}
    except ValueError:
        days = set()
    return WhenWhere(frozenset(places - {""}), frozenset(days))
