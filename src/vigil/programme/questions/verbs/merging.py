"""Merge questions that ask the same, and separate them again."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.models import Question
from vigil.programme.questions.rules import MODERATE, QUESTION
from vigil.programme.questions.verbs.common import join_votes, locked, put_down
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords


@verb
def merge_question(question: Question, into: Question, *, by: User) -> None:
    """Merge a question, and those merged into it, into another one; votes are joined.

    Whoever voted for both counts once. Doing it twice changes nothing. Raises NotAllowed,
    NotPossible (itself; of another session; the other was merged or taken down).
    """
    require(by, MODERATE, question)
    if question.pk == into.pk or question.session_id != into.session_id:
        raise NotPossible(_("Choose another question of the same session."))
    # In one order, so that no two wait for each other.
    first, second = sorted((question, into), key=lambda one: one.pk)
    rows = {row.pk: row for row in (locked(first), locked(second))}
    question, into = rows[question.pk], rows[into.pk]
    if question.merged_into_id == into.pk:
        return
    if into.merged_into_id is not None or into.withdrawals:
        raise NotPossible(_("That question was merged or taken down. Choose another one."))
    former = question.merged_into
    Question.objects.filter(merged_into=question).update(merged_into=into)
    question.merged_into = into
    question.save(update_fields=["merged_into"])
    put_down(question)
    for root in filter(None, (question, former, into)):
        join_votes(root)
    record("merge_question", QUESTION, question.uid, by=by, after={"into": into.uid})


@verb
def separate_question(question: Question, *, by: User) -> None:
    """List a merged question by itself again, with its own votes. Raises NotAllowed."""
    require(by, MODERATE, question)
    question = locked(question)
    root = question.merged_into
    if root is None:
        return
    question.merged_into = None
    question.save(update_fields=["merged_into"])
    join_votes(root)
    record("separate_question", QUESTION, question.uid, by=by, before={"into": root.uid})


LOG: Final = LogWords(
    verbs={
        "merge_question": pgettext_lazy("decision", "merge questions"),
        "separate_question": pgettext_lazy("decision", "separate merged questions"),
    },
    parts={"into": pgettext_lazy("decision", "into")},
)
