"""Arrange the answers handed in as arrays, experts by questions. Nothing is computed here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import F

from vigil.outlook.models import AnswerVersion, Question, Round, Seat
from vigil.outlook.questions.values import CELLS, FIELDS, NO_VIEW, cells_of, is_matrix, quantiles_of
from vigil.reading.estimation.weights import Floats

QUANTILES = 3


@dataclass(frozen=True)
class AnswerColumn:
    """One column of the arrays: a question, or one cell of a matrix."""

    question: Question
    cell: str = ""


@dataclass(frozen=True)
class RoundAnswers:
    """The answers handed in for one round; versions by seat and question."""

    seats: Sequence[Seat]
    questions: Sequence[Question]
    versions: dict[tuple[int, int], AnswerVersion]

    def of(self, question: Question) -> Iterator[tuple[Seat, AnswerVersion]]:
        """Yield the seats and versions handed in for a question, in the order of handles."""
        for seat in self.seats:
            version = self.versions.get((seat.pk, question.pk))
            if version is not None:
                yield seat, version

    def numbers(self, asked: Sequence[AnswerColumn]) -> Floats:
        """Return numbers, experts by columns; NaN where there is no view or no answer."""
        return np.array(
            [[self._number(seat, one) for one in asked] for seat in self.seats], dtype=np.float64
        ).reshape(len(self.seats), len(asked))

    def quantiles(self, asked: Sequence[AnswerColumn]) -> Floats:
        """Return quantiles of quantities, experts by columns by three; NaN as in `numbers`."""
        return np.array(
            [[self._quantiles(seat, one) for one in asked] for seat in self.seats],
            dtype=np.float64,
        ).reshape(len(self.seats), len(asked), QUANTILES)

    def _value(self, seat: Seat, question: Question) -> dict[str, Any]:
        version = self.versions.get((seat.pk, question.pk))
        return version.value if version is not None and version.whole else {}

    def _number(self, seat: Seat, one: AnswerColumn) -> float:
        value = self._value(seat, one.question)
        if is_matrix(one.question):
            found = value.get(CELLS, {}).get(one.cell)
        else:
            found = value.get(FIELDS[one.question.kind][0])
        return float("nan") if found in (None, NO_VIEW) else float(found)

    def _quantiles(self, seat: Seat, one: AnswerColumn) -> list[float]:
        value = self._value(seat, one.question)
        if not value:
            return [float("nan")] * QUANTILES
        found = quantiles_of(one.question, value)
        return [found.q05, found.q50, found.q95]


def answers_handed_in(row: Round) -> RoundAnswers:
    """Return the answers handed in for a round, without those that were removed."""
    versions = AnswerVersion.objects.filter(answer__round=row, number=F("answer__handed"))
    found = {
        (version.answer.seat_id, version.answer.question_id): version
        for version in versions.select_related("answer")
    }
    seats = Seat.objects.filter(pk__in={seat for seat, _question in found})
    questions = list(row.panel.questions.all())
    return RoundAnswers(list(seats.select_related("user").order_by("handle")), questions, found)


def answer_columns(questions: Sequence[Question]) -> list[AnswerColumn]:
    """Return the columns of some questions, one for each cell."""
    found: list[AnswerColumn] = []
    for question in questions:
        cells = cells_of(question) if is_matrix(question) else ("",)
        found += [AnswerColumn(question, cell) for cell in cells]
    return found
