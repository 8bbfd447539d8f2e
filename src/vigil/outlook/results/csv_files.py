"""Results of a panel as CSV, for programs."""

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from vigil.files.formula_safety import safe_cell
from vigil.outlook.results.agreement_sets import set_of
from vigil.outlook.results.public import PublicPanel, PublicQuestion

HEADS: Final = (
    *("panel", "question", "kind", "text", "market", "actor", "block", "place", "horizon"),
    *("cell", "method", "version", "median", "mean", "probability", "q05", "q50", "q95"),
    *("spread_is", "spread_low", "spread_high", "spread_width", "n", "alpha", "shift"),
    *("resolution", "resolved_on", "unit", "seed", "round", "final", "set"),
)


def csv_of(told: PublicPanel) -> str:
    """Return every result as CSV (RFC 4180): numbers for programs, and no cell that is a formula.

    A question that too few experts answered has one row, without results. An agreement is one of a
    set of questions (`set`), and stands in the first row of the set.
    """
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(HEADS)
    seen: set[str] = set()
    for one in told.questions:
        for row in _rows(told, one, seen):
            writer.writerow([_written(row.get(name)) for name in HEADS])
    return held.getvalue()


def _rows(told: PublicPanel, one: PublicQuestion, seen: set[str]) -> Iterator[dict[str, Any]]:
    """Yield the results of a question. `seen` holds the sets whose agreement was written."""
    question, asked_in = one.question, set_of(one.question)
    of = {
        name: getattr(question, name)
        for name in ("kind", "text", "market", "actor", "block", "place", "horizon")
    }
    of |= {"panel": told.panel.uid, "question": question.position}
    of |= {"unit": question.unit, "seed": int(question.is_seed)}
    of |= {"round": told.round.number, "final": told.day}
    of |= {"resolution": question.resolution, "resolved_on": question.resolved_on}
    if not one.results:
        yield of
    for result in one.results:
        spread = {f"spread_{name}": value for name, value in result.spread.items()}
        alpha = (result.agreement or {}).get("alpha") if asked_in not in seen else None
        if alpha is not None:
            seen.add(asked_in)
        yield {
            **of, **result.value, **spread, "cell": result.cell, "method": result.method,
            "version": result.version, "n": result.n, "alpha": alpha, "shift": result.shift,
            "set": asked_in if result.agreement is not None else "",
        }  # fmt: skip


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value:.10g}"  # a number below 0 is no formula
    return safe_cell(str(value))
