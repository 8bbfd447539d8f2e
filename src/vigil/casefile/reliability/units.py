"""Put codings into units: what two coders said of one field of one case, or of one person in it.

Units of a field are one table (`FieldUnits`): a row a position (first coder, second, ...), a column
a unit, as numbers. NaN is not judged: the coder left the field empty, and did not say why.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, Final

import numpy as np

from vigil.casefile.coding.comparing import parts_of_codings
from vigil.casefile.coding.details import reasons_for_no_value
from vigil.casefile.coding.same_values import comparable
from vigil.casefile.models import Coding
from vigil.reading import codebook
from vigil.reading.codebook import Field
from vigil.reading.estimation.agreement import Level
from vigil.reading.estimation.weights import Floats

ORDERED: Final[Mapping[str, Sequence[str]]] = {
    "organised_crime_link": (
        *("none_reported", "suspected", "credibly_alleged", "established_in_court"),
    ),
    "impunity": ("complete", "partial", "full_justice"),
}
"""Field -> its values in their order. A value that is not on the scale is not judged."""
OTHER: Final = "other"
"""What a confusion table calls a value of a field without a list of values."""


@dataclass(frozen=True)
class CodedCase:
    """The codings of one case, oldest first, and what its figures are counted by."""

    case: int
    codings: Sequence[Coding]
    languages: Sequence[str]

    @property
    def prefilled(self) -> bool:
        """Whether two or more coders began from what the machine read, and may share its errors."""
        return sum(coding.prefilled for coding in self.codings) > 1

    @property
    def at(self) -> datetime:
        """When the last coding was handed in."""
        return max(coding.submitted_at for coding in self.codings if coding.submitted_at)


@dataclass
class FieldUnits:
    """The units of one field: answers, and by unit what they are counted by."""

    known: Field
    level: Level
    answers: list[list[float]] = field(default_factory=list)
    words: list[list[str]] = field(default_factory=list)
    """The answers as a confusion table names them; "" where a coder left the field empty."""
    coders: list[list[int]] = field(default_factory=list)
    cases: list[int] = field(default_factory=list)
    """Of each unit, the place of its case in the list of coded cases."""
    codes: dict[Any, float] = field(default_factory=dict)

    def matrix(self, chosen: Sequence[int] | None = None) -> Floats:
        """Return the answers of the chosen units (all by default): positions by units."""
        rows = self.answers if chosen is None else [self.answers[unit] for unit in chosen]
        width = max((len(row) for row in rows), default=0)
        filled = np.full((len(rows), width), np.nan)
        for place, row in enumerate(rows):
            filled[place, : len(row)] = row
        return filled.T


def measured_fields() -> dict[str, Level]:
    """Return the fields of which agreement is measured, each with its level.

    Free words are left out: two coders who mean the same choose other words.
    """
    return {name: level for name, f in codebook.current().fields.items() if (level := level_of(f))}


def level_of(known: Field) -> Level | None:
    """Return how far two answers of a field are apart; None if that cannot be said."""
    if known.id in ORDERED:
        return "ordinal"
    if known.type in ("integer", "number", "count"):
        return "interval"
    if known.type in ("choice", "edtf", "place", "money") or known.values:
        return "nominal"
    return None


def coded_cases(
    codings: Iterable[Coding], languages: Mapping[int, Iterable[str]]
) -> Iterator[CodedCase]:
    """Yield the cases that two people or more coded; `codings` come in the order of their cases."""
    for case, group in groupby(codings, key=lambda coding: coding.case_id):
        own = sorted(group, key=lambda coding: (coding.submitted_at, coding.pk))
        if len({coding.coder_id for coding in own}) > 1:
            yield CodedCase(case, own, sorted(languages.get(case, ())))


def units_of(cases: Sequence[CodedCase]) -> dict[str, FieldUnits]:
    """Return the units of each measured field. A unit has an answer of two coders, or of one."""
    book = codebook.current()
    tables = {f: FieldUnits(book.fields[f], level) for f, level in measured_fields().items()}
    for number, case in enumerate(cases):
        coders = [coding.coder_id for coding in case.codings]
        reasons = [reasons_for_no_value(coding.details) for coding in case.codings]
        for person, sides in parts_of_codings(case.codings):
            for name, table in tables.items():
                if (table.known.level == "victim") != (person is not None):
                    continue
                values = [side.values.get(name) for side in sides]
                empty = [
                    given.get(side.name(name), "")
                    for given, side in zip(reasons, sides, strict=True)
                ]
                if any(value is not None for value in values) or all(empty):
                    _add(table, number, coders, values, empty)
    return tables


def _add(
    table: FieldUnits, case: int, coders: list[int], values: list[Any], empty: list[str]
) -> None:
    table.answers.append(
        [_number(table, value, why) for value, why in zip(values, empty, strict=True)]
    )
    table.words.append([_word(table.known, v, why) for v, why in zip(values, empty, strict=True)])
    table.coders.append(coders)
    table.cases.append(case)


def _number(table: FieldUnits, value: Any, empty: str) -> float:
    known = table.known
    if value in (None, "", [], {}):
        if not empty or table.level != "nominal":
            return np.nan
        return table.codes.setdefault(("empty", empty), float(len(table.codes)))
    if table.level == "ordinal":
        scale = ORDERED[known.id]
        return float(scale.index(value)) if value in scale else np.nan
    if table.level == "interval":
        if isinstance(value, Mapping) and "best" in value:
            value = value["best"]
        ends = (value.get("low"), value.get("high")) if isinstance(value, Mapping) else (value,) * 2
        numbers = [float(end) for end in ends if isinstance(end, int | float)]
        return sum(numbers) / len(numbers) if numbers else np.nan
    return table.codes.setdefault(comparable(known, value), float(len(table.codes)))


def _word(known: Field, value: Any, empty: str) -> str:
    if value in (None, "", [], {}):
        return f"empty:{empty}" if empty else ""
    return str(value) if known.type == "choice" else OTHER


def shares_alike(tables: Mapping[str, FieldUnits], cases: int) -> list[tuple[int, int]]:
    """Return for each case how many of its units are alike, of how many that two judged."""
    alike, of = defaultdict[int, int](int), defaultdict[int, int](int)
    for table in tables.values():
        for case, row in zip(table.cases, table.answers, strict=True):
            told = [one for one in row if not np.isnan(one)]
            if len(told) > 1:
                of[case] += 1
                alike[case] += len(set(told)) == 1
    return [(alike[case], of[case]) for case in range(cases)]
