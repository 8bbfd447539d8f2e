"""Giving out sound, video and slides. What may be given is asked anew for each request."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from vigil.desk.screens.access import room_view
from vigil.programme.messages.visibility import message_with_file
from vigil.programme.models import Message, Recording, RunItem
from vigil.programme.recordings.visibility import Door, door_of
from vigil.programme.registrations.views.public import pass_shown
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Upload
from vigil.trust.uploads.downloads import download_copy
from vigil.trust.uploads.streaming import stream_file
from vigil.trust.uploads.verbs.files import read_copy
from vigil.trust.uploads.verbs.media import media_path

MANAGE, MODERATE = "programme.manage", "programme.moderate"


@require_safe
def message_file(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Give the recording of a member's message to everybody, as long as the message is shown."""
    if message_with_file(uid) is None:
        raise Http404
    return _file(request, uid, "message", restricted=False)


@require_safe
def recording_file(request: HttpRequest, slug: str, session: str, uid: str) -> HttpResponseBase:
    """Give the file of a recording to whoever may see it now."""
    found = recording_for(request, slug, session, uid)
    return _file(request, found.media, "recording", restricted=is_restricted(found))


@require_safe
def recording_slides(request: HttpRequest, slug: str, session: str, uid: str) -> HttpResponseBase:
    """Give the slides of a session to whoever may see its recording."""
    return _slides(recording_for(request, slug, session, uid))


@room_view(MODERATE)
@require_safe
def desk_message_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let a person of ours look at a message before it is shown, or after."""
    return _file(request, get_object_or_404(Message, pk=pk).media, "message", restricted=True)


@room_view(MANAGE)
@require_safe
def desk_recording_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let the host look at a recording that is not shown."""
    return _file(request, get_object_or_404(Recording, pk=pk).media, "recording", restricted=True)


@room_view(MANAGE)
@require_safe
def desk_recording_slides(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let the host look at slides that are not shown."""
    return _slides(get_object_or_404(Recording, pk=pk))


@room_view(MANAGE)
@require_safe
def desk_item_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let the host look at the file of an item of the run of show."""
    return _file(request, get_object_or_404(RunItem, pk=pk).file, "item", restricted=True)


def recording_for(request: HttpRequest, slug: str, session: str, uid: str) -> Recording:
    """Return a recording that may be given to whoever asks, now.

    Raises Http404 where there is none for them: what is not for them they are not told of.
    """
    found = (
        Recording.objects.select_related("session__event")
        .filter(uid=uid, session__slug=session, session__event__slug=slug)
        .first()
    )
    if found is None or door_of(found, pass_shown(request)) != Door.OPEN:
        raise Http404
    return found


def is_restricted(recording: Recording) -> bool:
    """Say whether a recording is not for everybody."""
    return recording.access != Recording.Access.ALL


def _file(request: HttpRequest, uid: str, name: str, *, restricted: bool) -> HttpResponseBase:
    upload = Upload.objects.filter(uid=uid, state=Upload.State.KEPT).first() if uid else None
    if upload is None:
        raise Http404
    try:
        path = media_path(upload)
    except NotPossible as error:
        raise Http404 from error
    return stream_file(request, upload, path, name=f"{name}-{upload.pk}", restricted=restricted)


def _slides(recording: Recording) -> HttpResponseBase:
    upload = Upload.objects.filter(uid=recording.slides, state=Upload.State.KEPT).first()
    if not recording.slides or upload is None:
        raise Http404
    try:
        return download_copy(upload, read_copy(upload, by=None))
    except NotPossible as error:
        raise Http404 from error
