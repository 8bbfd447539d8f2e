"""The values of the edition before, for the cells that can be compared with them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from vigil.outlook.index_editions.queries import changes_since, maker_of, newest_editions
from vigil.outlook.index_editions.trajectories import Value, trajectory
from vigil.outlook.models import IndexScore, Panel, Question
from vigil.outlook.results.assessment_cells import AssessedCell, cells_of_panel

type CellKey = tuple[str, str, str, str]
"""List, term, kind and country."""
SCALE_CHANGES = ("bands", "wording")
"""Changes of a term (`Assessment.breaks`) after which its values are no longer the same."""


@dataclass(frozen=True)
class EditionBefore:
    """The edition before: how it is called, its values, and why others are not compared."""

    label: str = ""
    values: dict[CellKey, float] = field(default_factory=dict)
    breaks: tuple[str, ...] = ()
    """Sentences, each once."""


def edition_before(panel: Panel) -> EditionBefore:
    """Return the values of the panel that a panel follows, where nothing was broken since.

    A break is what `trajectories` says it is, and a term with other thresholds or another wording.
    The published index is judged by others, so its values are never compared.
    """
    before = panel.follows
    cells = cells_of_panel(before) if before is not None else []
    if before is None or not cells:
        return EditionBefore()
    changed = _changed_terms(panel)
    values: dict[CellKey, float] = {}
    breaks: dict[str, None] = {}
    known: dict[tuple[str, str], str] = {}
    for one in cells:
        term = (one.list, one.code)
        if term not in known:
            known[term] = _break_of(panel, before, one, changed)
        if known[term]:
            breaks[known[term]] = None
        else:
            values[(one.list, one.code, one.kind, one.place)] = one.value
    return EditionBefore(_label(before), values, tuple(breaks))


def index_score(question: Question) -> tuple[str, float] | None:
    """Return the year and the score of the newest edition of the index for a cell; None if none."""
    editions = newest_editions()
    if not editions or question.term is None or question.kind != Question.Kind.SCORE:
        return None
    rows = IndexScore.objects.filter(
        edition=editions[-1], country=question.place, term=question.term.code
    )
    found = rows.values_list("value", flat=True).first()
    return None if found is None else (editions[-1].year, float(found))


def _break_of(
    panel: Panel, before: Panel, cell: AssessedCell, changed: Iterable[tuple[str, str]]
) -> str:
    """Return why a term cannot be compared; empty if it can."""
    term = cell.code
    now = frozenset({f"{term} as asked now" if (cell.list, term) in changed else term})
    path = trajectory(
        [
            Value(0, _label(before), cell.value, maker_of(before), frozenset({term})),
            Value(
                1, _label(panel), cell.value, maker_of(panel), now, since=changes_since(panel, term)
            ),
        ]
    )
    return path.breaks[0].sentence if path.breaks else ""


def _changed_terms(panel: Panel) -> set[tuple[str, str]]:
    rows = panel.assessment.breaks if panel.assessment is not None else []
    return {(one["list"], one["code"]) for one in rows if one["change"] in SCALE_CHANGES}


def _label(panel: Panel) -> str:
    return f"{panel.title} {panel.edition}".strip()
