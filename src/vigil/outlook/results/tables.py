"""Results of a panel in words for pages.

`public` and `panels.queries` decide what may be shown. A score is shown as its median, which one
expert cannot move far; other methods are listed beside it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vigil.outlook.models import Panel, Pooled, Question
from vigil.outlook.questions.wording import cell_label, number_text, plain_number_text
from vigil.outlook.results.pooling_methods import WEIGHTED
from vigil.outlook.results.public import PublicPanel, PublicQuestion, PublicResult, is_public
from vigil.outlook.results.rounding import OF_ALPHA, disclosed_alpha, shown_number, shown_numbers

Kind = Question.Kind
METHODS: Final[Mapping[str, Any]] = {
    "scores": gettext_lazy("all answers, equal weights"),
    "linear": gettext_lazy("mixture of the experts’ distributions (linear pool)"),
    "quantile_mean": gettext_lazy("mean of each quantile"),
    "quantile_median": gettext_lazy("median of each quantile"),
    "log_odds": gettext_lazy("geometric mean of the odds"),
    "mean": gettext_lazy("mean of the probabilities"),
    "median": gettext_lazy("median of the probabilities"),
}
VALUES: Final[Mapping[str, Any]] = {
    "median": gettext_lazy("median"),
    "mean": gettext_lazy("mean"),
    "probability": gettext_lazy("probability"),
    "q05": gettext_lazy("5 %"),
    "q50": gettext_lazy("50 %"),
    "q95": gettext_lazy("95 %"),
}
SPREADS: Final[Mapping[str, Any]] = {
    "between_quartiles_of_answers": gettext_lazy("between the quartiles of the answers"),
    "between_quartiles_of_experts_medians": gettext_lazy("between the quartiles of the medians"),
}
WHY_NO_ALPHA: Final[Mapping[str, Any]] = {
    "no_variation": gettext_lazy("all answered the same"),
    "no_pairs": gettext_lazy("no two answered"),
}


@dataclass(frozen=True)
class ResultRow:
    """One pooled result in words."""

    cell: str
    method: str
    values: list[tuple[str, str]]
    spread: str
    n: int
    shift: str
    """The most it moves when any one expert is left out; empty if nobody can be left out."""
    range: str = ""
    """Its range when any one expert is left out. Only the chair sees it."""
    hidden: bool = False
    """Whether it is hidden from the public. Only the chair sees this."""


def method_label(name: str) -> str:
    """Return the label of a method; its own name if it has no label here."""
    bare = name.removesuffix(WEIGHTED)
    label = str(METHODS.get(bare, bare))
    if bare.startswith("extremised("):
        exponent = bare.removeprefix("extremised(").removesuffix(")")
        label = _("odds raised to the power of %(exponent)s") % {"exponent": exponent}
    return (
        _("%(method)s, weighted by seed questions") % {"method": label} if bare != name else label
    )


def experts_answered(n: int) -> str:
    """Return a sentence with the number of experts who answered."""
    return ngettext("%(n)d expert answered.", "%(n)d experts answered.", n) % {"n": n}


def experts_answered_each(told: PublicPanel) -> str:
    """Return a sentence with how many experts answered each question: they need not be the same."""
    each = {result.n for one in told.questions for result in one.results}
    if len(each) < 2:
        return experts_answered(each.pop() if each else told.experts)
    said = {"low": min(each), "high": max(each)}
    return _("%(low)d to %(high)d experts answered each question.") % said


def result_rows(told: PublicQuestion) -> list[ResultRow]:
    """Return the results of a question in words, as everybody may read them."""
    return [result_row(told.question, one) for one in told.results]


def result_row(question: Question, one: PublicResult) -> ResultRow:
    """Return one result in words."""
    shift = "" if one.shift is None else _width(question, one.shift)
    return _line(question, one, shift)


def result_row_for_chair(panel: Panel, one: Pooled) -> ResultRow:
    """Return one result in words, with its range without any one expert, and if it is hidden."""
    said = [
        _("%(value)s: %(low)s to %(high)s")
        % {
            "value": VALUES.get(name, name),
            "low": shown_text(one.question, low),
            "high": with_unit(one.question, shown_text(one.question, high)),
        }
        for name, (low, high) in (one.left_out or {}).items()
    ]
    line = _line(one.question, one, "", "; ".join(said))
    return replace(line, hidden=not is_public(panel, one))


def _line(question: Question, one: PublicResult | Pooled, shift: str, range: str = "") -> ResultRow:
    return ResultRow(
        cell_label(question, one.cell),
        method_label(one.method),
        [
            (str(VALUES.get(name, name)), number_text(question, n))
            for name, n in _values(question, one)
        ],
        spread_text(question, one.spread),
        one.n,
        shift,
        range,
    )


def _values(question: Question, one: PublicResult | Pooled) -> Iterator[tuple[str, float]]:
    """Yield the names and values in the order in which they are shown, rounded for a page."""
    shown = shown_numbers(question.kind, one.value)
    yield from ((name, shown[name]) for name in VALUES if name in shown)


def spread_text(question: Question, spread: Mapping[str, Any]) -> str:
    """Return in words how far the experts differ."""
    of = SPREADS.get(str(spread.get("is", "")), "")
    if spread.get("low") is not None and spread.get("high") is not None:
        low, high = (shown_text(question, spread[name]) for name in ("low", "high"))
        said = _("%(low)s to %(high)s") % {"low": low, "high": with_unit(question, high)}
    elif spread.get("width") is not None:
        said = _width(question, spread["width"])
    else:
        return "–"
    return f"{said} ({of})" if of else said


def _width(question: Question, width: float) -> str:
    if question.kind == Kind.PROBABILITY:
        return _("%(number)s percentage points") % {"number": plain_number_text(width * 100)}
    return with_unit(question, plain_number_text(shown_number(question.kind, width)))


def shown_text(question: Question, number: float) -> str:
    """Return a pooled number in words, with as many digits as pages show."""
    return number_text(question, shown_number(question.kind, number))


def with_unit(question: Question, number: str) -> str:
    """Return a number with the unit of its quantity beside it; alone where there is none."""
    if question.kind != Kind.QUANTITY or not question.unit:
        return number
    return _("%(number)s %(unit)s") % {"number": number, "unit": question.unit}


def alpha_text(agreement: Mapping[str, Any] | None) -> str:
    """Return in words how far the experts agree, with the interval if there is one."""
    if not agreement:
        return "–"
    if agreement.get("alpha") is None:
        return str(WHY_NO_ALPHA.get(str(agreement.get("reason")), _("cannot be said")))
    alpha = _alpha(agreement["alpha"])
    interval = agreement.get("interval")
    if not interval:
        return alpha
    said = {"alpha": alpha, "low": _alpha(interval[0]), "high": _alpha(interval[1])}
    return _("%(alpha)s (%(low)s to %(high)s)") % said


def _alpha(number: float) -> str:
    return str(number_format(disclosed_alpha(number), OF_ALPHA))
