"""Desk pages to import an edition: preview a file, then import or discard it."""

from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    ScreenState,
    found_or_404,
    perform,
)
from vigil.outlook.consultations.forms import EmptyForm
from vigil.outlook.index_editions.country_page import term_name
from vigil.outlook.index_editions.forms import ColumnsForm, EditionForm, meaning_name
from vigil.outlook.index_editions.index_name import index_name
from vigil.outlook.index_editions.queries import all_editions, pending_uploads
from vigil.outlook.index_editions.verbs import (
    PERMISSION,
    ImportedEdition,
    RejectedFile,
    drop_upload,
    keep_upload,
    map_columns,
    take_upload,
)
from vigil.outlook.models import EditionUpload
from vigil.publication.record.labels import country_name
from vigil.trust.access.errors import NotPossible, Unfit

SHOWN = 300
"""How many problems or doubts a page shows; it counts all of them."""


@room_view(PERMISSION)
@require_http_methods(READ_AND_ACT)
def editions(request: HttpRequest) -> HttpResponseBase:
    """List the imported editions, and preview a file."""
    show = partial(_show, request)
    if request.method != "POST":
        return show(ScreenState())
    return perform(request, None, "file", LOOK_AT, show=show, back=request.path)


def _said_of(taken: ImportedEdition) -> str:
    if taken.is_new:
        return gettext("Taken in.")
    return gettext("This very file had been taken in before: nothing changed.")


def _address_of(upload: EditionUpload) -> str:
    """Return the next screen of a waiting file: its columns, or what is in it."""
    name = "columns" if upload.sheet else "upload"
    return reverse(f"desk_editions:{name}", args=[upload.uid])


LOOK_AT: Final[Act[None]] = Act(
    form=EditionForm,
    verb=lambda _none, data, by: keep_upload(data["file"].read(), data["year"], by=by),
    invalid=(NotPossible,),
    next=lambda _none, upload: _address_of(upload),
)
MAP: Final[Act[EditionUpload]] = Act(
    form=ColumnsForm,
    form_arguments=lambda row, _by: {"upload": row},
    verb=lambda row, data, by: map_columns(row, data["meanings"], by=by),
    invalid=(Unfit,),
    done=_("The columns are mapped. Review the file, then import it."),
    next=lambda _row, upload: reverse("desk_editions:upload", args=[upload.uid]),
)
TAKE: Final[Act[EditionUpload]] = Act(
    form=EmptyForm, verb=lambda row, _data, by: take_upload(row, by=by), done=_said_of
)
DROP: Final[Act[EditionUpload]] = Act(
    form=EmptyForm,
    verb=lambda row, _data, by: drop_upload(row, by=by),
    done=_("Dropped. Nothing of it is kept."),
)


def _show(request: HttpRequest, screen: ScreenState) -> HttpResponseBase:
    problems = screen.refusal.problems if isinstance(screen.refusal, RejectedFile) else []
    context = {
        "form": screen.forms.get("file") or LOOK_AT.blank("file", None, person(request)),
        "problems": problems[:SHOWN],
        "n_problems": len(problems),
        "editions": all_editions(),
        "waiting": pending_uploads(),
        "name": index_name(),
    }
    return render(request, "outlook/index_editions/list.html", context, status=screen.status)


@room_view(PERMISSION)
@require_safe
def upload(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a waiting file: how many countries it has, and which values to review."""
    row: EditionUpload = found_or_404(EditionUpload.objects.all(), uid=uid)
    if row.sheet:
        return redirect(_address_of(row))
    context = {
        "upload": row,
        "mappings": [(one.title, meaning_name(one.meaning)) for one in row.mappings.all()],
        "ignored": row.columns.get("ignored", []),
        "countries": len(row.scores),
        "doubts": [_told(doubt) for doubt in row.doubts[:SHOWN]],
        "n_doubts": len(row.doubts),
    }
    return render(request, "outlook/index_editions/upload.html", context)


def _told(doubt: dict[str, Any]) -> dict[str, Any]:
    return {
        **doubt,
        "country": country_name(doubt["country"]),
        "term": term_name(doubt["term"]),
    }


@room_view(PERMISSION)
@require_http_methods(READ_AND_ACT)
def columns(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Map the unknown columns of a waiting file."""
    row: EditionUpload = found_or_404(EditionUpload.objects.all(), uid=uid)
    if not row.sheet:
        return redirect(_address_of(row))

    def show(screen: ScreenState) -> HttpResponseBase:
        problems = screen.refusal.problems if isinstance(screen.refusal, RejectedFile) else []
        context = {
            "upload": row,
            "form": screen.forms.get("columns") or MAP.blank("columns", row, person(request)),
            "problems": problems[:SHOWN],
            "n_problems": len(problems),
        }
        return render(request, "outlook/index_editions/columns.html", context, status=screen.status)

    if request.method != "POST":
        return show(ScreenState())
    return perform(request, row, "columns", MAP, show=show, back=request.path)


@room_view(PERMISSION)
@require_POST
def take(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Import a waiting file."""
    return _done_with(request, uid, TAKE)


@room_view(PERMISSION)
@require_POST
def drop(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Discard a waiting file."""
    return _done_with(request, uid, DROP)


def _done_with(request: HttpRequest, uid: str, act: Act[EditionUpload]) -> HttpResponseBase:
    """Do an act on a waiting file, and return to the list, because the file is then gone."""
    row: EditionUpload = found_or_404(EditionUpload.objects.all(), uid=uid)
    back = reverse("desk_editions:editions")

    def show(screen: ScreenState) -> HttpResponseBase:
        messages.error(request, str(screen.refusal))
        return redirect(back)

    return perform(request, row, "upload", act, show=show, back=back)
