"""What verbs of questions share: the locked row, and the votes of merged questions."""

from typing import Final

from django.utils.translation import gettext as _

from vigil.programme.models import Question, QuestionVote, Registration, SessionQuestions
from vigil.programme.questions.digests import QuestionDigests
from vigil.programme.questions.rules import QUESTION
from vigil.trust.access.errors import NotPossible
from vigil.trust.vault.verbs.sealing import sealed_for, shred

State = Question.State
NAME: Final = "name"
"""The field of the vault that holds the name of an asker."""
VISIBLE: Final = (State.SHOWN, State.ANSWERED)
"""States in which participants see a question."""


def locked(question: Question) -> Question:
    """Return the current row of a question, locked until the transaction ends.

    Raises NotPossible (its asker took it back meanwhile, or its time is over).
    """
    rows = Question.objects.select_for_update(of=("self",)).select_related("session__event")
    found = rows.filter(pk=question.pk).first()
    if found is None:
        raise NotPossible(_("This question is no longer here. Its asker took it back."))
    return found


def put_down(question: Question) -> None:
    """Let a question be answered no longer, if it is the one that is being answered."""
    SessionQuestions.objects.filter(session=question.session_id, answering=question).update(
        answering=None
    )


def join_votes(root: Question) -> None:
    """Count for a question whoever voted for it or for one that was merged into it, each once.

    Digests of one person differ between questions. So those of everybody who registered for the
    session are computed: two for each of them, and two more for each merged question.
    """
    root.votes.filter(joined=True).delete()
    merged = list(root.merged.values_list("pk", "uid"))
    if not merged:
        return
    given = set(
        QuestionVote.objects.filter(question__merged_into=root).values_list("digest", flat=True)
    )
    own = set(root.votes.values_list("digest", flat=True))
    digests = QuestionDigests.ready()
    rows = Registration.objects.filter(session=root.session_id)
    passes = set(rows.values_list("event_registration__uid", flat=True))
    joined = {
        digests.of_voter(root.uid, one)
        for one in passes
        if any(digests.of_voter(uid, one) in given for _pk, uid in merged)
    }
    QuestionVote.objects.bulk_create(
        QuestionVote(question=root, digest=digest, joined=True) for digest in sorted(joined - own)
    )


def shred_name(question: Question, *, why: str) -> None:
    """Remove the name of an asker from the vault, for good."""
    for sealed in sealed_for(QUESTION, question.uid):
        shred(sealed, by=None, why=why)
