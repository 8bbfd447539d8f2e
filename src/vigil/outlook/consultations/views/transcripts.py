"""Desk page that takes notes or a transcript from a file: read it, correct it, take it in."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, act_named, found_or_404
from vigil.outlook.consultations.forms import NoteFileForm, TranscriptForm
from vigil.outlook.consultations.note_files import text_of_file
from vigil.outlook.consultations.transcripts import likely_speakers
from vigil.outlook.consultations.verbs import notes_and_statements
from vigil.outlook.consultations.verbs.editing import CHAIR
from vigil.outlook.models import Consultation
from vigil.trust.access.errors import Unfit
from vigil.trust.models import User


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def transcript(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show what is in a file of notes, and take it in once the chair has corrected it."""
    found: Consultation = found_or_404(Consultation.objects.all(), uid=uid)
    show = partial(_show, request, found)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_consultations:statements", args=[uid])
    return act_named(request, found, ACTS, show=show, back=back)


def _read(_found: Consultation, data: Data, _by: User) -> dict[str, Any]:
    text = text_of_file(data["file"].name, data["file"].read())
    if len(text) > notes_and_statements.LONGEST:
        raise Unfit(notes_and_statements.too_long(), "file")
    return {"text": text, "language": data["language"]}


def _take(found: Consultation, data: Data, by: User) -> None:
    notes_and_statements.take_transcript(found, by=by, **data)


ACTS: Final[Mapping[str, Act[Consultation]]] = {
    "read": Act(form=NoteFileForm, verb=_read, invalid=(Unfit,)),
    "take": Act(
        form=TranscriptForm,
        verb=_take,
        done=_("Notes imported. Check how they were split into statements."),
    ),
}
"""The acts of a chair on a file of notes. Nothing of it is stored before the second."""


def _show(request: HttpRequest, found: Consultation, screen: ScreenState) -> HttpResponseBase:
    read = dict(screen.revealed)
    take = screen.forms.get("take")
    if read and take is None:
        speakers = likely_speakers(read["text"])
        take = TranscriptForm(initial=read | {"speakers": speakers}, auto_id="take-%s")
    context = {
        "consultation": found,
        "form": screen.forms.get("read") or ACTS["read"].blank("read", found, person(request)),
        "take": take,
        "open": found.state == Consultation.State.DRAFT,
        "own": found.chair_id == person(request).pk,
        "problem": screen.problem,
    }
    return render(request, "outlook/consultations/transcript.html", context, status=screen.status)
