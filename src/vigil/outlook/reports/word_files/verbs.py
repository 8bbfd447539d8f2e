"""Take back a .docx file: keep its text, accept or discard its changes."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import msgspec
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.files import Reason, RefusedError, read_document
from vigil.files.limits import BYTES, MEGABYTE
from vigil.files.word_documents import TextDocument
from vigil.outlook.models import OutlookReport, Paragraph, ReturnedText, Section
from vigil.outlook.reports.named_people import require_shown_names
from vigil.outlook.reports.preconditions import (
    locked_report,
    mark_changed,
    record_report_decision,
)
from vigil.outlook.reports.verbs import sections, writing
from vigil.outlook.reports.word_files.comparing import (
    WordChange,
    changes_between,
    returned_parts,
)
from vigil.outlook.reports.word_files.draft import parts_of
from vigil.outlook.reports.word_files.laying_out import place_parts
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs.files import sentence

KEPT: Final = timedelta(days=7)


def read_word_file(content: bytes) -> TextDocument:
    """Read a .docx file in the limited process. Raises Unfit with what to do about it."""
    try:
        return read_document(content)
    except RefusedError as error:
        raise Unfit(_refusal(error.reason), "file") from error


def _refusal(reason: Reason) -> str:
    if reason is Reason.KIND:
        return _("This is no .docx file. Save it in Word as .docx, without macros.")
    if reason is Reason.ENCRYPTED:
        return _("The file is protected by a password. Save it without one.")
    if reason in (Reason.BYTES, Reason.PAGES, Reason.COSTLY):
        said = _("The file is too large (at most %(n)d megabytes, packed). Send it in parts.")
        return said % {"n": BYTES // MEGABYTE}
    return sentence(reason)


@transaction.atomic
def keep_returned(report: OutlookReport, document: TextDocument, *, by: User) -> ReturnedText:
    """Keep the text of a file until somebody accepts or discards its changes.

    Raises NotAllowed, NotPossible (nothing in it belongs to this report; a name that the public may
    not see).
    """
    report = locked_report(report, by)
    parts = returned_parts(document)
    uids = {one.uid for one in parts_of(report)}
    if uids and not any(part.uid in uids for part in parts):
        raise Unfit(
            _("Nothing in this file comes from this report. Download the Word file here first."),
            "file",
        )
    require_shown_names([one.text for one in document.paragraphs])
    ReturnedText.objects.filter(at__lt=timezone.now() - KEPT).delete()
    row = ReturnedText.objects.create(report=report, document=msgspec.to_builtins(document), by=by)
    record_report_decision("return_word_file", report, by=by, after={"uid": row.uid})
    return row


def document_in(row: ReturnedText) -> TextDocument:
    """Return the text of a file that was kept."""
    return msgspec.convert(row.document, type=TextDocument)


def changes_in(row: ReturnedText) -> list[WordChange]:
    """Return the changes of a file against the draft as it is now."""
    return changes_between(parts_of(row.report), returned_parts(document_in(row)))


@dataclass
class Accepted:
    """How many changes were accepted, and what was refused, with the part that it concerns."""

    done: int = 0
    refused: list[str] = field(default_factory=list)


@transaction.atomic
def accept_changes(row: ReturnedText, keys: Collection[str], *, by: User) -> Accepted:
    """Accept these changes of a file. What the draft refuses is returned, and the rest is done.

    The text is deleted unless something was refused. Raises NotAllowed, NotPossible (accepted or
    discarded already; nothing chosen; too many sections or paragraphs).
    """
    report = locked_report(row.report, by)
    row = _locked(row)
    chosen = [one for one in changes_in(row) if one.key in keys]
    if not chosen:
        raise NotPossible(_("Choose at least one change."))
    told = Accepted()
    parts = returned_parts(document_in(row))
    for change in chosen:
        if change.problems:
            told.refused.append(f"{change.label}: {' '.join(change.problems)}")
    taken = [one for one in chosen if not one.problems]
    for change in (one for one in taken if one.what in _ACTS):
        _accept(report, change, by, told)
    done, refused = place_parts(report, taken, parts)
    told.done, told.refused = told.done + done, [*told.refused, *refused]
    if told.done:
        mark_changed(report, by)
    after = {"uid": row.uid, "changes": told.done}
    record_report_decision("accept_word_file", report, by=by, after=after)
    if not told.refused:
        row.delete()
    return told


@transaction.atomic
def discard_returned(row: ReturnedText, *, by: User) -> None:
    """Delete the text of a file. Raises NotAllowed, NotPossible (accepted or discarded already)."""
    report = locked_report(row.report, by)
    row = _locked(row)
    record_report_decision("discard_word_file", report, by=by, after={"uid": row.uid})
    row.delete()


def _locked(row: ReturnedText) -> ReturnedText:
    found = ReturnedText.objects.select_related("report").filter(pk=row.pk).first()
    if found is None:
        raise NotPossible(_("This file was accepted or discarded meanwhile."))
    return found


def _accept(report: OutlookReport, change: WordChange, by: User, told: Accepted) -> None:
    """Do one change, whole or not at all."""
    try:
        with transaction.atomic():
            _ACTS[change.what](report, change, by)
    except NotPossible as error:
        told.refused.append(f"{change.label}: {error}")
    else:
        told.done += 1


def _write(report: OutlookReport, change: WordChange, by: User) -> None:
    writing.write_paragraph(_paragraph(report, change.uid), change.text, by=by)


def _rename(report: OutlookReport, change: WordChange, by: User) -> None:
    sections.rename_section(_section(report, change.uid), change.text, by=by)


def _delete(report: OutlookReport, change: WordChange, by: User) -> None:
    writing.remove_paragraph(_paragraph(report, change.uid), by=by)


_ACTS: Final[dict[str, Any]] = {"text": _write, "heading": _rename, "delete": _delete}


def _paragraph(report: OutlookReport, uid: str) -> Paragraph:
    row = Paragraph.objects.filter(uid=uid, section__report=report).first()
    if row is None:
        raise NotPossible(_("This paragraph is not there any more."))
    return row


def _section(report: OutlookReport, uid: str) -> Section:
    row = report.sections.filter(uid=uid).first()
    if row is None:
        raise NotPossible(_("This section is not there any more."))
    return row


LOG: Final = LogWords(
    verbs={
        "accept_word_file": pgettext_lazy("decision", "accept changes of a Word file"),
        "discard_word_file": pgettext_lazy("decision", "discard a Word file"),
        "return_word_file": pgettext_lazy("decision", "upload a Word file of a report"),
    },
    parts={"changes": pgettext_lazy("decision", "changes")},
)
