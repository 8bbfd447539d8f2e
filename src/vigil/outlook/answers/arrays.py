"""Arrange the answers handed in as arrays, experts by questions. Nothing is computed here."""

from collections import Counter
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
        found = np.full((len(self.seats), len(asked)), np.nan)
        for row, at, value in self._values(asked):
            found[row, at] = _number(value, asked[at])
        return found

    def quantiles(self, asked: Sequence[AnswerColumn]) -> Floats:
        """Return quantiles of quantities, experts by columns by three; NaN as in `numbers`."""
        found = np.full((len(self.seats), len(asked), QUANTILES), np.nan)
        for row, at, value in self._values(asked):
            if value:
                told = quantiles_of(asked[at].question, value)
                found[row, at] = (told.q05, told.q50, told.q95)
        return found

    def passed(self) -> Counter[int]:
        """Return how many experts passed over each question, by its key."""
        return Counter(question for (_seat, question), one in self.versions.items() if one.passed)

    def _values(self, asked: Sequence[AnswerColumn]) -> Iterator[tuple[int, int, dict[str, Any]]]:
        """Yield each whole answer in these columns: the places of expert and column, its value.

        It goes through the answers that there are: each expert answers few of thousands of cells.
        """
        rows = {seat.pk: row for row, seat in enumerate(self.seats)}
        columns: dict[int, list[int]] = {}
        for at, one in enumerate(asked):
            columns.setdefault(one.question.pk, []).append(at)
        for (seat, question), version in self.versions.items():
            if version.whole:
                for at in columns.get(question, ()):
                    yield rows[seat], at, version.value


def _number(value: dict[str, Any], one: AnswerColumn) -> float:
    if is_matrix(one.question):
        found = value.get(CELLS, {}).get(one.cell)
    else:
        found = value.get(FIELDS[one.question.kind][0])
    return float("nan") if found in (None, NO_VIEW) else float(found)


def answers_handed_in(row: Round) -> RoundAnswers:
    """Return the answers handed in for a round, without those that were removed."""
    versions = AnswerVersion.objects.filter(answer__round=row, number=F("answer__handed"))
    found = {
        (version.answer.seat_id, version.answer.question_id): version
        for version in versions.select_related("answer").defer("nonce", "digest", "at")
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
