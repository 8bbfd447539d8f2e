"""Cells of assessments in words: by country, by term, and as one heat map of a region."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.charts.figure import Figure, Provenance
from vigil.charts.heat_map import CellSupport, heat_map
from vigil.desk.screens.labels import country_name, sorting_key
from vigil.outlook.models import AssessedTerm, Assessment, Panel, Question, Quote
from vigil.outlook.questions.wording import term_label
from vigil.outlook.results.assessment_cells import AssessedCell
from vigil.outlook.results.rounding import shown_number
from vigil.outlook.results.tables import experts_answered, shown_text, with_unit

Kind = Question.Kind
LOWEST, HIGHEST = 1, 10
"""Ends of the scale of scores."""
LISTS: Final = tuple(AssessedTerm.List.values)


@dataclass(frozen=True)
class CellRow:
    """One public value of an assessment in words."""

    cell: AssessedCell
    country: str
    term: str
    value: str
    spread: str
    """The middle half of the answers, or from the 5 % to the 95 %; empty if it is not public."""
    quotes: Sequence[str] = ()
    """Reasons of experts who agreed to be quoted, in no order."""


@dataclass(frozen=True)
class RegionState:
    """A region of an assessment: its panel, and whether its results are public."""

    name: str
    panel: Panel | None
    """None before it is final."""
    countries: Sequence[tuple[str, str]]
    """Codes and names of its countries, by name."""


def cell_rows(cells: Iterable[AssessedCell], *, quoted: bool = False) -> list[CellRow]:
    """Return cells in words, with the quoted reasons if `quoted`."""
    chosen = list(cells)
    quotes = _quotes(chosen) if quoted else {}
    return [_row(one, quotes.get(one.question, ())) for one in chosen]


def _row(one: AssessedCell, quotes: Sequence[str]) -> CellRow:
    asked = Question(kind=one.kind, unit=one.unit)  # what the wording of a number depends on
    spread = ""
    if one.low is not None and one.high is not None:
        ends = {
            "low": shown_text(asked, one.low),
            "high": with_unit(asked, shown_text(asked, one.high)),
        }
        spread = _("%(low)s to %(high)s") % ends
    return CellRow(
        one,
        country_name(one.place),
        term_label(one.list, one.code),
        with_unit(asked, shown_text(asked, one.value)),
        spread,
        quotes,
    )


def _quotes(cells: Sequence[AssessedCell]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = Quote.objects.filter(question__in={one.question for one in cells}).order_by("uid")
    for key, text in rows.values_list("question", "text"):
        found.setdefault(key, []).append(text)
    return found


def answered_each(cells: Sequence[AssessedCell]) -> str:
    """Return a sentence with how many experts answered each question; empty for no cells."""
    each = {one.n for one in cells}
    if not each:
        return ""
    if len(each) == 1:
        return experts_answered(each.pop())
    said = {"low": min(each), "high": max(each)}
    return _("%(low)d to %(high)d experts answered each question.") % said


def left_out(asked: int, cells: Sequence[AssessedCell]) -> str:
    """Return a sentence with how many of the questions have no public result; empty for none."""
    missing = asked - len(cells)
    if missing <= 0:
        return ""
    return ngettext(
        "Too few experts answered %(n)d question for a result.",
        "Too few experts answered %(n)d questions for a result.",
        missing,
    ) % {"n": missing}


def region_states(assessment: Assessment, final: Iterable[Panel]) -> list[RegionState]:
    """Return the regions of an assessment by name, each with its countries.

    A withheld region is left out: what is withheld may be its name.
    """
    public = {panel.pk: panel for panel in final}
    countries: dict[int, list[str]] = {}
    for code, panel in assessment.places.values_list("code", "panel"):
        countries.setdefault(panel, []).append(code)
    rows = assessment.panels.filter(withheld=[]).exclude(state=Panel.State.ABANDONED)
    rows = rows.order_by("region", "pk")
    return [
        RegionState(
            name,
            public.get(key),
            by_name(countries.get(key, ())),
        )
        for key, name in rows.values_list("pk", "region")
    ]


def by_name(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return codes and names of countries, by name."""
    named = [(code, country_name(code)) for code in codes]
    return sorted(named, key=lambda one: sorting_key(one[1]))


def scores_map(panel: Panel, cells: Sequence[AssessedCell]) -> Figure | None:
    """Draw the scores of a region, terms by countries; None if it has none."""
    scores = {
        (one.list, one.code, one.place): one
        for one in cells
        if one.kind == Kind.SCORE
    }  # fmt: skip
    if not scores:
        return None
    terms = list(dict.fromkeys((one.list, one.code) for one in _in_order(scores.values())))
    named = by_name({place for *_term, place in scores})
    lines = [[scores.get((*term, code)) for code, _name in named] for term in terms]
    about = Provenance(
        _("median of all answers, equal weights"),
        _("panel “%(title)s”") % {"title": panel.title},
        localdate(panel.final_at),
        answered_each(cells),
    )
    return heat_map(
        "scores",
        _("Scores by term and country: %(region)s") % {"region": panel.region},
        about,
        columns=[name for _code, name in named],
        rows=[term_label(*term) for term in terms],
        values=[
            [None if one is None else shown_number(one.kind, one.value) for one in line]
            for line in lines
        ],
        low=LOWEST,
        high=HIGHEST,
        row_head=_("Term"),
        summary=_("%(rows)d terms by %(columns)d countries, on a scale from %(low)s to %(high)s."),
        behind={
            (row, column): CellSupport(one.n, _ends(one))
            for row, line in enumerate(lines)
            for column, one in enumerate(line)
            if one is not None
        },
    )


def _in_order(cells: Iterable[AssessedCell]) -> list[AssessedCell]:
    """Return cells by list, each list in the order of its terms."""
    return sorted(cells, key=lambda one: LISTS.index(one.list))


def _ends(one: AssessedCell) -> tuple[float, float] | None:
    if one.low is None or one.high is None:
        return None
    return shown_number(one.kind, one.low), shown_number(one.kind, one.high)
