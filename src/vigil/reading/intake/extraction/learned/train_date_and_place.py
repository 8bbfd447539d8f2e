"""Fits the choice of place and day from reports with the places and days of their attacks.

The gold of a report is a set of names and a set of days: a report may tell several attacks, and
a place may be given as town or as municipality. What a report's candidates do not hold teaches
nothing.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.learned.date_choice import LearnedDates
from vigil.reading.intake.extraction.learned.fitting import fit_choice
from vigil.reading.intake.extraction.learned.labelled_reports import has_death, is_optional
from vigil.reading.intake.extraction.learned.linear import Buckets, Linear
from vigil.reading.intake.extraction.learned.place_choice import LearnedScene
from vigil.reading.intake.extraction.learned.position_features import SIGNS, WORDINGS
from vigil.reading.intake.extraction.place_names import PlaceNames
from vigil.reading.intake.gazetteer import fold

PLACE_PENALTY = 0.05
SIGN_PENALTY = 0.1
DATE_PENALTY = 0.1
"""Inverse of the L2 penalty: by leaving one source out, not by folds of the same sources."""
_PLACE_TRUST = 0.5
_DATE_TRUST = 0.3
"""Value of a wording while fitting, beside 1 for a trait: wordings are one source's habits."""
_EVEN = 0.75
_REST = 0.3
"""What all other features count beside the signs of a place.

Signs alone are best where the source taught nothing, the rest where it did; by sources left out.
"""
LEAST_PLACE = 0.25
LEAST_DATE = 0.3
"""Probability among the candidates below which nothing is said.

Set by hand and not calibrated: the strong penalty makes probabilities too low.
"""
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


def even_weights(sources: Sequence[str]) -> list[float]:
    """Return how much each report counts, so that no large source drowns the small ones.

    All reports of a source together count as the fourth root of their number; the mean is 1.
    """
    sizes = Counter(sources)
    raw = [sizes[source] ** -_EVEN for source in sources]
    return [weight * len(raw) / sum(raw) for weight in raw]


def train_place(
    reports: Iterable[tuple[ReportFindings, WhenWhere]],
    places: PlaceNames,
    weights: Sequence[float] | None = None,
) -> Linear:
    """Fit the choice of the place. Raises TooFewExamplesError when no report teaches anything.

    `weights`: how much each report counts, 1 unless given.
    """
    groups, right, counts = [], [], []
    for number, (reading, gold) in enumerate(reports):
        if not gold.places:
            continue
        scene = LearnedScene(reading, places)
        weighed = scene.weighed(reading.hits or reading.attacks(), [])
        groups.append([features for _, _, features in weighed])
        names = [scene.read(choice, witness).name or "" for choice, witness, _ in weighed]
        right.append([any(same_place(name, want) for want in gold.places) for name in names])
        counts.append(weights[number] if weights else 1.0)

    signs = fit_choice(groups, right, SIGN_PENALTY, weights=counts, trust=_signs_only)
    rest = fit_choice(groups, right, PLACE_PENALTY, weights=counts, trust=_without_signs)
    index = np.concatenate((signs.index, rest.index))
    weight = np.concatenate((signs.weight, rest.weight * np.float32(_REST)))
    weight = weight.astype(np.float16).astype(np.float32)  # as the file keeps them
    order = np.argsort(index)
    return Linear(index[order], weight[order], threshold=LEAST_PLACE)


def train_date(reports: Iterable[tuple[ReportFindings, WhenWhere]]) -> Linear:
    """Fit the choice of the day. Raises TooFewExamplesError when no report teaches anything."""
    groups, right = [], []
    for reading, gold in reports:
        if not gold.days:
            continue
        weighed = LearnedDates(reading).weighed(reading.hits or reading.attacks(), [])
        groups.append([features for _, features in weighed])
        right.append([day.found.value in gold.days for day, _ in weighed])
    fitted = fit_choice(groups, right, DATE_PENALTY, trust=_trust(_DATE_TRUST))
    return replace(fitted, threshold=LEAST_DATE)


def _trust(wordings: float) -> Callable[[Buckets], NDArray[np.float64]]:
    return lambda used: np.where(used >= WORDINGS, wordings, 1.0)


def _signs_only(used: Buckets) -> NDArray[np.float64]:
    return np.where((used >= SIGNS) & (used < WORDINGS), 1.0, 0.0)


def _without_signs(used: Buckets) -> NDArray[np.float64]:
    return np.where(_signs_only(used) > 0, 0.0, _trust(_PLACE_TRUST)(used))


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
