"""Show a question, refuse it, mark it as answered; say which one is being answered now.

Each act can be done twice: the second time changes nothing and records nothing.
"""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.models import Question, SessionQuestions
from vigil.programme.questions.rules import MODERATE, QUESTION
from vigil.programme.questions.verbs.common import NAME, State, locked, put_down
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import open_sealed, sealed_for


@verb
def show_question(question: Question, *, by: User) -> None:
    """Let participants see a question: one that waits, was refused, or was answered before.

    Raises NotAllowed, NotPossible (it was taken down, or merged; it says a name that the record
    does not show).
    """
    require(by, MODERATE, question)
    question = locked(question)
    _require_listed(question)
    if question.withdrawals:
        raise NotPossible(_("Somebody in it was withdrawn. Lift that withdrawal first."))
    if question.state != State.SHOWN:
        require_no_hidden_names(question.text, question.name)
    _turn(question, State.SHOWN, "show_question", by)


@verb
def refuse_question(question: Question, *, by: User) -> None:
    """Keep a question from being shown, or hide it again. Raises NotAllowed, NotPossible."""
    require(by, MODERATE, question)
    question = locked(question)
    _turn(question, State.REFUSED, "refuse_question", by)
    put_down(question)


@verb
def mark_answered(question: Question, *, by: User) -> None:
    """Mark a question that is shown as answered. Raises NotAllowed, NotPossible (it is not)."""
    require(by, MODERATE, question)
    question = locked(question)
    if question.state not in (State.SHOWN, State.ANSWERED):
        raise NotPossible(_("Show this question first."))
    _require_listed(question)
    _turn(question, State.ANSWERED, "mark_question_answered", by)
    put_down(question)


@verb
def answer_now(question: Question, *, by: User) -> None:
    """Say that a question is being answered now; the one before it is so no longer.

    Raises NotAllowed, NotPossible (it is not shown).
    """
    require(by, MODERATE, question)
    question = locked(question)
    if question.state != State.SHOWN or question.withdrawals:
        raise NotPossible(_("Show this question first."))
    _require_listed(question)
    # A row there already is locked; the first of two makes it.
    setting, _new = SessionQuestions.objects.select_for_update().get_or_create(
        session=question.session
    )
    if setting.answering_id == question.pk:
        return
    setting.answering = question
    setting.save(update_fields=["answering"])
    record("answer_question_now", QUESTION, question.uid, by=by)


@verb
def stop_answering(question: Question, *, by: User) -> None:
    """Put a question that is being answered back among those shown. Raises NotAllowed."""
    require(by, MODERATE, question)
    question = locked(question)
    rows = SessionQuestions.objects.filter(session=question.session_id, answering=question)
    if rows.update(answering=None):
        record("stop_answering_question", QUESTION, question.uid, by=by)


def open_name(question: Question, *, by: User) -> str:
    """Return the name that its asker left for hosts alone. The opening is recorded.

    Raises NotAllowed, NotPossible (there is none; the key is not on this machine).
    """
    require(by, MODERATE, question)
    sealed = {one.field: one for one in sealed_for(QUESTION, question.uid)}
    if NAME not in sealed:
        raise NotPossible(_("No name was left with this question."))
    return open_sealed(sealed[NAME], by=by, why="moderating questions")


def _require_listed(question: Question) -> None:
    if question.merged_into_id is not None:
        raise NotPossible(_("This question was merged into another one. Undo that merge first."))


def _turn(question: Question, state: Question.State, act: str, by: User) -> None:
    """Put a question into a state, and record it; nothing where it is in it already."""
    if question.state == state:
        return
    before = {"state": question.state}
    question.state = state
    question.save(update_fields=["state"])
    record(act, QUESTION, question.uid, by=by, before=before, after={"state": state})


LOG: Final = LogWords(
    verbs={
        "answer_question_now": pgettext_lazy("decision", "say that a question is answered now"),
        "mark_question_answered": pgettext_lazy("decision", "mark a question as answered"),
        "refuse_question": pgettext_lazy("decision", "keep a question from being shown"),
        "show_question": pgettext_lazy("decision", "show a question"),
        "stop_answering_question": pgettext_lazy("decision", "put a question back"),
    },
    reasons={"moderating questions": pgettext_lazy("decision", "moderating questions")},
)
