"""Save the answers of an expert and hand in a round. Nobody else sees them.

Each save is its own version, so that nothing acknowledged is lost. The same save sent twice makes
one version. A save based on an outdated version is refused, and the expert gets both versions back.
Only what was handed in is pooled. The log records that somebody saved or handed in, and not what.
"""

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.models import (
    Answer,
    AnswerVersion,
    GroupReasonVersion,
    Panel,
    Question,
    Round,
    Seat,
    Submission,
)
from vigil.outlook.panels.preconditions import (
    ANSWER,
    SEAT,
    WORDS,
    asked_of,
    clean_text,
    locked_panel,
    locked_round,
    open_many_json,
    own_seat,
    questions_for,
    seal_new_json,
)
from vigil.outlook.questions.values import checked_value, is_whole
from vigil.outlook.results.verbs.requesting import LATE, want_results_anew
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part

State = Seat.State


@dataclass(frozen=True)
class Draft:
    """An answer as its author sees it. `version` is 0 if nothing was saved yet."""

    value: dict[str, Any] = field(default_factory=dict)
    reasons: str = ""
    sources: str = ""
    quotable: bool = False
    passed: bool = False
    version: int = 0
    handed: int = 0
    at: datetime | None = None


class OutdatedSave(NotPossible):
    """A save based on an older version: `mine` was sent, `kept` is the newest one saved."""

    def __init__(self, mine: Draft, kept: Draft) -> None:
        super().__init__(
            _(
                "This answer was changed meanwhile, perhaps on another screen. "
                "Choose which one to keep."
            )
        )
        self.mine, self.kept = mine, kept


def save_answer(
    seat: Seat,
    question: Question,
    value: Mapping[str, Any],
    *,
    by: User,
    reasons: str = "",
    sources: str = "",
    quotable: bool = False,
    base: int = 0,
    nonce: str = "",
) -> Answer:
    """Save an answer in the round that the expert answers now. It may be incomplete.

    `base` is the version that was changed. `nonce` belongs to the form: the same form sent again is
    not saved twice. Raises NotAllowed, NotPossible (no round is open to them; they are not asked
    this question), Unfit, OutdatedSave.
    """
    draft = Draft(
        checked_value(question, value),
        clean_text(reasons),
        clean_text(sources),
        bool(quotable),
        version=base,
    )
    return _save(seat, question, draft, nonce, by)


def pass_question(
    seat: Seat, question: Question, *, by: User, base: int = 0, nonce: str = ""
) -> Answer:
    """Pass over a question. Raises as `save_answer`."""
    return _save(seat, question, Draft(passed=True, version=base), nonce, by)


def hand_in(
    seat: Seat, *, by: User, keep_earlier: bool = False, number: int | None = None
) -> Submission:
    """Hand in all answers that are complete or passed over.

    This can be repeated until the round is closed. The newest versions count; an answer that was
    emptied since then counts no more. With `keep_earlier`, questions without an answer in this
    round take the one handed in for the round before. `number` is the number of the round that the
    expert means. After a late hand-in the results are computed again. Raises NotAllowed,
    NotPossible (no round is open to them, or by now it is another one).
    """
    while True:
        try:
            return _handed_in(seat, by, keep_earlier, number)
        except _ClosedMeanwhile:  # they have more time there: try again, as a late expert
            continue


class _ClosedMeanwhile(Exception):
    """The round was closed while a late expert waited for the lock: it must be pooled again."""


@transaction.atomic
def _handed_in(seat: Seat, by: User, keep_earlier: bool, number: int | None) -> Submission:
    take_part()
    require(by, "outlook.sit", seat)
    late = _lock_if_late(seat)
    seat = own_seat(seat, State.SEATED, by=by)
    row = require_round(seat)
    if row.state == Round.State.CLOSED and row != late:
        raise _ClosedMeanwhile
    # Otherwise an expert a moment late would hand in the next round, with no answers in it.
    if number not in (None, row.number) or (late is not None and row != late):
        raise NotPossible(_("This round is closed."))
    if keep_earlier:
        _take_over(seat, row)
    asked = questions_for(seat)
    # What is not asked any more, after an expert was kept out of it, does not count.
    unasked = seat.answers.filter(round=row).exclude(question__in=asked_of(seat))
    unasked.update(handed=0)
    unanswered = mark_handed_in(seat, row, asked)
    seat.group_reasons.filter(round=row).update(handed=F("version"))
    made = submit(seat, row, unanswered, by=by)
    if late is not None:
        want_results_anew(late, LATE)
    return made


def mark_handed_in(seat: Seat, row: Round, asked: Sequence[Question]) -> int:
    """Let the newest answers to these questions count if they are complete or passed over.

    Return how many of the questions have no such answer. The caller must have locked the seat.
    """
    answers = seat.answers.filter(round=row, question__in=asked)
    newest = AnswerVersion.objects.filter(answer__in=answers, number=F("answer__version"))
    done = set(newest.filter(Q(whole=True) | Q(passed=True)).values_list("answer", flat=True))
    answers.filter(pk__in=done).update(handed=F("version"))
    answers.exclude(pk__in=done).update(handed=0)
    return len(asked) - len(done)


def submit(seat: Seat, row: Round, unanswered: int, *, by: User) -> Submission:
    """Record that a round is handed in. The caller must have locked the seat."""
    made = Submission.objects.create(seat=seat, round=row, unanswered=unanswered)
    record("hand_in_round", SEAT, seat.uid, by=by, after={"round": row.number})
    return made


def round_of(seat: Seat) -> Round | None:
    """Return the round that an expert answers now; None if there is none.

    If they have more time in a closed round, it is that one until they hand it in. Otherwise it is
    the open round.
    """
    if seat.state != State.SEATED or seat.panel.state not in (Panel.State.OPEN, Panel.State.CLOSED):
        return None
    return late_round(seat) or seat.panel.rounds.filter(state=Round.State.OPEN).first()


def late_round(seat: Seat) -> Round | None:
    """Return the closed round in which an expert still has time and has not handed in."""
    if not seat.extensions.exists():  # true of most experts, and much faster to find out
        return None
    rows = Round.objects.filter(
        panel=seat.panel_id,
        state=Round.State.CLOSED,
        extensions__seat=seat,
        extensions__until__gt=timezone.now(),
    )
    return rows.exclude(submissions__seat=seat).order_by("number").first()


def require_round(seat: Seat) -> Round:
    """Return the round that an expert answers now. Raises NotPossible (no round is open)."""
    row = round_of(seat)
    if row is None:
        raise NotPossible(_("No round is open for you now. What you have saved is kept."))
    return row


def drafts_of(seat: Seat, answers: Iterable[Answer]) -> dict[int, Draft]:
    """Return the newest versions of a seat's answers, opened for their author, by answer key.

    Answers without a saved version are left out. However many are opened, the log records one
    decision, on the seat.
    """
    rows = AnswerVersion.objects.filter(answer__in=answers, number=F("answer__version"))
    newest = list(rows.select_related("answer"))
    words = words_of(seat, newest)
    return {one.answer_id: draft_of(one, words[one.uid]) for one in newest}


def draft_of(version: AnswerVersion, words: Mapping[str, str]) -> Draft:
    """Return a version, with its words opened, as its author sees it."""
    return Draft(
        version.value,
        words["reasons"],
        words["sources"],
        version.quotable,
        version.passed,
        version.number,
        version.answer.handed,
        version.at,
    )


def words_of(
    seat: Seat, versions: Iterable[AnswerVersion | GroupReasonVersion]
) -> dict[str, dict[str, str]]:
    """Return the reasons and sources of a seat's versions, opened by one decision, by version uid.

    Versions without reasons or sources are opened too, so that the log does not reveal which have
    any.
    """
    uids = [one.uid for one in versions]
    if not uids:
        return {}
    about = SEAT, seat.uid
    found = open_many_json(ANSWER, uids, WORDS, about=about, why="showing an answer to who gave it")
    return {uid: found.get(uid, {"reasons": "", "sources": ""}) for uid in uids}


def _save(seat: Seat, question: Question, draft: Draft, nonce: str, by: User) -> Answer:
    with transaction.atomic():
        found = _saved(seat, question, draft, nonce, by)
    if isinstance(found, Draft):  # only once the log has recorded that it was opened
        raise OutdatedSave(draft, found)
    return found


def _saved(seat: Seat, question: Question, draft: Draft, nonce: str, by: User) -> Answer | Draft:
    """Save an answer; return the saved one instead if this one is based on an older version."""
    take_part()
    seat = own_seat(seat, State.SEATED, by=by)
    row = require_round(seat)
    if not asked_of(seat).filter(pk=question.pk).exists():
        raise NotPossible(_("You are not asked this question."))
    answer = seat.answers.filter(question=question, round=row).first()
    version = answer.version if answer is not None else 0
    digest = digest_of(draft)
    if answer is not None and _came_already(answer, nonce, digest):
        return answer
    if draft.version != version:
        standing = drafts_of(seat, seat.answers.filter(question=question, round=row))
        return next(iter(standing.values()), Draft())
    return write_many(seat, row, [(question, draft, nonce)], by=by)[question.pk]


def _came_already(answer: Answer, nonce: str, digest: str) -> bool:
    return bool(nonce) and answer.versions.filter(nonce=nonce[:64], digest=digest).exists()


def write_many(
    seat: Seat, row: Round, drafts: Sequence[tuple[Question, Draft, str]], *, by: User
) -> dict[int, Answer]:
    """Save the next version of several answers, each with its nonce; return them by question key.

    It takes the same few queries for one answer and for a hundred. The caller must have locked the
    seat, and checked everything, in its transaction.
    """
    asked = [question for question, _draft, _nonce in drafts]
    answers = {one.question_id: one for one in seat.answers.filter(round=row, question__in=asked)}
    missing = [one for one in asked if one.pk not in answers]
    made = Answer.objects.bulk_create(Answer(seat=seat, question=one, round=row) for one in missing)
    answers |= {one.question_id: one for one in made}
    versions = [_next_version(answers[one.pk], one, draft, nonce) for one, draft, nonce in drafts]
    Answer.objects.bulk_update(answers.values(), ["version"])
    AnswerVersion.objects.bulk_create(versions)
    words = {
        version.uid: {"reasons": draft.reasons, "sources": draft.sources}
        for version, (_question, draft, _nonce) in zip(versions, drafts, strict=True)
    }
    seal_new_json(ANSWER, WORDS, words, by=by)
    record("save_answer", SEAT, seat.uid, by=by)
    return answers


def _next_version(answer: Answer, question: Question, draft: Draft, nonce: str) -> AnswerVersion:
    answer.version += 1
    return AnswerVersion(
        answer=answer,
        number=answer.version,
        value=draft.value,
        whole=not draft.passed and is_whole(question, draft.value),
        passed=draft.passed,
        worded=bool(draft.reasons or draft.sources),
        quotable=draft.quotable,
        nonce=nonce[:64],
        digest=digest_of(draft),
    )


def _take_over(seat: Seat, row: Round) -> None:
    """Copy answers handed in for the round before, where this round has no saved answer."""
    before = seat.panel.rounds.filter(number=row.number - 1).first()
    if before is None:
        return
    mine = set(seat.answers.filter(round=row, version__gt=0).values_list("question", flat=True))
    asked = {question.pk for question in questions_for(seat)} - mine
    earlier = seat.answers.filter(round=before, question__in=asked)
    versions = AnswerVersion.objects.filter(answer__in=earlier).select_related("answer__question")
    handed = list(versions.filter(number=F("answer__handed")))
    newest = dict(versions.filter(number=F("answer__version")).values_list("answer", "quotable"))
    words = words_of(seat, handed)
    copied = []
    for old in handed:
        said = words[old.uid]
        agreed = old.quotable and newest[old.answer_id]  # consent that ended does not return
        draft = Draft(old.value, said["reasons"], said["sources"], agreed, old.passed)
        copied.append((old.answer.question, draft, ""))
    if copied:
        write_many(seat, row, copied, by=seat.user)


def _lock_if_late(seat: Seat) -> Round | None:
    """Lock the round that a late expert is about to hand in, before their seat is locked."""
    row = late_round(seat)
    if row is None:
        return None
    locked_panel(row.panel)
    return locked_round(row)


def digest_of(draft: Draft) -> str:
    """Return a keyed digest of a draft, by which a repeated save is recognised."""
    said = [draft.value, draft.reasons, draft.sources, draft.quotable, draft.passed]
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), sha256).hexdigest()


LOG: Final = LogWords(
    verbs={
        "hand_in_round": pgettext_lazy("decision", "hand a round in"),
        "save_answer": pgettext_lazy("decision", "save an answer"),
    },
    reasons={
        "showing an answer to who gave it": pgettext_lazy(
            "decision", "showing an answer to who gave it"
        ),
    },
)
