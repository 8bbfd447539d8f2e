"""Read the public cells of an assessment over all its regions: a value for each term and country.

Only final panels count, by the public rules of `results.public`. Everything is read by a constant
number of queries, for 6,000 cells as for one.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from vigil.outlook.models import FEWEST, Assessment, Panel, Pooled, Question, Round
from vigil.outlook.results import rounding
from vigil.outlook.results.pooling_methods import OF_PROBABILITIES, OF_QUANTITIES
from vigil.outlook.results.public import is_enough, published_panels

Kind = Question.Kind
FIRST_METHOD: Final[Mapping[str, tuple[str, str]]] = {
    Kind.SCORE: ("scores", "median"),
    Kind.TRAJECTORY: ("scores", "median"),
    Kind.QUANTITY: (OF_QUANTITIES[0], "q50"),
    Kind.PROBABILITY: (OF_PROBABILITIES[0], "probability"),
}
"""The method, and the value of it, that stands for a cell, by the kind of its question."""


@dataclass(frozen=True, slots=True)
class AssessedCell:
    """One public value of an assessment: a term in a country."""

    place: str
    """ISO 3166-1 alpha-3."""
    list: str
    """"markets", "actors" or "resilience"."""
    code: str
    value: float
    """The median of the scores, the middle of a quantity, or a probability; rounded for the public.
    """
    low: float | None
    high: float | None
    """The middle half of the answers; of a quantity, its 5 % and 95 %. None where the spread would
    reveal answers (fewer than five experts), and for probabilities."""
    n: int
    """How many experts answered this cell."""
    panel: Panel
    """The final panel of its region."""
    kind: str = Kind.SCORE
    """The kind of its question: an assessment may ask about a term in two kinds."""
    unit: str = ""
    """The unit of a quantity."""
    question: int = 0
    """The key of its question."""


class _Row(NamedTuple):
    """A pooled result as it is read: rows of models take twice as long, and cells are thousands."""

    panel: int
    method: str
    value: Mapping[str, Any]
    spread: Mapping[str, Any]
    n: int
    heaviest: float | None
    question: int
    kind: str
    unit: str
    place: str
    list: str
    code: str


COLUMNS: Final = (
    *("panel_id", "method", "value", "spread", "n", "heaviest", "question_id"),
    *("question__kind", "question__unit", "question__place"),
    *("question__term__list", "question__term__code"),
)
"""The columns of a `_Row`, in its order."""


def final_panels(assessment: Assessment) -> QuerySet[Panel]:
    """Return the panels of an assessment whose results everybody may read, by region."""
    return published_panels().filter(assessment=assessment).order_by("region", "pk")


def cells_of_assessment(
    assessment: Assessment, *, place: str = "", code: str = ""
) -> list[AssessedCell]:
    """Return the public cells of an assessment, in the order of countries and terms.

    `place` and `code` choose those of one country and of one term. Cells of regions that are not
    final yet, and cells that too few experts answered, are left out.
    """
    return list(_cells(final_panels(assessment), place, code))


def cells_of_panel(panel: Panel, *, place: str = "", code: str = "") -> list[AssessedCell]:
    """Return the public cells of one panel of an assessment; none before it is final."""
    return list(_cells(published_panels().filter(pk=panel.pk), place, code))


def _cells(chosen: QuerySet[Panel], place: str, code: str) -> Iterator[AssessedCell]:
    panels = {panel.pk: panel for panel in chosen}
    rows = _newest_results(list(panels))
    if place:
        rows = rows.filter(question__place=place)
    if code:
        rows = rows.filter(question__term__code=code)
    for one in itertools.starmap(_Row, rows.values_list(*COLUMNS)):
        panel = panels[one.panel]
        method, name = FIRST_METHOD.get(Kind(one.kind), ("", ""))
        if one.method != method or not is_enough(panel.smallest, one.n, method, one.heaviest):
            continue
        value = rounding.disclosed_numbers(one.kind, one.value)
        low, high = _ends(one, value)
        yield AssessedCell(
            place=one.place,
            list=one.list,
            code=one.code,
            value=value[name],
            low=low,
            high=high,
            n=one.n,
            panel=panel,
            kind=one.kind,
            unit=one.unit,
            question=one.question,
        )


def _newest_results(panels: list[int]) -> QuerySet[Pooled]:
    """Return the results of cells from the last closed round of each panel."""
    rounds = Round.objects.filter(panel=OuterRef("panel"), state=Round.State.CLOSED)
    last = Subquery(rounds.order_by("-number").values("pk")[:1])
    rows = Pooled.objects.filter(
        panel__in=panels,
        round=last,
        method__in={method for method, _name in FIRST_METHOD.values()},
        question__term__isnull=False,
        question__withheld=[],
    )
    return rows.order_by("question__place", "question__term__position", "question__kind", "pk")


def _ends(one: _Row, value: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Return the ends that are shown with a value; None where they would reveal answers."""
    if one.kind == Kind.QUANTITY:
        return value["q05"], value["q95"]
    if one.n < FEWEST:
        return None, None
    spread = rounding.disclosed_numbers(one.kind, one.spread)
    return spread.get("low"), spread.get("high")
