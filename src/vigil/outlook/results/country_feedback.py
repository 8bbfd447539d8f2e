"""Read what a closed round gave for one country: its terms, how the answers lie, the arguments.

The number of queries does not depend on the number of terms. Arguments are opened only when they
are asked for, all by one decision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from vigil.outlook.answers.cell_rows import cell_label
from vigil.outlook.models import AnswerVersion, Question, Round, RoundFeedback, Seat
from vigil.outlook.panels.queries import (
    Argument,
    argument_of,
    names_shown,
    require_seeing,
)
from vigil.outlook.questions import wording
from vigil.outlook.results.dot_plots import DotPlot, dot_plot
from vigil.outlook.results.group_arguments import kept_out_of, told_to
from vigil.outlook.results.verbs.requesting import arguments_by_question
from vigil.trust.models import User


@dataclass(frozen=True)
class TermFeedback:
    """How the answers to one term lie, with the expert's own handed-in answer."""

    question: Question
    label: str
    n: int
    middle: str
    low: str
    high: str
    own: str
    """The expert's own answer in words; empty if they handed none in."""
    passed: int
    plot: DotPlot | None
    arguments: list[Argument]


def country_feedback(
    round: Round, seat: Seat, cells: Sequence[Question], *, by: User, arguments: bool
) -> list[TermFeedback] | None:
    """Return how the answers to some cells of a closed round lie; None while it is prepared.

    The questions' terms should be selected with them. Raises NotAllowed, NotPossible (the round is
    not closed; the expert can still answer it).
    """
    reader = require_seeing(round, by)
    frozen = RoundFeedback.objects.filter(round=round).first()
    if frozen is None:
        return None
    own = _own(round, seat)
    names = names_shown(round.panel, seat)
    said = arguments_by_question(round, cells) if arguments else {}
    kept_out = kept_out_of(reader) if said else frozenset()
    return [
        _term(
            one,
            frozen.shown[one.uid],
            own.get(one.pk),
            [argument_of(each, names) for each in told_to(said.get(one.pk, ()), kept_out)],
        )
        for one in cells
    ]


def _own(round: Round, seat: Seat) -> dict[int, Mapping[str, Any]]:
    rows = AnswerVersion.objects.filter(
        answer__seat=seat, answer__round=round, number=F("answer__handed"), whole=True
    )
    return dict(rows.values_list("answer__question", "value"))


def _term(
    question: Question,
    shown: Mapping[str, Any],
    own: Mapping[str, Any] | None,
    arguments: list[Argument],
) -> TermFeedback:
    cell = shown["cells"][""]
    middle, low, high = wording.spread_texts(question, cell)
    texts = [text for _label, text in wording.value_text(question, own)] if own else []
    return TermFeedback(
        question,
        cell_label(question),
        cell["n"],
        middle,
        low,
        high,
        " – ".join(texts),
        shown["passed"],
        dot_plot(question, cell, own),
        arguments,
    )
