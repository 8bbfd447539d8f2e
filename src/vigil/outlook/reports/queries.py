"""Read published reports: their editions, errata and citations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from vigil.outlook.models import Erratum, OutlookReport, ReportEdition
from vigil.outlook.reports.edition_files import HTML, media_of
from vigil.outlook.reports.preconditions import all_still_shown
from vigil.outlook.reports.report_parts import provenance_text
from vigil.outlook.reports.snapshot import paragraphs_of, plain_text
from vigil.outlook.reports.verbs.errata_and_removals import settle
from vigil.outlook.sources.kinds import read_source, state_of
from vigil.trust.organisation.queries import organisation


@dataclass(frozen=True)
class ReportEntry:
    """An edition of a report, as a list shows it."""

    slug: str
    title: str
    language: str
    direction: str
    number: int
    at: datetime


def public_reports() -> list[ReportEntry]:
    """Return the newest edition of each published report, the newest first."""
    rows = ReportEdition.objects.select_related("report").order_by("report", "-number")
    newest: dict[int, ReportEdition] = {}
    for row in rows.defer("leans", "superseded"):
        newest.setdefault(row.report_id, row)
    entries = map(entry_of, newest.values())
    return sorted(entries, key=lambda one: one.at, reverse=True)


def entry_of(edition: ReportEdition) -> ReportEntry:
    """Return an edition as the entry of a list."""
    return ReportEntry(
        slug=edition.report.slug,
        title=edition.title,
        language=edition.snapshot["language"],
        direction=edition.snapshot["direction"],
        number=edition.number,
        at=edition.at,
    )


def newest_number(slug: str) -> int | None:
    """Return the number of the newest edition of a report; None if there is none."""
    report = OutlookReport.objects.filter(slug=slug).first()
    newest = report.editions.first() if report is not None else None
    return None if newest is None else newest.number


def edition_at(slug: str, number: int) -> ReportEdition | None:
    """Return an edition for readers, after removing passages that may no longer be shown."""
    rows = ReportEdition.objects.select_related("report")
    found = rows.filter(report__slug=slug, number=number).first()
    if found is not None and settle(found):
        found.refresh_from_db()
    return found


def body_of(edition: ReportEdition) -> str:
    """Return the frozen body of the page of an edition."""
    return bytes(edition.files.get(name=HTML).content).decode()


def file_of(edition: ReportEdition, name: str) -> tuple[bytes, str] | None:
    """Return a file that readers may download, with its digest; None if there is none."""
    row = edition.files.filter(name=name).first() if media_of(name) else None
    return None if row is None else (bytes(row.content), row.sha256)


def errata_of(edition: ReportEdition) -> list[Erratum]:
    """Return the errata of an edition that readers may see, the oldest first."""
    rows = edition.errata.filter(withdrawals=[])
    return [row for row in rows if all_still_shown(row.leans)]


# Citing


def paragraph_in(edition: ReportEdition, uid: str) -> dict[str, Any] | None:
    """Return a paragraph of an edition as data; None if there is none."""
    return next((one for one in paragraphs_of(edition.snapshot) if one["uid"] == uid), None)


def citation_of(edition: ReportEdition, paragraph: Mapping[str, Any], url: str) -> str:
    """Return the citation of a paragraph in words."""
    return _(
        "%(publisher)s: “%(title)s”, edition %(number)d of %(day)s, paragraph %(n)d, state "
        "%(digest)s, seen %(seen)s. %(url)s"
    ) % {
        "publisher": organisation().name,
        "title": edition.title,
        "number": edition.number,
        "day": date_format(date.fromisoformat(edition.snapshot["frozen_on"]), "DATE_FORMAT"),
        "n": paragraph["n"],
        "digest": paragraph["digest"],
        "seen": date_format(timezone.localdate(), "DATE_FORMAT"),
        "url": url,
    }


def cited_paragraph(
    edition: ReportEdition, paragraph: Mapping[str, Any], site: str
) -> dict[str, Any]:
    """Return a paragraph with its sources as frozen, and whether each has changed since."""
    page = f"{site}{edition.snapshot['url']}"
    url = f"{page}?state={paragraph['digest']}#p-{paragraph['uid']}"
    told: dict[str, Any] = {
        "report": edition.report.slug,
        "edition": edition.number,
        "frozen_on": edition.snapshot["frozen_on"],
        "uid": paragraph["uid"],
        "paragraph": paragraph["n"],
        "url": f"{page}#p-{paragraph['uid']}",
    }
    if paragraph.get("removed"):
        return {**told, "removed_on": paragraph["removed"]}
    errata = [one for one in errata_of(edition) if one.paragraph_uid == paragraph["uid"]]
    return {
        **told,
        "state": paragraph["digest"],
        "language": edition.snapshot["language"],
        "text": plain_text(paragraph),
        "citation": citation_of(edition, paragraph, url),
        "stands_on": [_ground(edition, one, site) for one in paragraph["bases"]],
        "errata": [{"at": one.at.isoformat(), "text": one.text} for one in errata],
    }


def _ground(edition: ReportEdition, basis: Mapping[str, Any], site: str) -> dict[str, Any]:
    with override(edition.snapshot["language"]):
        now = read_source(basis["kind"], basis["ref"], basis["about"])
        told = provenance_text(basis)
    return {
        "key": basis["key"],
        "kind": basis["kind"],
        "label": basis["label"],
        "url": site + basis["url"] if basis["url"].startswith("/") else basis["url"],
        "as_of": basis["as_of"],
        "numbers": {name: shown for name, (shown, *_rest) in basis["numbers"].items()},
        "n": basis["n"],
        "spread": basis["spread"],
        "how": told,
        "since": str(state_of(now, basis["seen"])),
    }


def citation_state_text(edition: ReportEdition, digest: str) -> str:
    """Return a sentence on whether a cited state of a paragraph is here; empty without digest."""
    if not digest:
        return ""
    digests: Sequence[str] = [one["digest"] for one in paragraphs_of(edition.snapshot)]
    if digest in digests:
        return _("The paragraph that was cited stands here as it was cited.")
    if edition.removed:
        return _("No paragraph of this edition is in the state that was cited: it was taken out.")
    return _("No paragraph of this edition was ever in the state that was cited.")
