"""Restore an earlier version of a paragraph, or a paragraph that was removed."""

from datetime import date

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from vigil.outlook.models import Basis, Paragraph, ParagraphVersion, Section
from vigil.outlook.reports.preconditions import locked_report
from vigil.outlook.reports.verbs.draft_changes import check_paragraph, keep_version, note_change
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User


@transaction.atomic
def restore_version(version: ParagraphVersion, *, by: User) -> Paragraph:
    """Make a paragraph what it was in a version, with its sources; the present one is kept too.

    A removed paragraph returns to its place. Raises NotAllowed, NotPossible (the version or the
    paragraph is withdrawn; its sources or its text are not accepted any more).
    """
    report = locked_report(version.report, by)
    version = ParagraphVersion.objects.get(pk=version.pk)
    if version.withdrawals:
        raise NotPossible(_("This version is not there any more."))
    paragraph = Paragraph.objects.select_related("section__report").filter(uid=version.uid).first()
    if paragraph is not None and paragraph.withdrawals:
        raise NotPossible(_("This paragraph is not there any more."))
    if paragraph is None:
        paragraph = _put_back(version)
    before, paragraph.text = paragraph.text, version.text
    paragraph.kind, paragraph.show = version.kind, version.show
    paragraph.bases.all().delete()
    Basis.objects.bulk_create(
        Basis(paragraph=paragraph, **{**one, "as_of": date.fromisoformat(one["as_of"])})
        for one in version.bases
    )
    check_paragraph(paragraph)
    keep_version(paragraph, by, before=before)
    paragraph.save(update_fields=["text", "kind", "show", "leans"])
    note_change(report, by, {"step": "restore_paragraph", "uid": paragraph.uid})
    return paragraph


def _put_back(version: ParagraphVersion) -> Paragraph:
    """Return the removed paragraph of a version, empty, in its section; else in the last one."""
    sections = version.report.sections.filter(withdrawals=[])
    section: Section | None = sections.filter(uid=version.section_uid).first() or sections.last()
    if section is None:
        raise NotPossible(_("There is no section to put it in. Add one first."))
    order = version.order
    if section.uid != version.section_uid:
        order = (section.paragraphs.aggregate(last=Max("order"))["last"] or 0) + 1
    section.paragraphs.filter(order__gte=order).update(order=F("order") + 1)
    made = Paragraph.objects.create(
        uid=version.uid, section=section, kind=version.kind, order=order
    )
    return Paragraph.objects.select_related("section__report").get(pk=made.pk)
