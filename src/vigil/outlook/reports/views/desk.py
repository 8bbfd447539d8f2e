"""Desk pages of reports: the list, one with its sections, its draft and its editions."""

import subprocess
from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.outlook.models import OutlookReport, ReportEdition, Section
from vigil.outlook.reports.edition_files import PDF, file_faults, html_of
from vigil.outlook.reports.forms import (
    ErratumForm,
    HeadingForm,
    NewParagraphForm,
    NewReportForm,
    NewSectionForm,
    WhyForm,
)
from vigil.outlook.reports.preconditions import WRITE
from vigil.outlook.reports.snapshot import paragraphs_of, plain_text, report_snapshot
from vigil.outlook.reports.verbs import errata_and_removals, publishing, writing
from vigil.publication.api.responses import site_of
from vigil.trust.access.errors import NotPossible

REFUSED, CONFLICT, FAILED = 422, 409, 503
READING_WRITING: Final = ["GET", "HEAD", "POST"]
PLACES: Final = {"up": -1, "down": 1}


@room_view(WRITE)
@require_safe
def report_list(request: HttpRequest) -> HttpResponseBase:
    """List the reports, the last changed first."""
    rows = OutlookReport.objects.prefetch_related("editions")
    return render(request, "outlook/reports/list.html", {"reports": rows})


@room_view(WRITE)
@require_http_methods(READING_WRITING)
def new(request: HttpRequest) -> HttpResponseBase:
    """Begin a report."""
    form = NewReportForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if not form.is_valid():
            status = REFUSED
        else:
            try:
                report = writing.begin_report(**form.cleaned_data, by=person(request))
            except NotPossible as error:
                form.add_error(None, str(error))
                status = CONFLICT
            else:
                return redirect("desk_reports:report", report.slug)
    return render(request, "outlook/reports/new.html", {"form": form}, status=status)


@room_view(WRITE)
@require_http_methods(READING_WRITING)
def report(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show a report with its sections and paragraphs, and do what is asked for."""
    row = get_object_or_404(OutlookReport, slug=slug)
    if request.method != "POST":
        return _show(request, row)
    act = request.POST.get("act", "")
    if act not in _ACTS:
        return _show(request, row, status=REFUSED)
    try:
        done = _ACTS[act](request, row)
    except NotPossible as error:
        return _show(request, row, refused=str(error), status=CONFLICT)
    except subprocess.SubprocessError:
        said = _("The PDF could not be set, so nothing was published. Try again.")
        return _show(request, row, refused=said, status=FAILED)
    if isinstance(done, forms.Form):
        return _show(request, row, form=done, status=REFUSED)
    return redirect("desk_reports:report", row.slug)


def _show(
    request: HttpRequest,
    row: OutlookReport,
    *,
    form: forms.Form | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponseBase:
    row.refresh_from_db()
    whole = report_snapshot(row, writing.next_number(row))
    told = {one["uid"]: one for one in paragraphs_of(whole.snapshot)}
    numbers = {one["uid"]: one["number"] for one in whole.snapshot["sections"]}
    sections = [
        {
            "row": section,
            "number": numbers.get(section.uid, ""),
            "paragraphs": [
                {"row": one, "told": told[one.uid], "faults": whole.faults[one.uid]}
                for one in section.paragraphs.all()
                if one.uid in told
            ],
        }
        for section in row.sections.prefetch_related("paragraphs")
    ]
    context = {
        "report": row,
        "sections": sections,
        "hindrances": publishing.hindrances(row),
        "editions": row.editions.all(),
        "section_form": form if isinstance(form, NewSectionForm) else NewSectionForm(),
        "title_form": form
        if type(form) is HeadingForm
        else HeadingForm(initial={"heading": row.title}, prefix=""),
        "why_form": form if isinstance(form, WhyForm) else WhyForm(),
        "refused": refused,
        "states": OutlookReport.State,
    }
    return render(request, "outlook/reports/report.html", context, status=status)


Act = Callable[[HttpRequest, OutlookReport], forms.Form | None]


def _retitle(request: HttpRequest, row: OutlookReport) -> forms.Form | None:
    form = HeadingForm(request.POST)
    if not form.is_valid():
        return form
    writing.retitle_report(row, form.cleaned_data["heading"], by=person(request))
    return None


def _add_section(request: HttpRequest, row: OutlookReport) -> forms.Form | None:
    form = NewSectionForm(request.POST)
    if not form.is_valid():
        return form
    writing.add_section(row, **form.cleaned_data, by=person(request))
    return None


def _send(request: HttpRequest, row: OutlookReport) -> None:
    publishing.send_report(row, by=person(request))
    messages.success(request, _("Sent to review."))


def _send_back(request: HttpRequest, row: OutlookReport) -> forms.Form | None:
    form = WhyForm(request.POST)
    if not form.is_valid():
        return form
    publishing.send_report_back(row, by=person(request), why=form.cleaned_data["why"])
    return None


def _publish(request: HttpRequest, row: OutlookReport) -> None:
    edition = publishing.publish_report(row, by=person(request), site=site_of(request))
    messages.success(request, _("Published as edition %(n)d.") % {"n": edition.number})


_ACTS: Final[Mapping[str, Act]] = {
    "retitle": _retitle,
    "add_section": _add_section,
    "send": _send,
    "send_back": _send_back,
    "publish": _publish,
}


@room_view(WRITE)
@require_http_methods(READING_WRITING)
def section(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Change a section: its heading, its place, the paragraphs in it."""
    row = get_object_or_404(Section.objects.select_related("report"), uid=uid, withdrawals=[])
    by, slug = person(request), row.report.slug
    forms_ = {
        "heading_form": HeadingForm(initial={"heading": row.heading}),
        "paragraph_form": NewParagraphForm(),
    }
    if request.method != "POST":
        return _show_section(request, row, forms_)
    act = request.POST.get("act", "")
    try:
        if act in PLACES:
            writing.move_section(row, PLACES[act], by=by)
        elif act == "remove":
            writing.remove_section(row, by=by)
        elif act == "add":
            adding = forms_["paragraph_form"] = NewParagraphForm(request.POST)
            if not adding.is_valid():
                return _show_section(request, row, forms_, status=REFUSED)
            made_ = writing.add_paragraph(row, adding.cleaned_data["kind"], by=by)
            return redirect("desk_reports:paragraph", made_.uid)
        else:
            renaming = forms_["heading_form"] = HeadingForm(request.POST)
            if not renaming.is_valid():
                return _show_section(request, row, forms_, status=REFUSED)
            writing.rename_section(row, renaming.cleaned_data["heading"], by=by)
    except NotPossible as error:
        return _show_section(request, row, forms_, refused=str(error), status=CONFLICT)
    return redirect("desk_reports:report", slug)


def _show_section(
    request: HttpRequest,
    row: Section,
    more: Mapping[str, Any],
    refused: str = "",
    status: int = 200,
) -> HttpResponseBase:
    context = {"section": row, "report": row.report, "refused": refused, **more}
    return render(request, "outlook/reports/section.html", context, status=status)


@room_view(WRITE)
@require_safe
def draft(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show the draft as readers would see it."""
    row = get_object_or_404(OutlookReport, slug=slug)
    body = html_of(report_snapshot(row, writing.next_number(row)).snapshot, draft=True)
    return render(request, "outlook/reports/draft.html", {"report": row, "body": body})


@room_view(WRITE)
@require_http_methods(READING_WRITING)
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Show a frozen edition with its digests, add errata beside it, set a PDF that it lost."""
    rows = ReportEdition.objects.select_related("report", "by", "sent_by")
    row = get_object_or_404(rows, report__slug=slug, number=number)
    if request.method != "POST":
        return _show_edition(request, row)
    if request.POST.get("act") == "remake_pdf":
        return _remake_pdf(request, row)
    form = _erratum_form(row, request.POST)
    if not form.is_valid():
        return _show_edition(request, row, form, status=REFUSED)
    try:
        said = form.cleaned_data
        errata_and_removals.add_erratum(row, said["paragraph"], said["text"], by=person(request))
    except NotPossible as error:
        form.add_error(None, str(error))
        return _show_edition(request, row, form, status=CONFLICT)
    return redirect("desk_reports:edition", slug, number)


def _remake_pdf(request: HttpRequest, row: ReportEdition) -> HttpResponseBase:
    try:
        errata_and_removals.remake_pdf(row, by=person(request))
    except NotPossible as error:
        return _show_edition(request, row, refused=str(error), status=CONFLICT)
    except (subprocess.SubprocessError, OSError):
        said = _("The PDF could not be set. Try again.")
        return _show_edition(request, row, refused=said, status=FAILED)
    messages.success(request, _("The PDF was set from what is left."))
    return redirect("desk_reports:edition", row.report.slug, row.number)


def _erratum_form(row: ReportEdition, data: Any = None) -> ErratumForm:
    form = ErratumForm(data)
    field = form.fields["paragraph"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [
        (one["uid"], f"{one['n']}. {Truncator(plain_text(one)).chars(80)}")
        for one in paragraphs_of(row.snapshot)
    ]
    return form


def _show_edition(
    request: HttpRequest,
    row: ReportEdition,
    form: ErratumForm | None = None,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponseBase:
    files = row.files.defer("content")
    numbers = {one["uid"]: one["n"] for one in paragraphs_of(row.snapshot)}
    context = {
        "edition": row,
        "form": form or _erratum_form(row),
        "files": files,
        "lost_pdf": PDF not in {one.name for one in files},
        "refused": refused,
        "troubles": file_faults(row),
        "errata": [
            {"row": one, "n": numbers[one.paragraph_uid]}
            for one in row.errata.filter(withdrawals=[])
        ],
    }
    return render(request, "outlook/reports/desk_edition.html", context, status=status)
