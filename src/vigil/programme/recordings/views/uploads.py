"""The addresses to which a host's browser sends a recording in pieces."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from vigil.desk.screens.access import person, room_view
from vigil.programme.models import Recording
from vigil.programme.recordings.verbs.common import MANAGE
from vigil.programme.recordings.verbs.receiving import PURPOSE
from vigil.trust.models import ResumableUpload
from vigil.trust.resumable_uploads.protocol import Sent, answer_beginning, answer_upload


@room_view(MANAGE)
def uploads(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Begin to receive the file of a recording."""

    def address(upload: ResumableUpload) -> str:
        return reverse("desk_programme:recording_upload", args=[pk, upload.uid])

    return answer_beginning(Sent(request, PURPOSE, _uid_of(pk), person(request)), address)


@room_view(MANAGE)
def upload(request: HttpRequest, pk: int, uid: str) -> HttpResponseBase:
    """Say how far a file is, receive a piece of it, or end it."""
    return answer_upload(Sent(request, PURPOSE, _uid_of(pk), person(request)), uid)


def _uid_of(pk: int) -> Callable[[], str]:
    """Return what finds the uid of a recording. Raises Http404."""
    return lambda: get_object_or_404(Recording, pk=pk).uid
