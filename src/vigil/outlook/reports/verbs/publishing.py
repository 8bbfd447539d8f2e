"""Send a report to review and publish it as a frozen edition. Two people must do this."""

from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.models import EditionFile, OutlookReport, ReportEdition
from vigil.outlook.reports.edition_files import digest_of_manifest, files_of, sha256
from vigil.outlook.reports.matter import matter_faults, matter_words
from vigil.outlook.reports.pictures.files import pictures_of_draft
from vigil.outlook.reports.preconditions import (
    State,
    all_still_shown,
    locked_report,
    record_report_decision,
)
from vigil.outlook.reports.snapshot import ReportSnapshot, paragraphs_of, report_snapshot, words_in
from vigil.outlook.reports.verbs.approving import missing_readers
from vigil.outlook.reports.verbs.writing import next_number
from vigil.publication.policy.names_in_texts import hidden_name_message, people_named_in
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.models import User
from vigil.trust.people.duplicate_accounts import require_two_people
from vigil.trust.rooms.log_words import LogWords

SHOWN: Final = 5
"""How many reasons against publishing are shown at once."""


@transaction.atomic
def send_report(report: OutlookReport, *, by: User) -> OutlookReport:
    """Send a draft to review, so that another chair can publish it.

    Raises NotAllowed, NotPossible (sent already; the reasons of `hindrances`).
    """
    report = locked_report(report, by)
    if report.state == State.REVIEW:
        raise NotPossible(_("It was sent to review already."))
    _require_readers(report)
    _require_whole(report_snapshot(report, next_number(report)), report)
    report.state, report.sent_by = State.REVIEW, by
    report.save(update_fields=["state", "sent_by"])
    record_report_decision("send_report", report, by=by)
    return report


@transaction.atomic
def send_report_back(report: OutlookReport, *, by: User, why: str) -> OutlookReport:
    """Return a report to its writers as a draft. Raises NotAllowed, NotPossible.

    It refuses a report that was not sent to review, and an empty reason.
    """
    report = locked_report(report, by)
    _require_sent(report)
    if not why.strip():
        raise NotPossible(_("Say why."))
    report.state, report.sent_by = State.DRAFT, None
    report.save(update_fields=["state", "sent_by"])
    record_report_decision("send_report_back", report, by=by, why=why)
    return report


@transaction.atomic
def publish_report(report: OutlookReport, *, by: User, site: str) -> ReportEdition:
    """Freeze a report that was sent to review as its next edition, and publish the edition.

    `site` is the address of the site, without a path. Raises NotAllowed, NotPossible (not sent; the
    reasons of `hindrances`), NeedsSecondPerson, subprocess.SubprocessError.
    """
    report = locked_report(report, by)
    _require_sent(report)
    if report.sent_by_id == by.pk:
        raise NeedsSecondPerson(_("Somebody else must publish what you sent."))
    require_two_people(report.sent_by, by)
    _require_readers(report)
    whole = report_snapshot(report, next_number(report), site)
    _require_whole(whole, report)
    assert report.sent_by is not None
    edition = ReportEdition.objects.create(
        report=report,
        number=whole.snapshot["number"],
        title=report.title,
        at=timezone.now(),
        sent_by=report.sent_by,
        by=by,
        snapshot=whole.snapshot,
        leans=_leaning(whole),
    )
    pictures = pictures_of_draft(report, whole.snapshot)
    keep_files(edition, files_of(whole.snapshot, pictures))
    report.state, report.sent_by = State.PUBLISHED, None
    report.save(update_fields=["state", "sent_by"])
    after = {"edition": edition.number, "manifest_sha256": digest_of_manifest(edition)}
    record_report_decision("publish_report", report, by=by, after=after)
    return edition


def keep_files(edition: ReportEdition, made: dict[str, bytes]) -> None:
    """Store the files of an edition, with their digests. Call it in a transaction."""
    EditionFile.objects.bulk_create(
        EditionFile(edition=edition, name=name, content=content, sha256=sha256(content))
        for name, content in sorted(made.items())
    )


@dataclass(frozen=True, slots=True)
class Hindrance:
    """A reason against publishing a draft, and the uid of the paragraph that it is about."""

    text: str
    uid: str = ""

    def __str__(self) -> str:
        return self.text


def hindrances(report: OutlookReport) -> list[Hindrance]:
    """Return all reasons against publishing a draft; an empty list if there are none."""
    missing = map(Hindrance, missing_readers(report))
    return [*missing, *_against(report_snapshot(report, next_number(report)), report)]


def _require_readers(report: OutlookReport) -> None:
    if missing := missing_readers(report):
        raise NotPossible(" ".join(missing))


def _against(whole: ReportSnapshot, report: OutlookReport) -> list[Hindrance]:
    numbers = {one["uid"]: one["n"] for one in paragraphs_of(whole.snapshot)}
    found = [
        Hindrance(_("Paragraph %(n)d: %(fault)s") % {"n": numbers[uid], "fault": fault}, uid)
        for uid, faults in whole.faults.items()
        for fault in faults
    ]
    if not numbers:
        found.append(Hindrance(_("There is no paragraph yet.")))
    found += map(Hindrance, matter_faults(report))
    for uid, leans in whole.leans.items():
        if not all_still_shown(leans):
            fault = _("Paragraph %(n)d names or cites somebody who is not shown any more.")
            found.append(Hindrance(fault % {"n": numbers[uid]}, uid))
    if any(withheld for _leans, withheld in _named_by_sources(whole).values()):
        found.append(Hindrance(str(hidden_name_message())))
    return found


def _named_by_sources(whole: ReportSnapshot) -> dict[str, tuple[set[str], set[str]]]:
    """Return the people that each paragraph names, its sources and figures included.

    The authors, works and the cover are read too, by their uids.
    """
    paragraphs = {one["uid"]: list(words_in(one)) for one in paragraphs_of(whole.snapshot)}
    return people_named_in({**matter_words(whole.snapshot), **paragraphs})


def _leaning(whole: ReportSnapshot) -> dict[str, list[str]]:
    """Return what each paragraph depends on: stored names and things, and those named by now."""
    named = _named_by_sources(whole)
    leans = {uid: sorted({*whole.leans.get(uid, ()), *one[0]}) for uid, one in named.items()}
    return {uid: one for uid, one in leans.items() if one}


def _require_whole(whole: ReportSnapshot, report: OutlookReport) -> None:
    if found := _against(whole, report):
        more = len(found) - SHOWN
        said = [
            *(one.text for one in found[:SHOWN]),
            *([_("And %(n)d more.") % {"n": more}] if more > 0 else []),
        ]
        raise NotPossible(" ".join(said))


def _require_sent(report: OutlookReport) -> None:
    if report.state != State.REVIEW:
        raise NotPossible(_("It was not sent to review."))


LOG: Final = LogWords(
    verbs={
        "publish_report": pgettext_lazy("decision", "publish a frozen edition of a report"),
        "send_report": pgettext_lazy("decision", "send a report of the outlook to review"),
        "send_report_back": pgettext_lazy("decision", "send a report of the outlook back"),
    },
)
