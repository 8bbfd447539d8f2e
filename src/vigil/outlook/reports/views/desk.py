"""Desk pages of reports: the list, one report, its sections, its draft and its editions."""

import subprocess
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    Failed,
    ScreenState,
    act_named,
    forms_of,
    found_or_404,
    perform,
)
from vigil.desk.screens.form_screen import form_screen
from vigil.outlook.consultations.forms import EmptyForm
from vigil.outlook.models import OutlookReport, ReportEdition
from vigil.outlook.reports.edition_files import PDF, file_faults, html_of
from vigil.outlook.reports.forms import (
    ErratumForm,
    HeadingForm,
    NewReportForm,
    ReadersForm,
    VersionForm,
    WhyForm,
)
from vigil.outlook.reports.preconditions import WRITE
from vigil.outlook.reports.snapshot import paragraphs_of, plain_text, report_snapshot
from vigil.outlook.reports.verbs import approving, errata_and_removals, publishing, writing
from vigil.publication.api.responses import site_of
from vigil.trust.models import User


@room_view(WRITE)
@require_safe
def report_list(request: HttpRequest) -> HttpResponseBase:
    """List the reports, the last changed first."""
    rows = OutlookReport.objects.prefetch_related("editions")
    return render(request, "outlook/reports/list.html", {"reports": rows})


@room_view(WRITE)
@require_http_methods(READ_AND_ACT)
def new(request: HttpRequest) -> HttpResponseBase:
    """Show the form for a new report, and create it."""
    return form_screen(request, None, NEW_REPORT, "outlook/reports/new.html")


@room_view(WRITE)
@require_http_methods(READ_AND_ACT)
def report(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show what a report still needs, its readers and editions, and do the acts on it."""
    row: OutlookReport = found_or_404(OutlookReport.objects.all(), slug=slug)
    acts = {**REPORT_ACTS, "publish": _publishing(site_of(request))}
    show = partial(_show, request, row, acts)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, row, acts, show=show, back=report_address(row))


def report_address(row: OutlookReport) -> str:
    """Return the address of the desk page of a report."""
    return reverse("desk_reports:report", args=[row.slug])


def _publishing(site: str) -> Act[OutlookReport]:
    """Return the act that publishes a report, with the address of the site in its files."""

    def publish(row: OutlookReport, _data: Data, by: User) -> int:
        try:
            return publishing.publish_report(row, by=by, site=site).number
        except subprocess.SubprocessError as error:
            said = gettext("The PDF could not be set, so nothing was published. Try again.")
            raise Failed(said) from error

    return Act(
        form=EmptyForm,
        verb=publish,
        done=lambda number: gettext("Published as edition %(n)d.") % {"n": number},
    )


NEW_REPORT: Final[Act[None]] = Act(
    form=NewReportForm,
    verb=lambda _none, data, by: writing.begin_report(**data, by=by),
    next=lambda _none, made: reverse("desk_reports:write", args=[made.slug]),
)
REPORT_ACTS: Final[Mapping[str, Act[OutlookReport]]] = {
    "retitle": Act(
        form=HeadingForm,
        initial=lambda row: {"heading": row.title},
        verb=lambda row, data, by: writing.retitle_report(row, data["heading"], by=by),
    ),
    "readers": Act(
        form=ReadersForm,
        initial=lambda row: {"readers": row.readers_wanted},
        verb=lambda row, data, by: approving.ask_for_readers(row, data["readers"], by=by),
        done=_("Saved."),
    ),
    "approve": Act(
        form=VersionForm,
        initial=lambda row: {"version": row.version},
        verb=lambda row, data, by: approving.approve_version(row, data["version"], by=by),
        done=_("Recorded: you read this version and approve it."),
    ),
    "send": Act(
        form=EmptyForm,
        verb=lambda row, _data, by: publishing.send_report(row, by=by),
        done=_("Sent to review."),
    ),
    "send_back": Act(
        form=WhyForm,
        verb=lambda row, data, by: publishing.send_report_back(row, by=by, why=data["why"]),
    ),
}
"""The acts of a chair on a report, except publishing."""


def _show(
    request: HttpRequest,
    row: OutlookReport,
    acts: Mapping[str, Act[OutlookReport]],
    screen: ScreenState,
) -> HttpResponseBase:
    row.refresh_from_db()
    approvals = row.approvals.filter(version=row.version).select_related("by")
    context = {
        "report": row,
        "approvals": approvals,
        "approved_by_me": any(one.by_id == person(request).pk for one in approvals),
        "wrote_in_it": person(request).pk in approving.writers_of(row),
        "hindrances": publishing.hindrances(row),
        "editions": row.editions.all(),
        "forms": forms_of(acts, row, person(request), screen),
        "screen": screen,
        "states": OutlookReport.State,
    }
    return render(request, "outlook/reports/report.html", context, status=screen.status)


@room_view(WRITE)
@require_safe
def draft(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show the draft as readers would see it."""
    row: OutlookReport = found_or_404(OutlookReport.objects.all(), slug=slug)
    body = html_of(report_snapshot(row, writing.next_number(row)).snapshot, draft=True)
    return render(request, "outlook/reports/draft.html", {"report": row, "body": body})


@room_view(WRITE)
@require_http_methods(READ_AND_ACT)
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Show a frozen edition with its digests, add errata, or make a PDF that it lost."""
    rows = ReportEdition.objects.select_related("report", "by", "sent_by")
    row: ReportEdition = found_or_404(rows, report__slug=slug, number=number)
    show = partial(_show_edition, request, row)
    if request.method != "POST":
        return show(ScreenState())
    name = "remake_pdf" if request.POST.get("act") == "remake_pdf" else "erratum"
    return perform(request, row, name, EDITION_ACTS[name], show=show, back=request.path)


def _remake_pdf(row: ReportEdition, _data: Data, by: User) -> object:
    try:
        return errata_and_removals.remake_pdf(row, by=by)
    except (subprocess.SubprocessError, OSError) as error:
        raise Failed(gettext("The PDF could not be set. Try again.")) from error


def _choices_of_paragraphs(row: ReportEdition, _by: User) -> dict[str, Any]:
    choices = [
        (one["uid"], f"{one['n']}. {Truncator(plain_text(one)).chars(80)}")
        for one in paragraphs_of(row.snapshot)
    ]
    return {"paragraphs": choices}


EDITION_ACTS: Final[Mapping[str, Act[ReportEdition]]] = {
    "erratum": Act(
        form=ErratumForm,
        form_arguments=_choices_of_paragraphs,
        verb=lambda row, data, by: errata_and_removals.add_erratum(
            row, data["paragraph"], data["text"], by=by
        ),
    ),
    "remake_pdf": Act(
        form=EmptyForm, verb=_remake_pdf, done=_("The PDF was set from what is left.")
    ),
}
"""The acts of a chair on an edition."""


def _show_edition(
    request: HttpRequest, row: ReportEdition, screen: ScreenState
) -> HttpResponseBase:
    files = row.files.defer("content")
    numbers = {one["uid"]: one["n"] for one in paragraphs_of(row.snapshot)}
    context = {
        "edition": row,
        "forms": forms_of(EDITION_ACTS, row, person(request), screen),
        "screen": screen,
        "files": files,
        "lost_pdf": PDF not in {one.name for one in files},
        "troubles": file_faults(row),
        "errata": [
            {"row": one, "n": numbers[one.paragraph_uid]}
            for one in row.errata.filter(withdrawals=[])
        ],
    }
    return render(request, "outlook/reports/desk_edition.html", context, status=screen.status)
