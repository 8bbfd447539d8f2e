"""Comment on paragraphs of a draft, answer comments, and resolve them."""

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.models import Paragraph, ReportComment
from vigil.outlook.reports.named_people import require_shown_names
from vigil.outlook.reports.preconditions import (
    locked_paragraph,
    locked_report,
    record_report_decision,
)
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

LONGEST: Final = 2000


@transaction.atomic
def add_comment(
    paragraph: Paragraph, text: str, *, by: User, answers: ReportComment | None = None
) -> ReportComment:
    """Add a comment on a paragraph, or an answer to one. The draft does not change.

    Raises NotAllowed, NotPossible (no words, or too long; a name that the public may not see; the
    comment that it answers is gone or resolved).
    """
    paragraph = locked_paragraph(paragraph, by)
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not text or len(text) > LONGEST:
        raise NotPossible(_("Write it in 1 to %(n)d characters.") % {"n": LONGEST})
    require_shown_names([text])
    if answers is not None:
        answers = answers.parent or answers
        if answers.paragraph_uid != paragraph.uid or answers.withdrawals:
            raise NotPossible(_("This comment is not there any more."))
    report = paragraph.section.report
    comment = ReportComment.objects.create(
        report=report, paragraph_uid=paragraph.uid, parent=answers, text=text, by=by
    )
    record_report_decision("comment_on_report", report, by=by, after={"uid": paragraph.uid})
    return comment


@transaction.atomic
def resolve_comment(comment: ReportComment, *, by: User) -> ReportComment:
    """Mark a comment and its answers as resolved. Raises NotAllowed, NotPossible (resolved)."""
    report = locked_report(comment.report, by)
    comment = ReportComment.objects.get(pk=comment.pk)
    if comment.parent_id is not None or comment.withdrawals:
        raise NotPossible(_("This comment is not there any more."))
    if comment.resolved_at is not None:
        raise NotPossible(_("This comment is resolved already."))
    comment.resolved_at, comment.resolved_by = timezone.now(), by
    comment.save(update_fields=["resolved_at", "resolved_by"])
    after = {"uid": comment.paragraph_uid}
    record_report_decision("resolve_comment", report, by=by, after=after)
    return comment


LOG: Final = LogWords(
    verbs={
        "comment_on_report": pgettext_lazy("decision", "comment on a report of the outlook"),
        "resolve_comment": pgettext_lazy("decision", "resolve a comment on a report"),
    },
)
