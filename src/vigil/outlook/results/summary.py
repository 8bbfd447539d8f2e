"""The first table on the page of a panel: each question with one number, and the methods once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.charts.numbers import percent_text
from vigil.outlook.models import Panel, Pooled, Question
from vigil.outlook.questions.values import is_matrix
from vigil.outlook.results.assessment_cells import FIRST_METHOD
from vigil.outlook.results.pooling_methods import WEIGHTED
from vigil.outlook.results.public import PublicPanel, PublicQuestion
from vigil.outlook.results.rounding import shown_numbers
from vigil.outlook.results.tables import method_label, shown_text, spread_text, with_unit

Kind = Question.Kind
SMALL: Final = 10
"""With fewer experts than this, weights by seed questions usually end on one person: Cooke's
optimised weights drop everybody below a cut-off of calibration, and few are above it."""


@dataclass(frozen=True)
class SummaryRow:
    """A question with the number that stands for it."""

    question: Question
    value: str
    range: str
    """The middle half of the answers; of a quantity from its 5 % to its 95 %."""
    n: str
    """How many experts answered; for the cells of a matrix, from and to."""


def summary_rows(told: PublicPanel) -> list[SummaryRow]:
    """Return the questions of a panel, without seeds, each with one number in words."""
    return [_row(one) for one in told.questions if not one.question.is_seed]


def _row(one: PublicQuestion) -> SummaryRow:
    question = one.question
    if one.too_few:
        return SummaryRow(question, _("too few experts"), "–", "–")
    each = sorted({result.n for result in one.results})
    n = str(each[0]) if len(each) == 1 else f"{each[0]}–{each[-1]}"
    if is_matrix(question):
        cells = len({result.cell for result in one.results})
        said = ngettext("%(n)d cell", "%(n)d cells", cells) % {"n": cells}
        return SummaryRow(question, said, "–", n)
    method, name = FIRST_METHOD[Kind(question.kind)]
    result = next((each for each in one.results if each.method == method), one.results[0])
    value = shown_numbers(question.kind, result.value)
    return SummaryRow(
        question,
        with_unit(question, shown_text(question, value[name])),
        _range(question, value, result.spread),
        n,
    )


def _range(question: Question, value: dict[str, float], spread: Mapping[str, Any]) -> str:
    if question.kind != Kind.QUANTITY:
        return spread_text(question, {name: end for name, end in spread.items() if name != "is"})
    ends = {name: shown_text(question, value[name]) for name in ("q05", "q95")}
    return _("%(low)s to %(high)s") % {
        "low": ends["q05"],
        "high": with_unit(question, ends["q95"]),
    }


def methods_of(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Return the methods by name and version, each once, in their order."""
    return [
        _("%(method)s (version %(version)s)") % {"method": method_label(name), "version": version}
        for name, version in dict.fromkeys(rows)
    ]


def weights_sentence(panel: Panel, experts: int) -> str:
    """Return what readers must know of weights in a small panel; empty for any other panel."""
    if panel.pooling != Panel.Pooling.PERFORMANCE or experts >= SMALL:
        return ""
    return _(
        "In a panel of fewer than %(n)d experts, weights by seed questions usually end on one "
        "person. A weighted result is public only if nobody weighs more than all others together."
    ) % {"n": SMALL}


def heaviest_sentence(rows: Iterable[Pooled]) -> str:
    """Return the largest weight of one expert, for the chair alone; empty without weights."""
    heaviest = [
        one.heaviest for one in rows if one.method.endswith(WEIGHTED) and one.heaviest is not None
    ]
    if not heaviest:
        return ""
    said = {"weight": percent_text(max(heaviest))}
    return _("The heaviest expert has %(weight)s of the weight. Only you see this.") % said
