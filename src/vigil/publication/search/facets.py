"""Count the cases of a selection by the values of each field that can be filtered.

Every facet states its denominator, and in how many cases the field is not reported. A total without
these has contradicted the text beside it before.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vigil.publication.record.columns import FLAGS, Columns, Ints, Mask
from vigil.publication.search.selection import NOT_REPORTED

CODED: Final = (
    *("country", "event", "method", "motive", "organised_crime_link", "contract_or_reward"),
)
SUMS: Final = {
    "killed": "n_killed",
    "targets": "n_targets",
    "targets_survived": "n_targets_survived",
}

Weights = dict[str, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Tally:
    """One value of a field: the cases with this value, and the people in them."""

    value: str
    cases: int
    killed: int
    targets: int
    targets_survived: int

    @property
    def survived_share(self) -> float | None:
        """The share of targets who survived; None without targets."""
        return self.targets_survived / self.targets if self.targets else None

    def as_json(self) -> dict[str, Any]:
        """Write the tally, with the share to ten decimals."""
        share = self.survived_share
        return {
            "value": self.value,
            "cases": self.cases,
            **{name: getattr(self, name) for name in SUMS},
            "targets_survived_share": None if share is None else round(share, 10),
        }


@dataclass(frozen=True, slots=True)
class Facet:
    """A field of the selection: its values, most cases first, and the cases without a value.

    `several` means that a case may count under more than one value, so that their sum may be
    greater than the denominator.
    """

    field: str
    values: tuple[Tally, ...]
    not_reported: int
    denominator: int
    several: bool = False

    def as_json(self) -> dict[str, Any]:
        """Write the facet."""
        return {
            "counts": "cases",
            "denominator": self.denominator,
            "not_reported": self.not_reported,
            "several": self.several,
            "values": [tally.as_json() for tally in self.values],
        }


def totals(columns: Columns, mask: Mask) -> dict[str, int | float | None]:
    """Return the totals of the chosen rows: cases, and every count of the people in them."""
    sums = {name: int(columns.counts[source][mask].sum()) for name, source in SUMS.items()}
    tally = Tally("", int(mask.sum()), **sums).as_json()
    del tally["value"]
    return tally


def facets(columns: Columns, mask: Mask) -> list[Facet]:
    """Return the tallies of the chosen rows for every field."""
    rows = np.flatnonzero(mask)
    # Floats hold these sums exactly. With integers numpy would convert them for each field.
    weights = {name: columns.counts[source][rows].astype(float) for name, source in SUMS.items()}
    found = [_coded(columns, name, rows, weights) for name in (*CODED, "admin1")]
    found += [_flags(columns, name, rows, weights) for name in FLAGS]
    found.append(_ordinal("year", columns.year[rows], weights, str))
    found.append(_ordinal("month", columns.month[rows], weights, _month))
    headline = columns.headline[rows].astype(np.int64)
    found.append(_of("headline", headline, ["no", "yes"], weights))
    return found


def _coded(columns: Columns, name: str, rows: Ints, weights: Weights) -> Facet:
    column = columns.coded[name]
    return _of(name, column.codes[rows], column.values, weights)


def _of(name: str, codes: Any, values: list[str], weights: Weights) -> Facet:
    cases = np.bincount(codes, minlength=len(values))
    sums = {
        key: np.bincount(codes, weights=weight, minlength=len(values))
        for key, weight in weights.items()
    }
    tallies = [
        Tally(value, int(cases[n]), *(int(sums[key][n]) for key in SUMS))
        for n, value in enumerate(values)
        if cases[n]
    ]
    missing = sum(tally.cases for tally in tallies if tally.value in NOT_REPORTED)
    known = [tally for tally in tallies if tally.value not in NOT_REPORTED]
    return Facet(name, _most_first(known), missing, len(codes))


def _flags(columns: Columns, name: str, rows: Ints, weights: Weights) -> Facet:
    column = columns.flags[name]
    sets, of_row = column.sets
    of_row = of_row[rows]
    cases = np.bincount(of_row, minlength=len(sets))
    sums = {key: np.bincount(of_row, weight, len(sets)) for key, weight in weights.items()}
    tallies, known = [], np.zeros(len(sets), dtype=bool)
    for n, value in enumerate(column.values):
        has = (sets & np.uint64(1 << n)) != 0
        if value in NOT_REPORTED or not cases[has].any():
            continue
        known |= has
        people = (int(sums[key][has].sum()) for key in SUMS)
        tallies.append(Tally(value, int(cases[has].sum()), *people))
    missing = int(cases[~known].sum())
    return Facet(name, _most_first(tallies), missing, len(rows), several=True)


def _ordinal(name: str, numbers: Ints, weights: Weights, written: Any) -> Facet:
    """Count by year or month, in their order. 0 means that it is not reported."""
    known = numbers[numbers > 0]
    first = int(known.min()) if known.size else 0
    codes = np.where(numbers > 0, numbers - first + 1, 0)
    labels = ["", *(written(first + n) for n in range(int(codes.max(initial=0))))]
    facet = _of(name, codes, labels, weights)
    ordered = tuple(sorted(facet.values, key=lambda tally: tally.value))
    return Facet(name, ordered, facet.not_reported, facet.denominator)


def _month(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _most_first(tallies: list[Tally]) -> tuple[Tally, ...]:
    return tuple(sorted(tallies, key=lambda tally: (-tally.cases, tally.value)))
