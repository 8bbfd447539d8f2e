"""Save many answers at once: of a page of terms, of a sheet, or those that waited for the line.

Each answer is saved, refused or found changed meanwhile by itself. What is wrong with one does not
hold up another, and everything that was not saved goes back to the expert with its reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from vigil.outlook.answers.verbs.answering import (
    Draft,
    OutdatedSave,
    digest_of,
    drafts_of,
    require_round,
    write_many,
)
from vigil.outlook.models import Answer, AnswerVersion, Question, Round, Seat
from vigil.outlook.panels.preconditions import asked_of, clean_text, own_seat
from vigil.outlook.questions.values import checked_value
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.models import User
from vigil.trust.withdrawals.write_lock import take_part


class Words(NamedTuple):
    """Reasons and sources as they were typed, and whether the reasons may be quoted."""

    reasons: str = ""
    sources: str = ""
    quotable: bool = False


@dataclass(frozen=True)
class CellSave:
    """An answer to save. `base` is the version that was changed; `nonce` belongs to the save."""

    question: Question
    value: Mapping[str, Any]
    words: Words | None = None
    """None: what was saved last stays."""
    passed: bool = False
    base: int = 0
    nonce: str = ""
    mine: tuple[str, ...] = ()
    """Nonces of earlier saves of the same page whose acknowledgement never arrived. If one of them
    is the newest version, this save is based on it."""


@dataclass(frozen=True)
class CellOutcome:
    """What became of one answer: the version that is saved now, or why this one was not."""

    question: Question
    version: int = 0
    draft: Draft | None = None
    """What was saved; None if it was not, or if it had come before."""
    error: Unfit | NotPossible | None = None
    """An OutdatedSave has the version that was saved elsewhere in the meantime."""


class _Newest(NamedTuple):
    number: int
    nonce: str


@transaction.atomic
def save_cells(seat: Seat, saves: Sequence[CellSave], *, by: User) -> list[CellOutcome]:
    """Save answers in the round that the expert answers now; return what became of each, in order.

    It takes the same few queries however many there are. Raises NotAllowed, NotPossible (no round
    is open to them): then nothing is saved.
    """
    take_part()
    seat = own_seat(seat, Seat.State.SEATED, by=by)
    row = require_round(seat)
    asked = set(asked_of(seat).values_list("pk", flat=True))
    newest, came = _newest(seat, row), _came(seat, row, saves)
    outcomes: dict[int, CellOutcome] = {}
    ready: list[CellSave] = []
    outdated: list[CellSave] = []
    for one in saves:
        key, there = one.question.pk, newest.get(one.question.pk, _Newest(0, ""))
        if key not in asked:
            outcomes[key] = _refused(one, NotPossible(_("You are not asked this question.")))
        elif one.nonce and (key, one.nonce[:64]) in came:
            outcomes[key] = CellOutcome(one.question, came[key, one.nonce[:64]])
        elif one.base == there.number or (there.nonce and there.nonce in one.mine):
            ready.append(one)
        else:
            outdated.append(one)
    standing = _standing(seat, row, [*ready, *outdated])
    for one in outdated:
        kept = standing.get(one.question.pk, Draft())
        outcomes[one.question.pk] = _refused(one, OutdatedSave(Draft(), kept))
    outcomes |= _write(seat, row, ready, standing, by)
    return [outcomes[one.question.pk] for one in saves]


def _refused(one: CellSave, error: Unfit | NotPossible) -> CellOutcome:
    return CellOutcome(one.question, error=error)


def _write(
    seat: Seat, row: Round, ready: Sequence[CellSave], standing: Mapping[int, Draft], by: User
) -> dict[int, CellOutcome]:
    """Check the values of answers, and save those that are fit."""
    outcomes: dict[int, CellOutcome] = {}
    drafts: list[tuple[Question, Draft, str]] = []
    for one in ready:
        try:
            draft = _draft(one, standing.get(one.question.pk, Draft()))
        except (Unfit, NotPossible) as error:
            outcomes[one.question.pk] = _refused(one, error)
        else:
            drafts.append((one.question, draft, one.nonce))
    if drafts:
        answers = write_many(seat, row, drafts, by=by)
        for question, draft, _nonce in drafts:
            outcomes[question.pk] = CellOutcome(question, answers[question.pk].version, draft)
    return outcomes


def _draft(one: CellSave, before: Draft) -> Draft:
    """Return what is saved. Raises Unfit, NotPossible (a text is too long)."""
    value = {} if one.passed else checked_value(one.question, one.value)
    words = one.words or Words(before.reasons, before.sources, before.quotable)
    reasons, sources = clean_text(words.reasons), clean_text(words.sources)
    return Draft(value, reasons, sources, bool(words.quotable), one.passed)


def _newest(seat: Seat, row: Round) -> dict[int, _Newest]:
    """Return number and nonce of the newest version of each answer in a round, by question key."""
    rows = AnswerVersion.objects.filter(answer__seat=seat, answer__round=row).order_by("number")
    columns = rows.values_list("answer__question", "number", "nonce")
    return {question: _Newest(number, nonce) for question, number, nonce in columns}


def _came(seat: Seat, row: Round, saves: Sequence[CellSave]) -> dict[tuple[int, str], int]:
    """Return the numbers of versions that were saved with these nonces: the same save came again.

    A form that was opened again and sent with other contents has the same nonce: its digest, made
    of what it would save, tells that it is another save.
    """
    nonces = {one.nonce[:64] for one in saves if one.nonce}
    digests = {one.question.pk: _digest(one) for one in saves if one.words is not None}
    rows = AnswerVersion.objects.filter(answer__seat=seat, answer__round=row, nonce__in=nonces)
    columns = rows.values_list("answer__question", "nonce", "number", "digest")
    return {
        (question, nonce): number
        for question, nonce, number, digest in columns
        if digests.get(question, digest) == digest
    }


def _digest(one: CellSave) -> str:
    """Return the digest that a save with words would have; empty if it cannot be saved."""
    try:
        return digest_of(_draft(one, Draft()))
    except (Unfit, NotPossible):
        return ""


def _standing(seat: Seat, row: Round, saves: Sequence[CellSave]) -> dict[int, Draft]:
    """Return what stands of those answers whose words stay or that were changed, by question key.

    Without an answer in this round it is that of the round before, from which the page began. All
    are opened by one decision.
    """
    questions = [one.question for one in saves]
    before = seat.panel.rounds.filter(number__lt=row.number).last()
    rounds = [row] if before is None else [before, row]
    mine = Answer.objects.filter(seat=seat, question__in=questions, round__in=rounds)
    answers = list(mine.order_by("round__number"))
    drafts = drafts_of(seat, answers) if answers else {}
    found: dict[int, Draft] = {}
    for answer in answers:
        if answer.pk in drafts:
            draft = drafts[answer.pk]
            earlier = answer.round_id != row.pk
            found[answer.question_id] = replace(draft, version=0) if earlier else draft
    return found
