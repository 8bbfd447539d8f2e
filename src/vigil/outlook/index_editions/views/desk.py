"""Desk pages to import an edition: preview a file, then import or discard it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.outlook.index_editions.country_page import term_name
from vigil.outlook.index_editions.forms import EditionForm
from vigil.outlook.index_editions.headers import headers
from vigil.outlook.index_editions.queries import all_editions, pending_uploads
from vigil.outlook.index_editions.verbs import (
    PERMISSION,
    RejectedFile,
    drop_upload,
    keep_upload,
    take_upload,
)
from vigil.outlook.models import EditionUpload
from vigil.publication.record.labels import country_name
from vigil.trust.access.errors import NotPossible

REFUSED = 422
SHOWN = 300
"""So many problems or doubts are shown on a page; all of them are counted."""


@room_view(PERMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def editions(request: HttpRequest) -> HttpResponseBase:
    """List what was taken in, and look at a file."""
    sent = request.method == "POST"
    form = EditionForm(request.POST, request.FILES) if sent else EditionForm()
    problems: list[Any] = []
    if sent and form.is_valid():
        try:
            content, year = form.cleaned_data["file"].read(), form.cleaned_data["year"]
            upload = keep_upload(content, year, by=person(request))
        except NotPossible as error:
            form.add_error("file", str(error))
            problems = error.problems if isinstance(error, RejectedFile) else []
        else:
            return redirect("desk_editions:upload", upload.uid)
    context = {
        "form": form,
        "problems": problems[:SHOWN],
        "n_problems": len(problems),
        "editions": all_editions(),
        "waiting": pending_uploads(),
        "name": headers().index,
    }
    status = REFUSED if form.errors else 200
    return render(request, "outlook/index_editions/list.html", context, status=status)


@room_view(PERMISSION)
@require_safe
def upload(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show what is in a file: how many countries, and what should be looked at."""
    row = get_object_or_404(EditionUpload, uid=uid)
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
    """Take in what was looked at."""
    try:
        taken = take_upload(get_object_or_404(EditionUpload, uid=uid), by=person(request))
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        same = _("This very file had been taken in before: nothing changed.")
        messages.success(request, _("Taken in.") if taken.is_new else same)
    return redirect("desk_editions:editions")


@room_view(PERMISSION)
@require_POST
def drop(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Forget a file that was looked at."""
    try:
        drop_upload(get_object_or_404(EditionUpload, uid=uid), by=person(request))
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Dropped. Nothing of it is kept."))
    return redirect("desk_editions:editions")
