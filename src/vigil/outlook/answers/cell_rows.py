"""The rows of a country page: one for each term, and one form for the reasons of each group."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vigil.outlook.answers.countries import OwnCountry, by_list
from vigil.outlook.answers.forms import (
    AnswerForm,
    Field,
    form_of_saved,
    form_of_sent,
)
from vigil.outlook.answers.verbs.cells import CellSave, Words
from vigil.outlook.answers.verbs.group_reasons import EVERY, SavedReasons
from vigil.outlook.assessments.wording import TermWording, term_wording
from vigil.outlook.models import AssessedTerm, Question, ReasonRequest
from vigil.outlook.panels.queries import OwnAnswer
from vigil.outlook.questions.wording import term_label
from vigil.trust.access.errors import Unfit

ALL: Final = "all"
"""The name under which a page sends the reasons for a whole country."""


@dataclass
class CellRow:
    """One term of a country with the expert's answer."""

    form: AnswerForm
    label: str
    wording: TermWording
    state: str = ""
    """"kept", "handed_in" or "passed"; empty if nothing was saved in this round."""
    asked_of_you: ReasonRequest | None = None
    """What second readers ask of whoever answered this cell in the round before."""

    @property
    def field(self) -> Field:
        """The only field of a question that has one."""
        return next(self.form.fields())

    @property
    def is_quantity(self) -> bool:
        """Whether three or four numbers are typed."""
        return self.form.question.kind == Question.Kind.QUANTITY

    @property
    def band(self) -> str:
        """The written threshold of the score that was chosen."""
        try:
            score = float(self.form.typed.get("score", ""))
        except ValueError:
            return ""
        found = (one["text"] for one in self.wording.bands if one["low"] <= score <= one["high"])
        return str(next(found, ""))

    @property
    def seen(self) -> str:
        """The digest of the row as it was shown; empty if that was not saved in this round."""
        return self.form.seen and digest_of_form(self.form)


@dataclass
class GroupForm:
    """The form of the reasons for a group of cells."""

    listed: str
    label: str
    words: Words = field(default_factory=Words)
    base: int = 0
    seen: str = ""
    error: str = ""
    kept: SavedReasons | None = None
    """The version that was saved elsewhere in the meantime."""

    @property
    def prefix(self) -> str:
        """The text with which the names of its fields begin."""
        return f"g.{self.listed or ALL}."


@dataclass
class CellGroup:
    """The rows of one list of terms, with the form of its reasons."""

    label: str
    rows: list[CellRow]
    reasons: GroupForm


def groups_of_rows(
    country: OwnCountry, forms: Mapping[int, AnswerForm] | None = None
) -> list[CellGroup]:
    """Return the rows of a country by list of terms, with the forms as sent, or as saved."""
    sent = forms or {}
    return [
        CellGroup(
            str(AssessedTerm.List(listed).label),
            [cell_row(one, sent.get(one.question.pk)) for one in answers],
            group_form(listed, country.reasons.get(listed)),
        )
        for listed, answers in by_list(country.answers)
    ]


def cell_row(own: OwnAnswer, form: AnswerForm | None = None) -> CellRow:
    """Return the row of a term. The question's `term` should be selected with it."""
    question, draft = own.question, own.draft
    state = ""
    if draft.version:
        state = "passed" if draft.passed else "kept"
        state = "handed_in" if draft.version == draft.handed else state
    wording = term_wording(question, get_language() or "en")
    return CellRow(form or form_of_saved(own), cell_label(question), wording, state)


def cell_label(question: Question) -> str:
    """Return the name of the term of a cell; with its kind unless it is a score."""
    assert question.term is not None
    name = term_label(question.term.list, question.term.code)
    name = name[:1].upper() + name[1:]
    if question.kind == Question.Kind.SCORE:
        return name
    kind = Question.Kind(question.kind).label
    return _("%(term)s: %(kind)s") % {"term": name, "kind": kind}


def group_form(listed: str, saved: SavedReasons | None) -> GroupForm:
    """Return the form of the saved reasons for a group."""
    label = str(AssessedTerm.List(listed).label) if listed else _("the whole country")
    found = saved or SavedReasons()
    seen = "" if found.carried else digest_of_words(found.words)
    return GroupForm(listed, label, found.words, found.version, seen)


def sent_groups(data: Mapping[str, str]) -> Iterator[GroupForm]:
    """Yield the forms of reasons for groups that were sent and changed since they were shown."""
    for listed in EVERY:
        form = group_form(listed, None)
        at = form.prefix
        base = data.get(f"{at}base")
        if base is None:
            continue
        words = Words(
            data.get(f"{at}reasons", "").replace("\r\n", "\n").strip(),
            data.get(f"{at}sources", "").replace("\r\n", "\n").strip(),
            f"{at}quotable" in data,
        )
        form.words, form.base, form.seen = words, number_sent(base), data.get(f"{at}seen", "")
        if digest_of_words(words) != form.seen:
            yield form


def sent_rows(questions: Sequence[Question], data: Mapping[str, str]) -> Iterator[AnswerForm]:
    """Yield the forms of the answers that were sent, changed or not."""
    for question in questions:
        form = form_of_sent(question, data)
        if form is not None:
            form.passed = f"{form.prefix}passed" in data
            form.nonce = data.get("nonce", "").replace("\0", "")[:64]
            yield form


def is_changed(form: AnswerForm) -> bool:
    """Return whether a form that was sent was changed since it was shown."""
    return digest_of_form(form) != form.seen


def save_of_form(form: AnswerForm) -> CellSave:
    """Return a form as an answer to save. Raises Unfit (a text is no number or ambiguous)."""
    typed = next((name for name, text in form.typed.items() if text), None)
    if form.passed and typed is not None:
        raise Unfit(_("You gave a value and passed. Choose one of them."), typed)
    words = Words(form.reasons, form.sources, form.quotable)
    value = {} if form.passed else form.value()
    return CellSave(form.question, value, words, form.passed, form.base, form.nonce)


def digest_of_form(form: AnswerForm) -> str:
    """Return a short digest of what a form would save, passed over or not."""
    typed = {} if form.passed else {name: text for name, text in form.typed.items() if text}
    stands = [typed, form.reasons, form.sources, form.quotable, form.passed]
    return hashlib.sha256(json.dumps(stands, sort_keys=True).encode()).hexdigest()[:8]


def digest_of_words(words: Words) -> str:
    """Return a short digest of the reasons for a group."""
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()[:8]


def number_sent(text: str) -> int:
    """Return a version number as a page sends it; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) < 9 else 0
