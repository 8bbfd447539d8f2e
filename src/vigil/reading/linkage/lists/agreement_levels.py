"""Two listed killings compared, field by field, into levels of agreement.

A level is one of a few words a field, so that its weight can be learnt from the lists themselves
(`weights.py`) and told to a person. A field on which either side is silent has no level, and so
counts neither way. Every comparison is symmetric.
"""

import math
import re
from collections.abc import Iterable
from functools import lru_cache

from anyascii import anyascii

from vigil.reading.linkage import days
from vigil.reading.linkage.days import Span
from vigil.reading.linkage.lists.records import ListedKilling, Point
from vigil.reading.linkage.names import AGREE, DISAGREE, Name, fold_name, is_full, name_likeness

LEVELS: dict[str, tuple[str, ...]] = {
    "name": ("same", "alike", "partly", "differs"),
    "day": ("same", "next", "days_apart", "week_apart", "far"),
    "days": ("fits", "week_apart", "far"),
    "month": ("fits", "week_apart", "far"),
    "year": ("fits", "week_apart", "far"),
    "place": ("same", "near", "same_region", "other_place", "other_region", "other_country"),
    "age": ("same", "year_apart", "years_apart", "differs"),
    "gender": ("same", "differs"),
    "killed": ("same", "near", "differs"),
}
"""Field -> its levels, from the closest agreement to the plainest difference.

A date is one of four fields, by the less precise of the two dates: two days, a few days, a month,
a year. That a day lies in the month which the other list tells is weaker than two equal days, and
each precision has its own weights.
"""

FIELDS = tuple(LEVELS)

SAME_NAME = 0.97
"""Likeness from which two full names are written as one."""
SAME_KM = 3.0
NEAR_KM = 30.0
"""As far as a town's coordinates and those of a spot near it lie apart."""
REGION_KM = 120.0
SAME_PLACE = 0.92
"""Jaro-Winkler likeness from which two names of places are one, misspelt."""
WEEK = 10
_DAYS_APART = 3
_PRECISIONS = {"day": 0, "days": WEEK, "month": 45, "year": 400}
"""Field of a date -> the most days between the first and the last that it may mean."""
_GENERIC = frozenset(
    (
        *("state", "province", "department", "region", "district", "county", "parish"),
        *("town", "township", "municipality", "village", "governorate", "oblast", "raion"),
        *("estado", "provincia", "departamento", "municipio", "distrito", "comuna"),
        *("departement", "commune", "ville", "cidade", "prefecture"),
        *("of", "the", "de", "del", "la", "el", "do", "da", "du", "al"),
    )
)
_WORD = re.compile(r"[a-z0-9]+")


def levels_of(a: ListedKilling, b: ListedKilling) -> dict[str, str]:
    """Return the level of each field on which both say something."""
    found = {
        "name": name_level(a.names, b.names),
        **date_levels(a.when, b.when),
        "place": place_level(a, b),
        "age": age_level(a.age, b.age),
        "gender": _gender_level(a.gender, b.gender),
        "killed": _killed_level(a.killed, b.killed),
    }
    return {field: level for field, level in found.items() if level}


def name_level(a: Iterable[str], b: Iterable[str]) -> str | None:
    """Compare the two most alike of all forms of two names; None where one side has none."""
    ours, theirs = _folded(tuple(a)), _folded(tuple(b))
    if not ours or not theirs:
        return None
    likeness, full = max(
        (name_likeness(x, y), is_full(x) and is_full(y)) for x in ours for y in theirs
    )
    if likeness >= AGREE and full:
        return "same" if likeness >= SAME_NAME else "alike"
    return "partly" if likeness >= DISAGREE else "differs"


@lru_cache(maxsize=2**19)
def _folded(names: tuple[str, ...]) -> tuple[Name, ...]:
    return tuple(folded for name in names if (folded := fold_name(name)))


def date_levels(a: Span | None, b: Span | None) -> dict[str, str]:
    """Compare two dates under the field of their precision; nothing beyond a year's."""
    if a is None or b is None:
        return {}
    length, apart = max(a[1] - a[0], b[1] - b[0]), days.gap(a, b)
    field = next((field for field, most in _PRECISIONS.items() if length <= most), None)
    if field is None:
        return {}
    if apart == 0:
        return {field: "same" if field == "day" else "fits"}
    if field == "day" and apart <= _DAYS_APART:
        return {field: "next" if apart == 1 else "days_apart"}
    return {field: "week_apart" if apart <= WEEK else "far"}


def place_level(a: ListedKilling, b: ListedKilling) -> str | None:
    """Compare two places by their names, their regions and the distance between them."""
    if _differ(a.country, b.country):
        return "other_country"
    apart = kilometres(a.point, b.point) if a.point and b.point else None
    regions_differ = _differ(a.admin1, b.admin1)
    if _share_a_name(a, b) and not regions_differ and (apart is None or apart <= REGION_KM):
        return "same"
    if apart is not None:
        if apart <= SAME_KM:
            return "same"
        if apart <= NEAR_KM:
            return "near"
        if apart > REGION_KM or regions_differ:
            return "other_region" if regions_differ else "other_place"
        return "same_region"
    if regions_differ:
        return "other_region"
    if a.admin1 and b.admin1:
        return "same_region"
    return "other_place" if a.place and b.place else None


def _share_a_name(a: ListedKilling, b: ListedKilling) -> bool:
    """Tell whether the places have a name in common; a county's may stand for its town's."""
    if not (a.place and b.place):
        return False
    ours = {fold_place(a.place), fold_place(a.admin2)} - {""}
    theirs = {fold_place(b.place), fold_place(b.admin2)} - {""}
    return bool(ours & theirs) or place_likeness(a.place, b.place) >= SAME_PLACE


def _differ(a: str, b: str) -> bool:
    return bool(a and b) and place_likeness(a, b) < SAME_PLACE


@lru_cache(maxsize=65536)
def place_likeness(a: str, b: str) -> float:
    """Return how alike two names of places are written, 0..1, across scripts."""
    one, two = fold_place(a), fold_place(b)
    if one == two:
        return 1.0
    if min(len(one), len(two)) <= 3:  # codes of states: no letter is spare
        return 0.0
    from rapidfuzz.distance import JaroWinkler  # here: as in `linkage.names`

    likeness: float = JaroWinkler.normalized_similarity(one, two)
    return likeness


@lru_cache(maxsize=2**18)
def fold_place(name: str) -> str:
    """Write a name of a place in lower-case ASCII, without words like "state" or "county"."""
    words = _WORD.findall(anyascii(name.split("(")[0]).lower().replace("'", ""))
    return " ".join(word for word in words if word not in _GENERIC) or " ".join(words)


def age_level(a: tuple[int, int] | None, b: tuple[int, int] | None) -> str | None:
    """Compare two ages in years, each with a lowest and a highest."""
    if a is None or b is None:
        return None
    apart = max(0, a[0] - b[1], b[0] - a[1])
    if apart <= 1:
        return "year_apart" if apart else "same"
    return "years_apart" if apart <= 3 else "differs"


def _gender_level(a: str, b: str) -> str | None:
    if not a or not b:
        return None
    return "same" if a == b else "differs"


def _killed_level(a: int | None, b: int | None) -> str | None:
    if a is None or b is None:
        return None
    if a == b:
        return "same"
    return "near" if abs(a - b) <= max(1, min(a, b) // 4) else "differs"


def kilometres(a: Point, b: Point) -> float:
    """Return the great-circle distance of two points (haversine, mean radius of the Earth)."""
    (lat1, lon1), (lat2, lon2) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    h = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 12742 * math.asin(min(1.0, math.sqrt(h)))
