"""Readers approve one version of a draft. A later change asks them again."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from vigil.outlook.models import OutlookReport, ParagraphVersion, ReportApproval
from vigil.outlook.reports.preconditions import KIND, locked_report, record_report_decision
from vigil.outlook.reports.verbs.writing import require_number_of_readers
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.models import Decision, User
from vigil.trust.people.duplicate_accounts import require_two_people
from vigil.trust.rooms.log_words import LogWords

WRITING: Final = (
    *("write_report", "name_in_report", "unname_in_report", "change_pictures"),
    *("change_bibliography", "accept_word_file"),
)
"""Verbs in the log that change what readers approve."""


@transaction.atomic
def ask_for_readers(report: OutlookReport, readers: int, *, by: User) -> OutlookReport:
    """Say how many readers must approve a report. Raises NotAllowed, NotPossible."""
    report = locked_report(report, by)
    require_number_of_readers(readers)
    before, report.readers_wanted = report.readers_wanted, readers
    report.save(update_fields=["readers_wanted"])
    record_report_decision(
        "ask_for_readers", report, by=by, before={"readers": before}, after={"readers": readers}
    )
    return report


@transaction.atomic
def approve_version(report: OutlookReport, version: int, *, by: User) -> ReportApproval:
    """Record that a reader read this version of a draft, and approves it.

    Raises NotAllowed, NotPossible (it changed since; approved already), NeedsSecondPerson (who
    wrote in the draft since its last edition is no reader; two readers are one person).
    """
    report = locked_report(report, by)
    if version != report.version:
        raise NotPossible(_("The draft changed since you read it. Read it again."))
    if by.pk in writers_of(report):
        raise NeedsSecondPerson(_("You wrote in this draft. Somebody else must approve it."))
    for other in report.approvals.filter(version=version).select_related("by"):
        if other.by_id == by.pk:
            raise NotPossible(_("You approved this version already."))
        require_two_people(other.by, by)
    approval = ReportApproval.objects.create(report=report, version=version, by=by)
    record_report_decision("approve_report", report, by=by, after={"version": version})
    return approval


def writers_of(report: OutlookReport) -> set[int]:
    """Return the people (pk) who wrote in a draft since its last edition.

    By the versions of its paragraphs, and by the log for all that has none: title, headings, front
    pages, pictures, literature.
    """
    rows = ParagraphVersion.objects.filter(report=report).exclude(by=None)
    acts = Decision.objects.filter(target_kind=KIND, target_key=report.uid, verb__in=WRITING)
    last = report.editions.first()
    if last is not None:
        rows, acts = rows.filter(at__gt=last.at), acts.filter(at__gt=last.at)
    logged = acts.exclude(actor=None).values_list("actor", flat=True)
    return {*rows.values_list("by", flat=True), *logged}


def missing_readers(report: OutlookReport) -> list[str]:
    """Return in words how many readers have yet to approve the present version; empty if none."""
    there = report.approvals.filter(version=report.version).count()
    missing = report.readers_wanted - there
    if missing <= 0:
        return []
    said = ngettext(
        "%(n)d reader has yet to approve this version.",
        "%(n)d readers have yet to approve this version.",
        missing,
    )
    return [said % {"n": missing}]


LOG: Final = LogWords(
    verbs={
        "approve_report": pgettext_lazy("decision", "approve a draft of a report"),
        "ask_for_readers": pgettext_lazy("decision", "ask readers to approve a report"),
    },
    parts={
        "readers": pgettext_lazy("decision", "readers"),
    },
)
