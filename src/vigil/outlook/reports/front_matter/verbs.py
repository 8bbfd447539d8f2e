"""Write what stands in front of a report: subtitle, licence, numbers, cover, and its authors."""

from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.models import (
    FrontMatter,
    OutlookReport,
    ReportAuthor,
    ReportEdition,
    ReportPicture,
)
from vigil.outlook.reports.front_matter.licences import licences
from vigil.outlook.reports.front_matter.numbers import bare_doi, isbn_13
from vigil.outlook.reports.named_people import require_shown_names
from vigil.outlook.reports.preconditions import (
    clean_line,
    locked_report,
    mark_changed,
    record_report_decision,
    require_no_claim,
    require_no_name,
)
from vigil.outlook.reports.verbs.errata_and_removals import take_out
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

LONGEST_SUBTITLE: Final = 300
LONGEST_NAME: Final = 200
MOST_AUTHORS: Final = 60
TAKEN_BACK: Final = "they took back their agreement to be named"


@transaction.atomic
def describe_report(
    report: OutlookReport, subtitle: str, licence: str, doi: str, isbn: str, *, by: User
) -> FrontMatter:
    """Set subtitle, licence, DOI and ISBN; each may be empty.

    Raises NotAllowed, NotPossible (a subtitle that names somebody or makes a claim), Unfit (no such
    licence; no DOI; a wrong check digit).
    """
    report = locked_report(report, by)
    if subtitle.strip():
        require_no_name(subtitle)
        require_no_claim(subtitle, report.language)
        subtitle = clean_line(subtitle, LONGEST_SUBTITLE)
    if licence and licence not in licences():
        raise Unfit(_("There is no such licence."), "licence")
    if doi.strip() and not bare_doi(doi):
        raise Unfit(_("This is no DOI. A DOI begins with 10. and has a slash."), "doi")
    if isbn.strip() and not isbn_13(isbn):
        raise Unfit(
            _("This is no ISBN of 13 digits, or its last digit is wrong. Compare it again."), "isbn"
        )
    front, _new = FrontMatter.objects.get_or_create(report=report)
    front.subtitle, front.licence = subtitle.strip(), licence
    front.doi, front.isbn = bare_doi(doi), isbn_13(isbn)
    front.save(update_fields=["subtitle", "licence", "doi", "isbn"])
    _changed(report, by)
    return front


@transaction.atomic
def choose_cover(report: OutlookReport, picture: ReportPicture | None, *, by: User) -> FrontMatter:
    """Choose a picture of the report as its cover, or none.

    Raises NotAllowed, NotPossible (another report's picture; somebody on it has not agreed).
    """
    report = locked_report(report, by)
    if picture is not None:
        found = ReportPicture.objects.filter(pk=picture.pk, report=report).first()
        if found is None:
            raise NotPossible(_("This picture is not there any more."))
        if found.people == ReportPicture.People.NOT_AGREED:
            raise NotPossible(_("Somebody on this picture has not agreed yet."))
    front, _new = FrontMatter.objects.get_or_create(report=report)
    front.cover = picture
    front.save(update_fields=["cover"])
    _changed(report, by)
    return front


# Authors


@transaction.atomic
def add_author(
    report: OutlookReport,
    name: str,
    role: str,
    affiliation: str,
    agreed_on: date,
    *,
    by: User,
    agreed: bool,
) -> ReportAuthor:
    """Name somebody in a report, who agreed to it on that day.

    Raises NotAllowed, NotPossible (too many; a name that the public may not see), Unfit (no
    agreement; a day to come; no such role).
    """
    report = locked_report(report, by)
    if not agreed:
        raise Unfit(_("Ask them first. Nobody is named in a report without agreeing."), "agreed")
    _require_day(agreed_on)
    if role not in ReportAuthor.Role.values:
        raise Unfit(_("There is no such role."), "role")
    if report.authors.count() >= MOST_AUTHORS:
        raise NotPossible(_("At most %(n)d people are named.") % {"n": MOST_AUTHORS})
    require_shown_names([name, affiliation])
    last = report.authors.aggregate(last=Max("order"))["last"] or 0
    author = ReportAuthor.objects.create(
        report=report,
        order=last + 1,
        name=clean_line(name, LONGEST_NAME),
        role=role,
        affiliation=clean_line(affiliation, LONGEST_NAME) if affiliation.strip() else "",
        agreed_on=agreed_on,
        recorded_by=by,
    )
    mark_changed(report, by)
    after = {"uid": author.uid, "role": role, "agreed_on": agreed_on.isoformat()}
    record_report_decision("name_in_report", report, by=by, after=after)
    return author


def _require_day(day: date) -> None:
    if day > timezone.localdate():
        raise Unfit(_("This day is still to come."), "agreed_on")


@transaction.atomic
def move_author(author: ReportAuthor, places: int, *, by: User) -> None:
    """Move somebody up (negative) or down in the order. Raises NotAllowed, NotPossible."""
    report = locked_report(author.report, by)
    rows = list(report.authors.all())
    at = next((n for n, one in enumerate(rows) if one.pk == author.pk), None)
    if at is None:
        raise NotPossible(_("They are not named in this report any more."))
    one = rows.pop(at)
    rows.insert(max(0, at + places), one)
    for n, row in enumerate(rows, start=1):
        row.order = n
    ReportAuthor.objects.bulk_update(rows, ["order"])
    _changed(report, by)


@transaction.atomic
def unname_author(author: ReportAuthor, *, by: User) -> int:
    """Remove somebody who took back their agreement, from the draft and from every edition.

    Return from how many editions they were removed. Raises NotAllowed, NotPossible (removed
    already).
    """
    report = locked_report(author.report, by)
    uid = author.uid
    if not ReportAuthor.objects.filter(pk=author.pk).delete()[0]:
        raise NotPossible(_("They are not named in this report any more."))
    mark_changed(report, by)
    record_report_decision("unname_in_report", report, by=by, after={"uid": uid})
    editions = ReportEdition.objects.filter(report=report).only("pk")
    return sum(1 for one in editions if take_out(one, [uid], by=by, why=TAKEN_BACK))


def _changed(report: OutlookReport, by: User) -> None:
    mark_changed(report, by)
    record_report_decision("write_report", report, by=by, after={"step": "change_front"})


LOG: Final = LogWords(
    verbs={
        "name_in_report": pgettext_lazy("decision", "name somebody as an author of a report"),
        "unname_in_report": pgettext_lazy("decision", "remove an author of a report"),
    },
    parts={"agreed_on": pgettext_lazy("decision", "agreed on")},
    reasons={
        TAKEN_BACK: pgettext_lazy("decision", "they took back their agreement to be named"),
    },
)
