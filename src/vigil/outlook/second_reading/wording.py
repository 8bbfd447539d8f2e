"""Say in plain words what is unusual about a cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.charts.figure import Figure, Provenance
from vigil.charts.heat_map import CellSupport, heat_map
from vigil.desk.screens.labels import country_name
from vigil.network.profiles.labels import region_name
from vigil.outlook.models import AssessedTerm, Question, ReasonRequest
from vigil.outlook.questions.wording import plain_number_text, term_label
from vigil.outlook.results.cell_pages import by_name
from vigil.outlook.results.rounding import shown_number
from vigil.outlook.results.tables import shown_text, with_unit
from vigil.outlook.second_reading.queries import SecondReading
from vigil.outlook.second_reading.unusual import (
    FEWEST_CELLS,
    Finding,
    Measure,
    MeasuredCell,
    UnusualCell,
)

Kind = Question.Kind
LOWEST, HIGHEST, WIDEST = 1, 10, 5
"""The scale of scores, and a width that few cells have."""


@dataclass(frozen=True)
class UnusualRow:
    """An unusual cell in words."""

    question: Question
    country: str
    term: str
    value: str
    n: int
    reasons: Sequence[str]
    measures: Sequence[str]
    request: ReasonRequest | None


@dataclass(frozen=True)
class CellChoices:
    """The countries and terms of a region, each as value and name, to choose a cell from."""

    countries: Sequence[tuple[str, str]]
    terms: Sequence[tuple[str, str]]
    few: bool
    """Whether the region has too few countries to compare them."""


def cell_choices(reading: SecondReading) -> CellChoices:
    """Return the countries by name and the terms in the order of their lists."""
    countries = by_name({one.place for one in reading.questions.values()})
    terms = [(str(one.pk), term_label(one.list, one.code)) for one in _terms(reading.questions)]
    return CellChoices(countries, terms, len(countries) < FEWEST_CELLS)


def cell_asked_for(reading: SecondReading, asked: Mapping[str, str]) -> Question | None:
    """Return the cell of the country and term that a reader chose. None if there is none."""
    chosen = asked.get("country"), asked.get("term")
    for one in reading.questions.values():
        if (one.place, str(one.term_id)) == chosen:
            return one
    return None


def _terms(questions: Mapping[int, Question], *kinds: str) -> list[AssessedTerm]:
    """Return the terms of questions, or of some kinds of them, in the order of the lists."""
    lists = AssessedTerm.List.values
    asked = (one for one in questions.values() if not kinds or one.kind in kinds)
    found = {one.term for one in asked if one.term is not None}
    return sorted(found, key=lambda one: (lists.index(one.list), one.position))


def unusual_rows(reading: SecondReading, measure: str = "") -> list[tuple[str, list[UnusualRow]]]:
    """Return the unusual cells by country, the country with the most unusual cell first.

    `measure` chooses those that are unusual in one way; empty: in any.
    """
    found: dict[str, list[UnusualRow]] = {}
    for one in reading.unusual:
        if not measure or any(finding.measure == measure for finding in one.findings):
            row = unusual_row(reading, one)
            found.setdefault(row.country, []).append(row)
    return list(found.items())


def unusual_row(reading: SecondReading, one: UnusualCell) -> UnusualRow:
    """Return an unusual cell in words."""
    question = reading.questions[one.cell.key]
    return UnusualRow(
        question,
        country_name(question.place),
        term_name(question),
        value_text(question, one.cell),
        one.cell.n,
        [finding_text(reading, question, finding) for finding in one.findings],
        [finding.measure for finding in one.findings],
        reading.requests.get(question.pk),
    )


def term_name(question: Question) -> str:
    """Return the name of the term of a cell."""
    assert question.term is not None  # it is a cell
    return term_label(question.term.list, question.term.code)


def value_text(question: Question, cell: MeasuredCell) -> str:
    """Return the pooled value of a cell in words; a dash where it may not be shown."""
    if cell.value is None:
        return "–"
    return with_unit(question, shown_text(question, cell.value))


def finding_text(reading: SecondReading, question: Question, one: Finding) -> str:
    """Return in a sentence why a cell is unusual."""
    match one.measure:
        case Measure.FEW:
            return ngettext(
                "%(n)d expert answered; a result needs %(smallest)d.",
                "%(n)d experts answered; a result needs %(smallest)d.",
                int(one.value),
            ) % {"n": one.value, "smallest": one.usual}
        case Measure.SPREAD:
            return _(
                "The middle half of the answers lies %(width)s apart; for this term usually "
                "%(usual)s."
            ) % {"width": _apart(question, one.value), "usual": _apart(question, one.usual)}
        case Measure.EDITION:
            return _("Changed by %(change)s since %(before)s; for this term usually %(usual)s.") % {
                "change": _signed(question, one.value),
                "before": reading.before.label,
                "usual": _signed(question, one.usual),
            }
        case Measure.NEIGHBOURS:
            return _("The value is %(value)s; %(around)s lie around %(usual)s.") % {
                "value": shown_text(question, one.value),
                "usual": shown_text(question, one.usual),
                "around": _around(one),
            }


def measures(reading: SecondReading) -> list[tuple[str, str, int]]:
    """Return the ways in which cells are unusual: code, name, and how many cells."""
    names = {
        Measure.SPREAD: _("answers far apart"),
        Measure.NEIGHBOURS: _("far from neighbours"),
        Measure.EDITION: _("changed since the edition before"),
        Measure.FEW: _("too few experts"),
    }
    return [
        (code, name, sum(any(f.measure == code for f in one.findings) for one in reading.unusual))
        for code, name in names.items()
    ]


def reading_map(reading: SecondReading, shown: str) -> Figure | None:
    """Draw the scores of a region by term and country, or how far their answers lie apart.

    `shown` is "width" or "value". None if no score may be shown.
    """
    wide = shown != "value"
    asked = [one for one in reading.questions.values() if one.kind == Kind.SCORE]
    terms = _terms(reading.questions, Kind.SCORE)
    named = by_name({one.place for one in asked})
    keys = {(one.term_id, one.place): one.pk for one in asked}
    lines = [
        [reading.cells.get(keys.get((term.pk, code), 0)) for code, _name in named] for term in terms
    ]
    values = [[_shown(one, wide=wide) for one in line] for line in lines]
    if not any(value is not None for line in values for value in line):
        return None
    assert reading.round.closed_at is not None  # only closed rounds are read
    about = Provenance(
        _("difference between the quartiles of the answers")
        if wide
        else _("median of all answers, equal weights"),
        _("round %(n)d of this panel") % {"n": reading.round.number},
        localdate(reading.round.closed_at),
    )
    return heat_map(
        "cells",
        _("How far answers lie apart") if wide else _("Scores by term and country"),
        about,
        columns=[name for _code, name in named],
        rows=[term_label(term.list, term.code) for term in terms],
        values=values,
        low=0 if wide else LOWEST,
        high=_top(values) if wide else HIGHEST,
        row_head=_("Term"),
        summary=_("%(rows)d terms by %(columns)d countries, on a scale from %(low)s to %(high)s."),
        behind={
            (row, column): CellSupport(one.n)
            for row, line in enumerate(lines)
            for column, one in enumerate(line)
            if one is not None
        },
    )


def _top(widths: Sequence[Sequence[float | None]]) -> int:
    """Return where the scale of widths ends: twice as far if some cell is wider than usual."""
    widest = max(value for line in widths for value in line if value is not None)
    return WIDEST if widest <= WIDEST else 2 * WIDEST


def _shown(one: MeasuredCell | None, *, wide: bool) -> float | None:
    if one is None:
        return None
    value = one.width if wide else one.value
    return None if value is None else shown_number(Kind.SCORE, value)


def _around(one: Finding) -> str:
    if one.region:
        return _("the other countries of %(region)s") % {"region": region_name(one.region)}
    return _("the other countries of this panel")


def _apart(question: Question, width: float) -> str:
    return _with_points(question, _plain(question, width), width)


def _signed(question: Question, change: float) -> str:
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return _with_points(question, sign + _plain(question, abs(change)), change)


def _plain(question: Question, number: float) -> str:
    if question.kind == Kind.PROBABILITY:
        return plain_number_text(round(number * 100, 1))
    return plain_number_text(shown_number(question.kind, number))


def _with_points(question: Question, text: str, number: float) -> str:
    if question.kind == Kind.QUANTITY:
        return with_unit(question, text)
    said: dict[str, Any] = {"number": text}
    if question.kind == Kind.PROBABILITY:
        return _("%(number)s percentage points") % said
    return ngettext("%(number)s point", "%(number)s points", 1 if abs(number) == 1 else 2) % said
