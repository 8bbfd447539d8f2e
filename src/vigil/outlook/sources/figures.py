"""Figures of panels and consultations that a report may cite, as the public sees them.

Tokens name a figure by a word; a token without one gets the first figure.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import ceil
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.charts.figure import Figure, Provenance
from vigil.charts.numbers import number_text, percent_text
from vigil.charts.styles import STEPS
from vigil.outlook.consultations import queries as consultation_queries
from vigil.outlook.consultations.code_lists import code_name, in_order
from vigil.outlook.consultations.queries import PublicStatement
from vigil.outlook.consultations.saturation_figure import saturation_figure
from vigil.outlook.models import Question
from vigil.outlook.results import calibration, forecasts
from vigil.outlook.results.assessment_cells import cells_of_panel
from vigil.outlook.results.cell_pages import scores_map
from vigil.outlook.results.figures import figures_of, markets_by_drivers
from vigil.outlook.results.public import PublicPanel, PublicQuestion, PublicResult
from vigil.outlook.results.quantity_ranges import range_of
from vigil.outlook.results.rounding import shown_number
from vigil.outlook.results.tables import SPREADS, VALUES, method_label, spread_text
from vigil.outlook.sources.kinds import CitedCell, CitedFigure

Kind = Question.Kind
Figures = Mapping[str, Callable[[], Figure]]
ROWS, COLUMNS = "markets", "drivers"
_OF_PANEL: Final = (Kind.SCORE, Kind.TRAJECTORY)
_MATRICES: Final = (Kind.DRIVERS, Kind.EFFICACY)


# Pooled answers


def figures_of_question(told: PublicPanel, one: PublicQuestion) -> Figures:
    """Return the figures of a question of a final panel, by name.

    - A score: all scores of its panel (`panel`).
    - A matrix: the whole matrix (`matrix`).
    - A quantity: its range by each method (`range`), and the same question for other days (`path`).
    - A probability: how often those of its panel came true (`calibration`), once its own outcome is
      known. The probability itself is one number and has no figure.
    """
    kind = one.question.kind
    # The spread of few experts is not published, so there is nothing to draw.
    drawn = kind == Kind.DRIVERS or any("low" in result.spread for result in one.results)
    if one.question.term_id is not None:
        # One of hundreds of cells: the whole region is one map.
        return {"panel": partial(_map, told)} if kind == Kind.SCORE and one.results else {}
    if kind in _OF_PANEL and one.results and drawn:
        return {"panel": partial(_found, told, str(kind))}
    if kind in _MATRICES and one.results and drawn:
        return {"matrix": partial(_found, told, f"question-{one.question.position}-figure")}
    if kind == Kind.QUANTITY and one.results:
        path = forecasts.series_of_question(told, one.question)
        along = {"path": partial(forecasts.figure_of, told, path)} if path else {}
        return {"range": partial(range_of, told, one), **along}
    if kind == Kind.PROBABILITY and one.results and one.question.resolution is not None:
        return {"calibration": partial(_calibrated, told)}
    return {}


def _found(told: PublicPanel, key: str) -> Figure:
    return next(figure for figure in figures_of(told) if figure.key == key)


def _map(told: PublicPanel) -> Figure:
    figure = scores_map(told.panel, cells_of_panel(told.panel))
    assert figure is not None  # one of its scores is public
    return figure


def _calibrated(told: PublicPanel) -> Figure:
    outcome = calibration.calibration_of_pooled(told)
    assert outcome is not None  # the outcome of this question is known
    assert outcome.figure is not None
    return outcome.figure


def methods_table(one: PublicQuestion, cell: str, url: str) -> CitedFigure:
    """Return a table with the result of each method for a question, or for one cell of it."""
    results = [result for result in one.results if result.cell == cell]
    names = [name for name in VALUES if any(name in result.value for result in results)]
    text = one.question.text
    return CitedFigure(
        title=_("%(question)s By each method") % {"question": text},
        alt=" ".join(f"{method_label(r.method)}: {_first(one, r)}." for r in results),
        heads=[_("Method"), *(str(VALUES[name]) for name in names), _("Spread"), _("Answers")],
        rows=[(method_label(result.method), _cells(one, result, names)) for result in results],
        notes=_spreads(results),
        url=url,
    )


def _first(one: PublicQuestion, result: PublicResult) -> str:
    preferred = (name for name in ("probability", "q50", "median") if name in result.value)
    return number_of(one.question, result.value[next(preferred)])


def _cells(one: PublicQuestion, result: PublicResult, names: Sequence[str]) -> list[CitedCell]:
    values = [
        CitedCell(number_of(one.question, result.value[name]), "", f"{result.value[name]:.10g}")
        if name in result.value
        else CitedCell("–")
        for name in names
    ]
    ends = {name: value for name, value in result.spread.items() if name != "is"}
    spread = CitedCell(spread_text(one.question, ends))
    return [*values, spread, CitedCell(str(result.n), "", str(result.n))]


def _spreads(results: Sequence[PublicResult]) -> list[str]:
    """Return sentences on what the spreads in a table are, each once."""
    said = {str(SPREADS.get(str(result.spread.get("is")), "")) for result in results}
    return [_("Spread: %(spread)s.") % {"spread": one} for one in sorted(said) if one]


def number_of(question: Question, value: float) -> str:
    """Return a pooled number as text: a probability in whole percent, others as pages show them.

    It has more digits if rounding would show certainty or zero where there is none.
    """
    if question.kind == Kind.PROBABILITY:
        return percent_text(value)
    return number_text(shown_number(question.kind, value))


# Consultations


def figures_of_statements(rows: Sequence[PublicStatement], *, every: bool) -> Figures:
    """Return the figures of statements: `themes`, and with `every` also the `saturation` curve."""
    found: dict[str, Callable[[], Figure]] = {}
    if any(one.codes.get(ROWS) and one.codes.get(COLUMNS) for one in rows):
        found["themes"] = partial(_themes, rows)
    if every and rows:
        found["saturation"] = _saturation
    return found


def _themes(rows: Sequence[PublicStatement]) -> Figure:
    """Draw in how many statements each market and driver occur together."""
    met = Counter(
        (market, driver)
        for one in rows
        for market in one.codes.get(ROWS, ())
        for driver in one.codes.get(COLUMNS, ())
    )
    markets = in_order(ROWS, {market for market, _driver in met})
    drivers = in_order(COLUMNS, {driver for _market, driver in met})
    about = Provenance(
        _("statements counted in which both were spoken of"),
        _("published consultations, coded by two people"),
        timezone.localdate(),
        more=(_("Statements: %(n)d.") % {"n": len(rows)},),
    )
    return markets_by_drivers(
        "themes",
        _("Markets and drivers spoken of in one statement"),
        about,
        columns=[code_name(COLUMNS, code) for code in drivers],
        rows=[code_name(ROWS, code) for code in markets],
        values=[[float(met[market, driver]) for driver in drivers] for market in markets],
        low=0,
        # A multiple of the number of steps, so that each begins at a whole number.
        high=STEPS * ceil(max(met.values()) / STEPS),
    )


def _saturation() -> Figure:
    figure = saturation_figure(consultation_queries.saturation_curve()).figure
    assert figure is not None  # there are statements, so there is a consultation
    return figure
