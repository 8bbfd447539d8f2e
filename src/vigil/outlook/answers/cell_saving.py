"""Save what a country page or its script sent, and put what is wrong beside its row."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.utils.crypto import get_random_string

from vigil.outlook.answers.cell_rows import (
    GroupForm,
    digest_of_form,
    digest_of_words,
    is_changed,
    number_sent,
    save_of_form,
)
from vigil.outlook.answers.forms import LONGEST, AnswerForm, form_of_draft
from vigil.outlook.answers.verbs import cells, group_reasons
from vigil.outlook.answers.verbs.answering import Draft, OutdatedSave
from vigil.outlook.answers.verbs.cells import CellOutcome, CellSave, Words
from vigil.outlook.models import Question, Seat
from vigil.outlook.questions import wording
from vigil.outlook.questions.values import fields_of
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.models import User

MOST: Final = 100
"""Answers that are read of one request of the script."""
NONCES: Final = 20
"""Nonces of unacknowledged saves that are read of one answer."""


def save_forms(seat: Seat, forms: Sequence[AnswerForm], *, by: User) -> bool:
    """Save the answers that were changed. Return whether all were; else their forms say why not.

    Raises NotAllowed, NotPossible (no round is open to the expert).
    """
    saves: list[CellSave] = []
    changed = {form.question.pk: form for form in forms if is_changed(form)}
    for form in changed.values():
        try:
            saves.append(save_of_form(form))
        except Unfit as error:
            form.errors[error.field] = str(error)
    for outcome in cells.save_cells(seat, saves, by=by) if saves else ():
        form = changed[outcome.question.pk]
        _note(form, outcome)
    return not any(form.errors for form in forms)


def _note(form: AnswerForm, outcome: CellOutcome) -> None:
    """Put the outcome of a save into its form. After a conflict the next save replaces both."""
    match outcome.error:
        case None:
            form.base, form.seen = outcome.version, digest_of_form(form)
        case OutdatedSave() as error:
            form.errors[""] = str(error)
            form.kept, form.base, form.seen = error.kept, error.kept.version, ""
        case Unfit() as error:
            form.errors[error.field] = str(error)
        case error:
            form.errors[""] = str(error)


def save_groups(
    seat: Seat, place: str, forms: Sequence[GroupForm], *, by: User, nonce: str
) -> bool:
    """Save the reasons for groups. Return whether all were; else their forms say why not."""
    for form in forms:
        try:
            form.base = group_reasons.save_group_reason(
                seat, place, form.listed, form.words, by=by, base=form.base, nonce=nonce
            )
            form.seen = digest_of_words(form.words)
        except group_reasons.OutdatedReasons as error:
            form.error = str(error)
            form.kept, form.base, form.seen = error.kept, error.kept.version, ""
        except NotPossible as error:
            form.error = str(error)
    return not any(form.error for form in forms)


def save_from_script(
    seat: Seat, text: str, questions: Mapping[int, Question], *, by: User
) -> list[dict[str, Any]]:
    """Save answers that the script of a page sent as JSON; return what became of each.

    Raises NotAllowed, NotPossible (no round is open), ValueError (it is no such JSON).
    """
    sent = json.loads(text)
    if not isinstance(sent, list) or not sent or len(sent) > MOST:
        raise ValueError("no list of answers")
    saves: dict[int, CellSave] = {}
    told: list[dict[str, Any]] = []
    for one in sent:
        question = questions.get(one["cell"]) if isinstance(one, dict) else None
        if question is None or question.pk in saves:
            raise ValueError("no answer to a question")
        try:
            saves[question.pk] = _save_sent(question, one)
        except Unfit as error:
            told.append(_answer(one, {"outcome": "refused", "sentence": str(error)}))
    by_key = {questions[one["cell"]].pk: one for one in sent}
    for outcome in cells.save_cells(seat, list(saves.values()), by=by):
        told.append(_answer(by_key[outcome.question.pk], _told(outcome)))
    return told


def _save_sent(question: Question, one: Mapping[str, Any]) -> CellSave:
    """Return an answer as the script sent it. Raises Unfit."""
    value, words = one.get("value"), one.get("words")
    typed = {
        name: str(value.get(name, "")).strip()[:LONGEST]
        for name in fields_of(question)
        if isinstance(value, dict)
    }
    passed = one.get("passed") is True
    form = AnswerForm(question, typed)
    save = CellSave(
        question,
        {} if passed else form.value(),
        passed=passed,
        base=number_sent(str(one.get("base", ""))),
        nonce=str(one.get("nonce", "")).replace("\0", "")[:64],
        mine=tuple(str(name)[:64] for name in list(one.get("mine") or ())[:NONCES]),
    )
    if not isinstance(words, dict):
        return save
    reasons, sources = (str(words.get(name, "")) for name in ("reasons", "sources"))
    said = Words(
        reasons.replace("\r\n", "\n"),
        sources.replace("\r\n", "\n"),
        words.get("quotable") is True,
    )
    return replace(save, words=said)


def _answer(one: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    return {"cell": one["cell"], "nonce": str(one.get("nonce", ""))[:64], **told}


def _told(outcome: CellOutcome) -> dict[str, Any]:
    if outcome.error is None:
        seen = _digest(outcome.question, outcome.draft) if outcome.draft is not None else ""
        return {"outcome": "saved", "version": outcome.version, "seen": seen}
    if isinstance(outcome.error, OutdatedSave):
        kept = outcome.error.kept
        said = [said for _label, said in wording.value_text(outcome.question, kept.value)]
        form = form_of_draft(outcome.question, kept)
        return {
            "outcome": "conflict",
            "version": kept.version,
            "seen": digest_of_form(form),
            "said": " – ".join(said),
            "passed": kept.passed,
            "typed": form.typed,
        }
    return {"outcome": "refused", "sentence": str(outcome.error)}


def _digest(question: Question, draft: Draft) -> str:
    return digest_of_form(form_of_draft(question, draft))


def new_nonce() -> str:
    """Return a random nonce for a page."""
    return get_random_string(22)
