"""Values of answers: what each kind of question takes, and whether an answer is complete.

A value is a JSON object, by the kind of the question:

- score: {"score": 1 to 10, in halves}
- quantity in three values: {"q05", "q50", "q95"}, each larger than the one before
- quantity in four steps: {"lowest", "highest", "best", "confidence": 50 to 100 percent}
- probability: {"probability": 0 to 1}
- trajectory: {"direction": -2 (falling fast) to 2 (rising fast)}
- drivers: {"cells": {"<driver>|<market>": 0 to 4, or "no_view"}}
- efficacy: {"cells": {"<response>": 1 to 10 in halves, or "no_view"}}

Fields that were not answered yet are left out. "no_view" is an answer: it completes a value, but is
not pooled.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from vigil.outlook.models import Question
from vigil.reading.estimation.answers import (
    AnswerOrigin,
    Bounds,
    Quantiles,
    Unusable,
    read_four_steps,
    read_probability,
    read_quantiles,
    read_score,
    read_trajectory,
)
from vigil.trust.access.errors import Unfit

NO_VIEW: Final = "no_view"
CELLS: Final = "cells"
LARGEST, SMALLEST = 1e100, 1e-100
"""The largest quantity, and the smallest one with a logarithm. Real quantities lie between them,
and results computed from them stay finite."""
MOST: Final = 4
"""The highest importance of a driver; 0 means none."""
Kind, Form = Question.Kind, Question.Form
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    Kind.SCORE: ("score",),
    Kind.PROBABILITY: ("probability",),
    Kind.TRAJECTORY: ("direction",),
    Form.QUANTILES: ("q05", "q50", "q95"),
    Form.FOUR_STEP: ("lowest", "highest", "best", "confidence"),
}
"""The fields of a value, in the order in which they are asked for."""
Value = dict[str, Any]


def fields_of(question: Question) -> tuple[str, ...]:
    """Return the names of the fields of a value; for a matrix, the keys of its cells."""
    if is_matrix(question):
        return tuple(cells_of(question))
    return FIELDS[question.form if question.kind == Kind.QUANTITY else question.kind]


def is_matrix(question: Question) -> bool:
    """Return whether a question asks for many cells."""
    return question.kind in (Kind.DRIVERS, Kind.EFFICACY)


def cells_of(question: Question) -> Iterator[str]:
    """Yield the keys of the cells: "<row>|<column>", or "<row>" where there are no columns."""
    for row in question.rows:
        if not question.columns:
            yield row
        for column in question.columns:
            yield f"{row}|{column}"


def checked_value(question: Question, value: object) -> Value:
    """Return a value that can be saved, even if incomplete: known fields, numbers within range.

    The order of the values of a quantity is checked once all are there. Raises Unfit.
    """
    if not isinstance(value, Mapping):
        raise Unfit(_("This is no answer to this question."), "")
    inner = value.get(CELLS, {}) if is_matrix(question) else value
    known = fields_of(question)
    if not isinstance(inner, Mapping) or (is_matrix(question) and set(value) - {CELLS}):
        raise Unfit(_("This is no answer to this question."), "")
    if odd := [str(name)[:90] for name in inner if name not in known]:
        raise Unfit(_("Nothing of that kind is asked for here."), odd[0])
    kept = {
        name: _one(question, name, inner[name]) for name in known if inner.get(name) is not None
    }
    if not is_matrix(question) and len(kept) == len(known):
        _check_together(question, kept)
    return {CELLS: kept} if is_matrix(question) else kept


def is_whole(question: Question, value: Mapping[str, Any]) -> bool:
    """Return whether a saved value answers everything that the question asks for."""
    inner = value.get(CELLS, {}) if is_matrix(question) else value
    return len(inner) == len(fields_of(question))


def quantiles_of(question: Question, value: Mapping[str, Any]) -> Quantiles:
    """Return a complete answer to a quantity as three quantiles, standardised to 90 %.

    Raises Unfit (the best value lies on a bound, which leaves no median).
    """
    about = AnswerOrigin("", "")
    try:
        if question.form == Form.QUANTILES:
            read = read_quantiles(about, *(value[n] for n in FIELDS[Form.QUANTILES]))
            assert read is not None
            return read
        steps = read_four_steps(about, *(value[n] for n in FIELDS[Form.FOUR_STEP]))
        assert steps is not None
        found = steps.standardised(_bounds(question), logarithms=question.log_scale).as_quantiles(
            about
        )
    except Unusable as error:
        raise _unfit(error) from error
    return found


def _bounds(question: Question) -> Bounds:
    """Return the bounds of a quantity; the lower bound of a logarithmic one is above 0."""
    low = -math.inf if question.lower is None else question.lower
    if question.log_scale:
        low = max(low, SMALLEST)
    return Bounds(low, math.inf if question.upper is None else question.upper)


def _one(question: Question, name: str, value: object) -> object:
    about = AnswerOrigin("", "")
    if is_matrix(question) and value == NO_VIEW:
        return NO_VIEW
    value = _number(value, name)
    try:
        match question.kind:
            case Kind.SCORE | Kind.EFFICACY:
                read_score(about, value, name)
            case Kind.PROBABILITY:
                read_probability(about, value)
            case Kind.TRAJECTORY:
                read_trajectory(about, value)
            case Kind.DRIVERS:
                if value not in range(MOST + 1):
                    raise Unfit(_("Give 0 to 4 in whole steps, or no view."), name)
            case _:
                _check_quantity(question, name, value)
    except Unusable as error:
        raise _unfit(error, name, question) from error
    return value


def _number(value: object, name: str) -> float:
    """Return the value if it is a finite number. Raises Unfit if it is not."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unfit(_("This is no number."), name)
    try:
        finite = math.isfinite(value)
    except OverflowError:
        finite = False
    if not finite:
        raise Unfit(_("This number is too large."), name)
    return value


def _check_quantity(question: Question, name: str, value: float) -> None:
    if abs(value) > LARGEST:
        raise Unfit(_("This number is too large."), name)
    bounds = Bounds(50.0, 100.0) if name == "confidence" else _bounds(question)
    if not bounds.low <= value <= bounds.high:
        raise Unfit(_out_of(bounds), name)


def _check_together(question: Question, kept: Value) -> None:
    if question.kind == Kind.QUANTITY:
        quantiles_of(question, kept)


def _out_of(bounds: Bounds) -> str:
    low, high = bounds
    if 0 < low <= SMALLEST:
        return _("Give a number that is greater than 0.")
    if math.isfinite(low) and math.isfinite(high):
        return _("Give %(low)g to %(high)g.") % {"low": low, "high": high}
    if math.isfinite(low):
        return _("Give %(low)g or more.") % {"low": low}
    if math.isfinite(high):
        return _("Give %(high)g or less.") % {"high": high}
    return _("This number is too large.")


def _unfit(error: Unusable, name: str = "", question: Question | None = None) -> Unfit:
    """Return an error for the screen in place of one from the estimation library."""
    if question is not None:
        said = {
            Kind.PROBABILITY: _("Give a probability from 0 to 100 %."),
            Kind.TRAJECTORY: _("Give one of the five directions."),
        }.get(Kind(question.kind), _("Give a score from 1 to 10, in whole or half steps."))
        return Unfit(said, name)
    said = {
        "q50": _("The middle value has to be larger than the lowest."),
        "q95": _("The highest value has to be larger than the middle one."),
        "highest": _("The highest value has to be larger than the lowest."),
    }.get(error.field, _("The best value has to lie between the lowest and the highest."))
    return Unfit(said, error.field)
