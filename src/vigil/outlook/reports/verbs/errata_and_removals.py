"""Change a frozen edition: add errata, remove passages that may no longer be shown."""

import subprocess
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.models import EditionFile, Erratum, ReportEdition
from vigil.outlook.reports.countries import without_paragraphs
from vigil.outlook.reports.edition_files import (
    MANIFEST,
    PDF,
    digest_of_manifest,
    files_of,
    files_without_pdf,
    manifest_of,
    pictures_of,
    sha256,
)
from vigil.outlook.reports.named_people import require_shown_names
from vigil.outlook.reports.pdf import pdf_of
from vigil.outlook.reports.preconditions import locked_report, record_report_decision
from vigil.outlook.reports.snapshot import paragraphs_of, without_words
from vigil.outlook.reports.verbs.publishing import keep_files
from vigil.outlook.sources.visibility import still_shown
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part

LONGEST: Final = 2000


@transaction.atomic
def add_erratum(edition: ReportEdition, uid: str, text: str, *, by: User) -> Erratum:
    """Add an erratum to a paragraph of a frozen edition.

    Raises NotAllowed, NotPossible (no such paragraph; no words, or too long; a name that the public
    may not see).
    """
    locked_report(edition.report, by)
    # Read again: the passage may have been removed meanwhile.
    edition = ReportEdition.objects.select_related("report").get(pk=edition.pk)
    there = {one["uid"] for one in paragraphs_of(edition.snapshot)}
    if uid not in there - set(edition.removed):
        raise NotPossible(_("There is no such paragraph in this edition."))
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not text or len(text) > LONGEST:
        raise NotPossible(_("Write it in 1 to %(n)d characters.") % {"n": LONGEST})
    leans = require_shown_names([text])
    erratum = Erratum.objects.create(
        edition=edition, paragraph_uid=uid, text=text, by=by, leans=leans
    )
    after = {"edition": edition.number, "uid": uid}
    record_report_decision("add_erratum", edition.report, by=by, after=after)
    return erratum


def follow_cases(pks: Iterable[int]) -> None:
    """Update editions after a change to cases, in the same transaction."""
    follow()


def follow_subject(subject: Subject) -> None:
    """Update editions after a change of consent, in the same transaction."""
    follow()


def follow() -> int:
    """Remove from every edition what depends on people or things that are no longer shown.

    Return how many passages were removed. It is called in the transaction of the change. As consent
    can end by itself, `settle` does the same before an edition is read.
    """
    editions = list(ReportEdition.objects.exclude(leans={}).only("pk", "leans"))
    told = {one for edition in editions for leans in edition.leans.values() for one in leans}
    stands = still_shown(told)
    return sum(_settle(edition, stands) for edition in editions)


def settle(edition: ReportEdition) -> int:
    """Do the same as `follow` for one edition; return how many passages were removed."""
    return _settle(edition, still_shown(one for leans in edition.leans.values() for one in leans))


def _settle(edition: ReportEdition, stands: frozenset[str]) -> int:
    gone = [uid for uid, leans in edition.leans.items() if not stands.issuperset(leans)]
    if not gone:
        return 0
    return take_out(
        edition, gone, by=None, why="somebody whom it names or cites is not shown any more"
    )


@transaction.atomic
def take_out(edition: ReportEdition, uids: Iterable[str], *, by: User | None, why: str) -> int:
    """Remove passages, or words of headings, from a frozen edition for good; return how many.

    Its files are made again from what is left. The old bytes and the errata on these passages are
    destroyed; the digests of the old files are kept. Numbers of paragraphs, figures and notes do
    not change. If the PDF cannot be made now, the edition has none until `remake_pdf` makes it.
    """
    take_part()
    edition = ReportEdition.objects.select_for_update().select_related("report").get(pk=edition.pk)
    wanted = set(uids) - set(edition.removed)
    day = timezone.localdate().isoformat()
    snapshot, taken = _without(edition.snapshot, wanted, day)
    if not taken:
        return 0
    edition.snapshot = snapshot
    edition.removed = {**edition.removed, **dict.fromkeys(taken, day)}
    edition.leans = {uid: one for uid, one in edition.leans.items() if uid not in taken}
    old = [{"name": row.name, "sha256": row.sha256, "on": day} for row in edition.files.all()]
    edition.superseded = [*edition.superseded, *old]
    edition.save(update_fields=["snapshot", "removed", "leans", "superseded"])
    pictures = pictures_of(edition)
    EditionFile.objects.filter(edition=edition).delete()
    edition.errata.filter(paragraph_uid__in=taken).delete()
    files = _made_anew(snapshot, pictures)
    keep_files(edition, files)
    after = {"edition": edition.number, "passages": len(taken), "pdf": PDF in files}
    record_report_decision("take_passage_out", edition.report, by=by, after=after, why=why)
    return len(taken)


@transaction.atomic
def remake_pdf(edition: ReportEdition, *, by: User) -> ReportEdition:
    """Make the PDF of an edition that lost it when a passage was removed.

    The manifest is made again too, and its old digest is kept. Raises NotAllowed, NotPossible (the
    edition has its PDF), subprocess.SubprocessError, OSError (the PDF cannot be made now).
    """
    locked_report(edition.report, by)
    edition = ReportEdition.objects.select_for_update().select_related("report").get(pk=edition.pk)
    if edition.files.filter(name=PDF).exists():
        raise NotPossible(_("This edition has its PDF."))
    # Passages that are no longer shown must not return with the PDF. Removing them makes one, too.
    if settle(edition):
        edition.refresh_from_db()
    files = {row.name: bytes(row.content) for row in edition.files.all()}
    if PDF in files:
        return edition
    old = files.pop(MANIFEST)
    files[PDF] = pdf_of(edition.snapshot, pictures_of(edition))
    day = timezone.localdate().isoformat()
    told = {"name": MANIFEST, "sha256": sha256(old), "on": day}
    edition.superseded = [*edition.superseded, told]
    edition.save(update_fields=["superseded"])
    edition.files.filter(name=MANIFEST).delete()
    keep_files(edition, {PDF: files[PDF], MANIFEST: manifest_of(edition.snapshot, files)})
    after = {"edition": edition.number, "manifest_sha256": digest_of_manifest(edition)}
    record_report_decision("remake_pdf", edition.report, by=by, after=after)
    return edition


def _without(
    snapshot: Mapping[str, Any], uids: set[str], day: str
) -> tuple[dict[str, Any], list[str]]:
    """Return a snapshot without these paragraphs and headings, and the uids that it had."""
    taken: list[str] = []
    sections = []
    for section in snapshot["sections"]:
        if section["uid"] in uids:
            section = {**section, "heading": ""}
            taken.append(section["uid"])
        kept = []
        for one in section["paragraphs"]:
            if one["uid"] in uids:
                taken.append(one["uid"])
                one = without_words(one, day)
            kept.append(one)
        sections.append({**section, "paragraphs": kept})
    left = {**snapshot, "sections": sections}
    if "countries" in snapshot:
        left["countries"] = without_paragraphs(snapshot["countries"], uids)
    return left, taken


def _made_anew(snapshot: Mapping[str, Any], pictures: Mapping[str, bytes]) -> dict[str, bytes]:
    try:
        return files_of(snapshot, pictures)
    except (subprocess.SubprocessError, OSError):
        made = files_without_pdf(snapshot, pictures)
        return {**made, MANIFEST: manifest_of(snapshot, made)}


LOG: Final = LogWords(
    verbs={
        "add_erratum": pgettext_lazy("decision", "state an erratum"),
        "remake_pdf": pgettext_lazy("decision", "set the PDF of a frozen edition anew"),
        "take_passage_out": pgettext_lazy("decision", "take a passage out of a frozen edition"),
    },
    parts={
        "passages": pgettext_lazy("decision", "passages"),
        "pdf": pgettext_lazy("decision", "the PDF was set anew"),
    },
    reasons={
        "somebody whom it names or cites is not shown any more": pgettext_lazy(
            "decision", "somebody whom it names or cites is not shown any more"
        ),
    },
)
