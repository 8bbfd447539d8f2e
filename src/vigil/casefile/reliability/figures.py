"""Compute the figures of agreement: alpha by field, and by what units are counted by. Pure.

Figures are plain data, to be kept as JSON. Each stands twice: of units in which at most one coder
began from what the machine read ("independent"), and of units in which both did ("prefilled").
There two coders may agree because both left an error of the machine as it was.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any, Final

import numpy as np

from vigil.casefile.reliability.drift import drift_of_coders, drift_of_field
from vigil.casefile.reliability.units import CodedCase, FieldUnits, units_of
from vigil.reading.estimation.agreement import Level, alpha
from vigil.reading.estimation.weights import Floats

LEAST: Final = 10
"""Units below which no figure is told: chance alone would move it by tenths."""
DRAWS: Final = 500
DRAWS_OF_PART: Final = 200
GROUPS: Final = ("independent", "prefilled")

Figure = dict[str, Any]
"""n (units that two judged), one_empty (units that one left empty), and, of enough units, alpha or
the reason why there is none, low and high (95 %), and alike (share of units with one answer)."""


def figures_of(cases: Sequence[CodedCase]) -> dict[str, Any]:
    """Return all figures of the codings of these cases."""
    tables = units_of(cases)
    grouped = {group: [c.prefilled == (group == "prefilled") for c in cases] for group in GROUPS}
    return {
        "cases": {group: sum(inside) for group, inside in grouped.items()},
        "fields": {name: _of_field(table, grouped) for name, table in tables.items()},
        "by": {
            "pair": _by(tables, grouped, _pairs_of, _answers_of_pair),
            "language": _by(tables, grouped, lambda t, unit: cases[t.cases[unit]].languages),
            "month": _by(tables, grouped, lambda t, unit: [f"{cases[t.cases[unit]].at:%Y-%m}"]),
        },
        "drift": [
            {"group": group, **found}
            for group, inside in grouped.items()
            for found in _drift(tables, cases, inside)
        ],
    }


def figure_of(answers: Floats, level: Level, draws: int = DRAWS) -> Figure:
    """Return the figure of some units: positions by units."""
    given = ~np.isnan(answers)
    judged = given.sum(axis=0)
    n = int((judged > 1).sum())
    made: Figure = {"n": n, "one_empty": int((judged == 1).sum())}
    if n < LEAST:
        return made
    found = alpha(answers, level, draws)
    apart = np.nanmax(answers[:, judged > 1], axis=0) != np.nanmin(answers[:, judged > 1], axis=0)
    made["alike"] = round(1.0 - float(apart.mean()), 4)
    if found.alpha is None:
        made["reason"] = found.reason
    else:
        made["alpha"] = round(found.alpha, 4)
        if found.interval is not None:
            made["low"], made["high"] = (round(end, 4) for end in found.interval)
    return made


def _of_field(table: FieldUnits, grouped: Mapping[str, Sequence[bool]]) -> dict[str, Any]:
    made: dict[str, Any] = {"level": table.level}
    for group, inside in grouped.items():
        units = [unit for unit, case in enumerate(table.cases) if inside[case]]
        made[group] = figure_of(table.matrix(units), table.level)
        if table.known.type == "choice":
            made[group]["confusion"] = _confusion([table.words[unit] for unit in units])
    return made


def _confusion(units: Sequence[Sequence[str]]) -> list[list[Any]]:
    """Return how often each two values met, as [value, value, n]; the first is never the later.

    Every pair of coders of a unit counts. Which of the two said which is no matter.
    """
    met: Counter[tuple[str, str]] = Counter()
    for words in units:
        for pair in combinations(sorted(word for word in words if word), 2):
            met[pair] += 1
    return [[one, other, n] for (one, other), n in sorted(met.items())]


def _answers(table: FieldUnits, units: Sequence[int], _key: str) -> Floats:
    return table.matrix(units)


def _by(
    tables: Mapping[str, FieldUnits],
    grouped: Mapping[str, Sequence[bool]],
    keys_of: Callable[[FieldUnits, int], Sequence[str]],
    answers_of: Callable[[FieldUnits, Sequence[int], str], Floats] = _answers,
) -> dict[str, dict[str, Any]]:
    """Return figures by key, by field and by group. What is too little is only counted."""
    made: dict[str, dict[str, Any]] = defaultdict(dict)
    for name, table in tables.items():
        parts: dict[tuple[str, str], list[int]] = defaultdict(list)
        for unit, case in enumerate(table.cases):
            group = GROUPS[grouped["prefilled"][case]]
            for key in keys_of(table, unit):
                parts[key, group].append(unit)
        for (key, group), units in parts.items():
            answers = answers_of(table, units, key)
            made[key].setdefault(name, {})[group] = figure_of(answers, table.level, DRAWS_OF_PART)
    return {key: made[key] for key in sorted(made)}


def _pairs_of(table: FieldUnits, unit: int) -> list[str]:
    """Return the pairs of coders of a unit: their keys, the lower one first."""
    return [f"{one}-{other}" for one, other in combinations(sorted(set(table.coders[unit])), 2)]


def _answers_of_pair(table: FieldUnits, units: Sequence[int], key: str) -> Floats:
    pair = [int(coder) for coder in key.split("-")]
    rows = [
        [table.answers[unit][table.coders[unit].index(coder)] for coder in pair] for unit in units
    ]
    return np.array(rows, dtype=np.float64).T


def _drift(
    tables: Mapping[str, FieldUnits], cases: Sequence[CodedCase], inside: Sequence[bool]
) -> list[dict[str, Any]]:
    """Return which coders and fields agree less than before."""
    order = sorted((n for n in range(len(cases)) if inside[n]), key=lambda n: cases[n].at)
    found = drift_of_coders(tables, cases, order)
    place = {case: at for at, case in enumerate(order)}
    for name, table in tables.items():
        units = [unit for unit, case in enumerate(table.cases) if case in place]
        units.sort(key=lambda unit: place[table.cases[unit]])
        answers = table.matrix(units)
        if (one := drift_of_field(name, answers, table.level)) is not None:
            found.append(one)
    return found
