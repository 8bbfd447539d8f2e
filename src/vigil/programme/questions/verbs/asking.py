"""Ask a question, take one's own back, and vote."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.messages.verbs.sending import UID
from vigil.programme.models import Question, QuestionVote, Session
from vigil.programme.questions.digests import QuestionDigests, name_digest
from vigil.programme.questions.rules import (
    QUESTION,
    Participant,
    is_under_way,
    takes_questions,
)
from vigil.programme.questions.validation import (
    checked_asker,
    checked_language_of,
    checked_question,
)
from vigil.programme.questions.verbs.common import (
    NAME,
    State,
    join_votes,
    locked,
    shred_name,
)
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.outbox.models import new_uid
from vigil.trust.public_forms.tickets import require_room_for_words
from vigil.trust.requests.verbs import TooManyLetters, count
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import seal

MOST: Final = 3
WINDOW: Final = timedelta(minutes=10)
"""Each person asks at most so many questions within such a span of the clock."""
A_DAY: Final = 60
"""Questions a day from one network, where nobody can be told apart: enough for a hall."""


class TooManyQuestions(NotPossible):
    """Somebody asked as many questions as they can for now."""


@dataclass(frozen=True)
class _Asked:
    """A question as it was checked, with what is slow to compute."""

    uid: str
    language: str
    text: str
    shown_name: str
    sealed_name: str
    name_digest: str
    own_digest: str


def ask_question(
    session: Session,
    participant: Participant,
    *,
    language: str,
    text: str,
    name: str = "",
    shows_name: bool = False,
    uid: str = "",
    network: str = "",
) -> Question:
    """Ask a question: without a name, or with one that is shown only if its asker says so.

    `uid` names the question for who asks, so that a form sent twice is one question. `network`,
    where the request comes from, is only counted, and only where a session is open to everybody.
    Raises NotPossible (no questions are taken; nothing said; too long; no such language),
    TooManyQuestions.
    """
    uid = uid if UID.fullmatch(uid) else new_uid()
    text, name = checked_question(text), checked_asker(name)
    language = checked_language_of(session, language)
    own = (
        QuestionDigests.ready().of_asker(uid, participant.pass_uid) if participant.pass_uid else ""
    )
    if (there := _asked_before(session, uid, own, text)) is not None:
        return there
    _require_open(session)
    require_room_for_words()
    _count(session, participant, network)
    sealed = name if not shows_name else ""
    digest = name_digest(sealed) if sealed else ""  # slow, so before anything is locked
    return _ask(
        session, _Asked(uid, language, text, name if shows_name else "", sealed, digest, own)
    )


def _require_open(session: Session) -> None:
    if not takes_questions(session):
        raise NotPossible(_("Questions are closed. What you wrote is still here."))


def _asked_before(session: Session, uid: str, own: str, text: str) -> Question | None:
    """Return the question that the same form has asked. Raises NotPossible (somebody else's)."""
    there = Question.objects.filter(uid=uid).first()
    if there is None:
        return None
    if (there.session_id, there.own_digest) != (session.pk, own) or (
        not own and there.text != text
    ):
        raise NotPossible(_("Open the form anew and send it again."))
    return there


def _count(session: Session, participant: Participant, network: str) -> None:
    """Count a question within its limit. Raises TooManyQuestions, with when the next is possible.

    Who is known by a pass is counted within a span of the clock, under a digest of pass and span.
    """
    if not participant.pass_uid:
        try:
            if network:
                count(f"question {network}", A_DAY)
        except TooManyLetters as error:
            raise TooManyQuestions(
                _(
                    "At most %(n)d questions a day are taken from one network. The next one is "
                    "possible tomorrow."
                )
                % {"n": A_DAY}
            ) from error
        return
    seconds = timezone.now().timestamp()
    span, within = divmod(seconds, WINDOW.total_seconds())
    try:
        count(f"question {session.uid} {participant.pass_uid} {int(span)}", MOST)
    except TooManyLetters as error:
        minutes = max(1, ceil((WINDOW.total_seconds() - within) / 60))
        told = ngettext(
            "You can ask %(most)d questions in ten minutes. The next one is possible in %(n)d "
            "minute. What you wrote is still here.",
            "You can ask %(most)d questions in ten minutes. The next one is possible in %(n)d "
            "minutes. What you wrote is still here.",
            minutes,
        )
        raise TooManyQuestions(told % {"most": MOST, "n": minutes}) from error


@verb
def _ask(session: Session, asked: _Asked) -> Question:
    made, new = Question.objects.get_or_create(
        uid=asked.uid,
        defaults={
            "session": session,
            "language": asked.language,
            "text": asked.text,
            "name": asked.shown_name,
            "name_digest": asked.name_digest,
            "own_digest": asked.own_digest,
        },
    )
    if not new:
        return made  # the same form came in at the same moment
    if asked.sealed_name:
        seal(QUESTION, made.uid, NAME, asked.sealed_name, by=None)
    record("ask_question", QUESTION, made.uid, by=None, after={"session": session.uid})
    return made


@verb
def take_back(question: Question, participant: Participant) -> None:
    """Remove one's own question for good, whatever became of it. Raises NotPossible."""
    question = locked(question)
    theirs = participant.pass_uid and question.own_digest == QuestionDigests.ready().of_asker(
        question.uid, participant.pass_uid
    )
    if not theirs:
        raise NotPossible(_("Only its asker can delete a question."))
    root = question.merged_into
    shred_name(question, why="its asker took it back")
    record("take_back_question", QUESTION, question.uid, by=None)
    question.delete()
    if root is not None:
        join_votes(root)


@verb
def vote(question: Question, participant: Participant, *, wanted: bool) -> None:
    """Vote for a question, or take the vote back. Either one twice does no more.

    It is counted, and no decision says that it was given. Raises NotPossible (nobody can be told
    apart here; the question cannot be voted for).
    """
    if not participant.can_vote:
        raise NotPossible(_("There is no voting here: this session is open to everybody."))
    question = locked(question)
    listed = question.merged_into_id is None and not question.withdrawals
    if question.state != State.SHOWN or not listed or not is_under_way(question.session):
        raise NotPossible(_("You can no longer vote for this question."))
    digests = QuestionDigests.ready()
    digest = digests.of_voter(question.uid, participant.pass_uid)
    if wanted:
        QuestionVote.objects.get_or_create(question=question, digest=digest)
        return
    uids = question.merged.values_list("uid", flat=True)
    theirs = [digest, *(digests.of_voter(uid, participant.pass_uid) for uid in uids)]
    QuestionVote.objects.filter(digest__in=theirs).delete()


LOG: Final = LogWords(
    verbs={
        "ask_question": pgettext_lazy("decision", "ask a question"),
        "take_back_question": pgettext_lazy("decision", "delete one's own question"),
    },
    kinds={QUESTION: pgettext_lazy("decision", "question of a participant")},
    reasons={"its asker took it back": pgettext_lazy("decision", "its asker took it back")},
)
