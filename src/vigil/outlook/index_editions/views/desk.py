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
from vigil.outlook.index_editions.forms import EditionForm
from vigil.outlook.index_editions.headers import headers
from vigil.outlook.index_editions.queries import all_editions, pending_uploads
from vigil.outlook.index_editions.verbs import (
    PERMISSION,
    ImportedEdition,
    RejectedFile,
    drop_upload,
    keep_upload,
    take_upload,
)
from vigil.outlook.models import EditionUpload
from vigil.publication.record.labels import country_name
from vigil.trust.access.errors import NotPossible

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


LOOK_AT: Final[Act[None]] = Act(
    form=EditionForm,
    verb=lambda _none, data, by: keep_upload(data["file"].read(), data["year"], by=by),
    invalid=(NotPossible,),
    next=lambda _none, upload: reverse("desk_editions:upload", args=[upload.uid]),
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
        "name": headers().index,
    }
    return render(request, "outlook/index_editions/list.html", context, status=screen.status)


@room_view(PERMISSION)
@require_safe
def upload(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a waiting file: how many countries it has, and which values to review."""
    row: EditionUpload = found_or_404(EditionUpload.objects.all(), uid=uid)
    context = {
        "upload": row,
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
