"""The form of an answer: its fields, the typed values, and the errors.

It is no Django form. Each field depends on the question, a matrix has a hundred of them, and typed
values are shown again unchanged, valid or not.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from vigil.outlook.answers.verbs.answering import Draft
from vigil.outlook.models import Question
from vigil.outlook.panels.queries import OwnAnswer
from vigil.outlook.questions import wording
from vigil.outlook.questions.typed_numbers import ambiguity, number_as_typed
from vigil.outlook.questions.values import CELLS, MOST, NO_VIEW, fields_of, is_matrix
from vigil.trust.access.errors import Unfit

Kind = Question.Kind
NOTHING_SEEN: Final = "x"
"""The value that a form sends for "no view"."""
LONGEST: Final = 400
"""Characters read of a number. A number cut at this length is still refused as too large."""
STEPS: Final = [str(n / 2) if n % 2 else str(n // 2) for n in range(2, 21)]
"""Scores: 1 to 10 in halves."""


@dataclass(frozen=True)
class Field:
    """One field of a value, as a page shows it."""

    name: str
    label: str
    value: str
    error: str = ""
    options: tuple[tuple[str, str], ...] = ()
    """The choices; empty if a number is typed."""
    low: str = ""
    high: str = ""
    unit: str = ""


@dataclass
class AnswerForm:
    """The form of one answer. `typed` holds the fields of its value as texts."""

    question: Question
    typed: dict[str, str] = field(default_factory=dict)
    reasons: str = ""
    sources: str = ""
    quotable: bool = False
    passed: bool = False
    base: int = 0
    nonce: str = ""
    seen: str = ""
    """The digest of the form as it was shown; empty if that was not saved in this round."""
    errors: dict[str, str] = field(default_factory=dict)
    kept: Draft | None = None
    """The version that was saved elsewhere in the meantime."""
    carried: bool = False
    """Whether it shows the answer of the round before."""

    @property
    def prefix(self) -> str:
        """The text with which the names of its fields begin."""
        return f"{self.question.position}."

    @property
    def is_matrix(self) -> bool:
        """Whether it is a table of many fields."""
        return is_matrix(self.question)

    @property
    def touched(self) -> bool:
        """Whether it was changed since it was shown."""
        return self.digest() != self.seen

    @property
    def kept_said(self) -> list[tuple[str, str]]:
        """The version that was saved elsewhere in the meantime, in words."""
        return wording.value_text(self.question, self.kept.value) if self.kept is not None else []

    @property
    def about(self) -> list[str]:
        """What the question is about."""
        return wording.subject_labels(self.question)

    @property
    def told(self) -> dict[str, str]:
        """The error messages, by the names of fields as they are sent."""
        return {_sent_as(self.question, name): text for name, text in self.errors.items()}

    @property
    def columns(self) -> list[str]:
        """The headings of the columns of a matrix."""
        return wording.columns_of(self.question)

    def digest(self) -> str:
        """Return a short digest of the contents of the form."""
        stands = [self.typed, self.reasons, self.sources, self.quotable]
        return hashlib.sha256(json.dumps(stands, sort_keys=True).encode()).hexdigest()[:16]

    def fields(self) -> Iterator[Field]:
        """Yield the fields of a value, for a question that is no matrix."""
        for name in fields_of(self.question):
            yield self._field(name)

    def rows(self) -> Iterator[tuple[str, list[Field]]]:
        """Yield the rows of a matrix: the label and the fields of each."""
        question = self.question
        listed = wording.LIST_OF_ROWS[Kind(question.kind)]
        for row in question.rows:
            cells = [f"{row}|{column}" for column in question.columns] or [row]
            label = wording.term_label(listed, row)
            yield (
                label,
                [
                    self._cell(cell, column)
                    for cell, column in zip(cells, self.columns, strict=True)
                ],
            )

    def value(self) -> dict[str, Any]:
        """Return the typed texts as a value. Raises Unfit (a text is no number or ambiguous)."""
        found = {name: self._read(name, text) for name, text in self.typed.items() if text}
        return {CELLS: found} if self.is_matrix else found

    def _read(self, name: str, text: str) -> Any:
        if self.is_matrix and text == NOTHING_SEEN:
            return NO_VIEW
        try:
            number = float(text)
        except ValueError:
            raise Unfit(
                _("Write a number in digits, with a point before its decimals."), name
            ) from None
        question = self.question
        quantity = question.kind == Kind.QUANTITY and name != "confidence"
        if quantity and (said := ambiguity(text, low=question.lower, high=question.upper)):
            raise Unfit(said, name)
        if self.question.kind == Kind.PROBABILITY:
            number = round(number / 100, 12)
        return int(number) if number.is_integer() else number

    def _cell(self, cell: str, label: str) -> Field:
        """Return the field of a cell, labelled with its column only. The row labels the group."""
        return replace(self._field(cell), label=label)

    def _field(self, name: str) -> Field:
        question, kind = self.question, Kind(self.question.kind)
        at = self.prefix + _sent_as(question, name)
        label = wording.field_label(question, name)
        value, error = self.typed.get(name, ""), self.errors.get(name, "")
        match kind:
            case Kind.SCORE:
                options = tuple((one, one) for one in STEPS)
            case Kind.TRAJECTORY:
                options = tuple((str(n), said) for n, said in wording.direction_labels().items())
            case Kind.DRIVERS:
                options = tuple((str(n), str(n)) for n in range(MOST + 1))
            case Kind.EFFICACY:
                options = tuple((one, one) for one in STEPS)
            case Kind.PROBABILITY:
                return Field(at, label, value, error, low="0", high="100", unit="%")
            case _:
                sure = name == "confidence"
                return Field(
                    at, label, value, error,
                    low="50" if sure else _text(question.lower),
                    high="100" if sure else _text(question.upper),
                    unit="%" if sure else question.unit,
                )  # fmt: skip
        return Field(at, label, value, error, options)


def form_of_saved(own: OwnAnswer) -> AnswerForm:
    """Return the form of the saved answer, or one begun from the answer of the round before."""
    draft, carried = own.draft, False
    if not draft.version and own.earlier is not None:
        draft, carried = own.earlier, True
    form = form_of_draft(own.question, draft)
    form.base, form.nonce = 0 if carried else draft.version, get_random_string(22)
    form.carried = carried
    # A question passed over before has no answer to keep: sent unchanged, it stays passed over.
    form.seen = "" if carried and not draft.passed else form.digest()
    return form


def form_of_draft(question: Question, draft: Draft) -> AnswerForm:
    """Return the contents of a saved answer as a form."""
    return AnswerForm(
        question,
        value_as_typed(question, draft.value),
        draft.reasons,
        draft.sources,
        draft.quotable,
        draft.passed,
        base=draft.version,
    )


def form_of_sent(question: Question, data: Mapping[str, str]) -> AnswerForm | None:
    """Return the form of an answer as it was sent; None if this answer was not sent."""
    before = f"{question.position}."
    if f"{before}base" not in data:
        return None
    base = data[f"{before}base"]
    return AnswerForm(
        question,
        {
            name: data.get(before + _sent_as(question, name), "").strip()[:LONGEST]
            for name in fields_of(question)
        },
        _lines(data.get(f"{before}reasons", "")),
        _lines(data.get(f"{before}sources", "")),
        f"{before}quotable" in data,
        base=int(base) if base.isdecimal() and len(base) < 9 else 0,
        nonce=data.get(f"{before}nonce", "").replace("\0", "")[:64],
        seen=data.get(f"{before}seen", ""),
    )


def value_as_typed(question: Question, value: Mapping[str, Any]) -> dict[str, str]:
    """Return a value as typed texts: every field, empty if it has no answer."""
    inner = value.get(CELLS, {}) if is_matrix(question) else value
    factor = 100 if question.kind == Kind.PROBABILITY else 1
    return {name: _text(inner.get(name), factor) for name in fields_of(question)}


def _text(value: Any, factor: int = 1) -> str:
    if value is None or value == NO_VIEW:
        return NOTHING_SEEN if value else ""
    number = round(value * factor, 10) if factor != 1 else value
    return number_as_typed(number)


def _sent_as(question: Question, name: str) -> str:
    """Return the name under which a field is sent; short in a matrix, which may have a hundred."""
    if not is_matrix(question) or name not in fields_of(question):
        return name
    return f"c{fields_of(question).index(name)}"


def _lines(text: str) -> str:
    """Return a text with the line endings it was shown with. Browsers send different ones."""
    return text.replace("\r\n", "\n").strip()
