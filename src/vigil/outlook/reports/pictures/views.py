"""The desk pages of the pictures of a report."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    forms_of,
    found_or_404,
    perform,
)
from vigil.outlook.consultations.forms import EmptyForm
from vigil.outlook.models import OutlookReport, ReportPicture
from vigil.outlook.reports.pictures import verbs
from vigil.outlook.reports.pictures.files import content_of, media_type_of
from vigil.outlook.reports.pictures.forms import NewPictureForm, PictureForm, PlaceForm
from vigil.outlook.reports.preconditions import WRITE
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.models import User
from vigil.trust.uploads.verbs.files import FileRefused


@room_view(WRITE)
@require_http_methods(READ_AND_ACT)
def pictures(request: HttpRequest, slug: str) -> HttpResponseBase:
    """List the pictures of a report, and add one."""
    row: OutlookReport = found_or_404(OutlookReport.objects.all(), slug=slug)
    show = partial(_show_all, request, row)
    if request.method != "POST":
        return show(ScreenState())
    return perform(request, row, "add", ADD, show=show, back=request.path)


def _add(row: OutlookReport, data: Data, by: User) -> ReportPicture:
    file = data.pop("file")
    return verbs.add_picture(row, file, data, by=by)


def _address(row: ReportPicture) -> str:
    return reverse("desk_reports:report_picture", args=[row.report.slug, row.uid])


ADD: Final[Act[OutlookReport]] = Act(
    form=NewPictureForm,
    verb=_add,
    invalid=(FileRefused, Unfit),
    done=_("Added. Now place it in a section, or choose it as the cover."),
    next=lambda _row, made: _address(made),
)


def _show_all(request: HttpRequest, row: OutlookReport, screen: ScreenState) -> HttpResponseBase:
    rows = row.pictures.select_related("paragraph__section")
    context = {
        "report": row,
        "pictures": rows,
        "form": screen.forms.get("add") or ADD.blank("add", row, person(request)),
    }
    return render(request, "outlook/reports/matter/pictures.html", context, status=screen.status)


@room_view(WRITE)
@require_http_methods(READ_AND_ACT)
def picture(request: HttpRequest, slug: str, uid: str) -> HttpResponseBase:
    """Show a picture, and describe, place or remove it."""
    row = _found(slug, uid)
    show = partial(_show, request, row)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, row, ACTS, show=show, back=request.path)


def _found(slug: str, uid: str) -> ReportPicture:
    rows = ReportPicture.objects.select_related("report", "paragraph__section")
    row: ReportPicture = found_or_404(rows, report__slug=slug, uid=uid)
    return row


def _place(row: ReportPicture, data: Data, by: User) -> object:
    section = row.report.sections.filter(uid=data["section"]).first()
    if section is None:
        raise NotPossible(gettext("This section is not there any more."))
    return verbs.place_picture(row, section, by=by)


def _all(row: ReportPicture, _done: object) -> str:
    return reverse("desk_reports:report_pictures", args=[row.report.slug])


def _taken_back(n: int) -> str:
    said = ngettext(
        "Removed here and from %(n)d edition. Its file is destroyed.",
        "Removed here and from %(n)d editions. Its file is destroyed.",
        n,
    )
    return said % {"n": n} if n else gettext("Removed. Its file is destroyed.")


ACTS: Final[Mapping[str, Act[ReportPicture]]] = {
    "describe": Act(
        form=PictureForm,
        initial=lambda row: {name: getattr(row, name) for name in PictureForm.base_fields},
        verb=lambda row, data, by: verbs.describe_picture(row, data, by=by),
        invalid=(Unfit,),
        done=_("Saved."),
    ),
    "place": Act(
        form=PlaceForm,
        form_arguments=lambda row, _by: {"report": row.report},
        verb=_place,
        done=_("Placed at the end of the section."),
    ),
    "unplace": Act(form=EmptyForm, verb=lambda row, _data, by: verbs.unplace_picture(row, by=by)),
    "remove": Act(
        form=EmptyForm,
        verb=lambda row, _data, by: verbs.remove_picture(row, by=by, taken_back=False),
        done=_("Removed from the draft. Its file is destroyed."),
        next=_all,
    ),
    "take_back": Act(
        form=EmptyForm,
        verb=lambda row, _data, by: verbs.remove_picture(row, by=by, taken_back=True),
        done=_taken_back,
        next=_all,
    ),
}
"""The acts of a chair on a picture."""


def _show(request: HttpRequest, row: ReportPicture, screen: ScreenState) -> HttpResponseBase:
    context: dict[str, Any] = {
        "report": row.report,
        "picture": row,
        "forms": forms_of(ACTS, row, person(request), screen),
        "screen": screen,
    }
    return render(request, "outlook/reports/matter/picture.html", context, status=screen.status)


@room_view(WRITE)
@require_safe
def picture_file(request: HttpRequest, slug: str, uid: str) -> HttpResponseBase:
    """Return the rebuilt file of a picture."""
    row = _found(slug, uid)
    try:
        content = content_of(row)
    except NotPossible as error:
        raise Http404 from error
    return HttpResponse(content, content_type=media_type_of(row.file_name))
