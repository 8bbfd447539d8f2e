"""Open and close the questions of a session, export them, remove them when their time is over."""

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.events.queries.public import is_cancelled
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.events.verbs.public_changes import note_session, verb
from vigil.programme.models import Question, Session, SessionQuestions
from vigil.programme.questions.queries import ListedQuestion, visible_questions
from vigil.programme.questions.rules import MODERATE, closes_at, removed_at
from vigil.programme.questions.verbs.common import shred_name
from vigil.programme.registrations.links import KEPT
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords


@verb
def open_questions(session: Session, *, by: User) -> None:
    """Let participants of a session ask. Raises NotAllowed, NotPossible (it is over, cancelled)."""
    require(by, MANAGE, session)
    if is_cancelled(session):
        raise NotPossible(_("This session does not take place."))
    if timezone.now() >= closes_at(session):
        raise NotPossible(_("This session is over."))
    _set(session, True, "open_questions", by)


@verb
def close_questions(session: Session, *, by: User) -> None:
    """Take no more questions. Those shown stay, and can be voted for. Raises NotAllowed."""
    require(by, MANAGE, session)
    _set(session, False, "close_questions", by)


def _set(session: Session, is_open: bool, act: str, by: User) -> None:
    """Open or close; nothing where it is so already."""
    rows = SessionQuestions.objects.select_for_update()
    setting, _new = rows.get_or_create(session=session)
    if setting.is_open == is_open:
        return
    setting.is_open = is_open
    setting.save(update_fields=["is_open"])
    note_session(act, session, by=by)


@verb
def export_questions(session: Session, *, by: User) -> list[ListedQuestion]:
    """Return the questions that participants see, for a file that stays with who asks for it.

    That it was made is recorded. Raises NotAllowed.
    """
    require(by, MODERATE, session)
    rows = visible_questions(session)
    note_session("export_questions", session, by=by, after={"questions": len(rows)})
    return rows


def remove_expired_questions() -> int:
    """Remove questions and votes of sessions long over; return how many questions. Run it daily."""
    over = Session.objects.filter(questions_setting__isnull=False) | Session.objects.filter(
        questions__isnull=False
    )
    rows = over.filter(ends_at__lte=timezone.now() - KEPT).distinct().order_by("pk")
    return sum(_remove(session) for session in rows)


@verb
def _remove(session: Session) -> int:
    session = Session.objects.select_for_update().get(pk=session.pk)
    if timezone.now() < removed_at(session):
        return 0  # it was moved meanwhile
    questions = list(Question.objects.select_for_update().filter(session=session))
    for question in questions:
        if question.name_digest:
            shred_name(question, why="the session is long over")
    SessionQuestions.objects.filter(session=session).delete()
    Question.objects.filter(session=session).delete()
    note_session("remove_questions", session, by=None, after={"questions": len(questions)})
    return len(questions)


LOG: Final = LogWords(
    verbs={
        "close_questions": pgettext_lazy("decision", "close questions"),
        "export_questions": pgettext_lazy("decision", "export questions"),
        "open_questions": pgettext_lazy("decision", "open questions"),
        "remove_questions": pgettext_lazy("decision", "remove the questions of a session"),
    },
    parts={"questions": pgettext_lazy("decision", "questions")},
)
