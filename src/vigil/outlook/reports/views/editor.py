"""The page on which a report is written: its outline, and its blocks one below the other."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    forms_of,
    found_or_404,
)
from vigil.outlook.consultations.forms import EmptyForm
from vigil.outlook.models import OutlookReport, Paragraph, ParagraphVersion, Section
from vigil.outlook.reports.editor.blocks import outline_of, removed_blocks
from vigil.outlook.reports.forms import (
    HeadingForm,
    NewParagraphForm,
    NewSectionForm,
    PartForm,
    RestoreForm,
)
from vigil.outlook.reports.part_rules import WITH_SOURCES
from vigil.outlook.reports.preconditions import WRITE
from vigil.outlook.reports.verbs import restoring, sections, writing
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User

OFFERED: Final = (
    *(Paragraph.Kind.TEXT, Paragraph.Kind.LIST, Paragraph.Kind.QUOTE, Paragraph.Kind.FIGURE),
    *(Paragraph.Kind.TABLE, Paragraph.Kind.MAP, Paragraph.Kind.RECOMMENDATIONS),
)
"""The kinds of blocks that are added here."""


@room_view(WRITE)
@require_http_methods(READ_AND_ACT)
def write(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show the editor of a report, add sections, and restore removed blocks."""
    row: OutlookReport = found_or_404(OutlookReport.objects.all(), slug=slug)
    show = partial(_show, request, row)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, row, REPORT_ACTS, show=show, back=editor_address(row))


def editor_address(report: OutlookReport, uid: str = "") -> str:
    """Return the address of the editor of a report, at one of its blocks."""
    address = reverse("desk_reports:write", args=[report.slug])
    return f"{address}#b-{uid}" if uid else address


def _restore(row: OutlookReport, data: Data, by: User) -> Paragraph:
    version = ParagraphVersion.objects.filter(report=row, pk=data["version"]).first()
    if version is None:
        raise NotPossible(gettext("This version is not there any more."))
    return restoring.restore_version(version, by=by)


REPORT_ACTS: Final[Mapping[str, Act[OutlookReport]]] = {
    "add_section": Act(
        form=NewSectionForm,
        verb=lambda row, data, by: sections.add_section(row, **data, by=by),
        next=lambda row, made: f"{editor_address(row)}#s-{made.uid}",
    ),
    "restore": Act(
        form=RestoreForm,
        verb=_restore,
        done=_("The block is back."),
        next=lambda row, made: editor_address(row, made.uid),
    ),
}
"""What a chair does to a report in the editor."""


def _show(request: HttpRequest, row: OutlookReport, screen: ScreenState) -> HttpResponseBase:
    outline = outline_of(row)
    context = {
        "report": row,
        "outline": outline,
        "rtl": get_language_info(row.language)["bidi"],
        "parts": Section.ReportPart,
        "with_sources": WITH_SOURCES,
        "kinds": [(kind.value, kind.label) for kind in OFFERED],
        "shows": Paragraph.Show.choices,
        "adding": request.GET.get("add", ""),
        "just_removed": request.GET.get("removed", ""),
        "removed": removed_blocks(row),
        "has_editions": row.editions.exists(),
        "forms": forms_of(REPORT_ACTS, row, person(request), screen),
        "screen": screen,
    }
    return render(request, "outlook/reports/editor.html", context, status=screen.status)


@room_view(WRITE)
@require_http_methods(READ_AND_ACT)
def section(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a section, and change its heading, its part, its place or its blocks."""
    rows = Section.objects.select_related("report").filter(withdrawals=[])
    row: Section = found_or_404(rows, uid=uid)
    show = partial(_show_section, request, row)
    if request.method != "POST":
        return show(ScreenState())
    back = f"{editor_address(row.report)}#s-{row.uid}"
    return act_named(request, row, SECTION_ACTS, show=show, back=back)


def _add(row: Section, data: Data, by: User) -> Paragraph:
    after = row.paragraphs.filter(uid=data["after"]).first() if data["after"] else None
    if data["after"] and after is None:
        raise NotPossible(gettext("This paragraph is not there any more."))
    first = data["first"] and after is None
    return writing.add_paragraph(row, data["kind"], by=by, after=after, first=first)


SECTION_ACTS: Final[Mapping[str, Act[Section]]] = {
    "add": Act(
        form=NewParagraphForm,
        verb=_add,
        next=lambda row, made: editor_address(row.report, made.uid),
    ),
    "rename": Act(
        form=HeadingForm,
        initial=lambda row: {"heading": row.heading},
        verb=lambda row, data, by: sections.rename_section(row, data["heading"], by=by),
    ),
    "part": Act(
        form=PartForm,
        initial=lambda row: {"part": row.part},
        verb=lambda row, data, by: sections.set_part(row, data["part"], by=by),
        invalid=(NotPossible,),
    ),
    "up": Act(form=EmptyForm, verb=lambda row, _data, by: sections.move_section(row, -1, by=by)),
    "down": Act(form=EmptyForm, verb=lambda row, _data, by: sections.move_section(row, 1, by=by)),
    "remove": Act(
        form=EmptyForm,
        verb=lambda row, _data, by: sections.remove_section(row, by=by),
        next=lambda row, _done: editor_address(row.report),
    ),
}
"""The acts of a chair on a section."""


def _show_section(request: HttpRequest, row: Section, screen: ScreenState) -> HttpResponseBase:
    context: dict[str, Any] = {
        "section": row,
        "report": row.report,
        "forms": forms_of(SECTION_ACTS, row, person(request), screen),
        "screen": screen,
    }
    return render(request, "outlook/reports/section.html", context, status=screen.status)
