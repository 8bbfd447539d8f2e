"""Give out the files of recordings. Who may have one is asked anew for each request."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from vigil.desk.screens.access import room_view
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.models import AudioTrack, Material, Recording
from vigil.programme.recordings.materials import is_open
from vigil.programme.recordings.tracks import open_tracks
from vigil.programme.recordings.verbs.entering import document_of
from vigil.programme.recordings.visibility import RecordingAccess, access_of
from vigil.programme.registrations.views.entry_pass import registration_of_browser
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Upload
from vigil.trust.uploads.downloads import download_copy
from vigil.trust.uploads.streaming import stream_file
from vigil.trust.uploads.verbs.files import read_copy
from vigil.trust.uploads.verbs.media import media_path


@require_safe
def recording_file(request: HttpRequest, slug: str, session: str, uid: str) -> HttpResponseBase:
    """Return the file of a recording to somebody who may see it now."""
    found = recording_for(request, slug, session, uid)
    return media_response(request, found.media, "recording", restricted=is_restricted(found))


@require_safe
def recording_rendition(
    request: HttpRequest, slug: str, session: str, uid: str, height: int
) -> HttpResponseBase:
    """Return a smaller copy of a film to somebody who may see the film now."""
    found = recording_for(request, slug, session, uid)
    copy = found.renditions.filter(height=height, of=found.media).first()
    if copy is None:
        raise Http404
    return media_response(request, copy.media, "recording", restricted=is_restricted(found))


@require_safe
def material(request: HttpRequest, slug: str, session: str, uid: str) -> HttpResponseBase:
    """Return a document of a session to somebody who may have it now."""
    rows = Material.objects.select_related("session__event")
    found = rows.filter(uid=uid, session__slug=session, session__event__slug=slug).first()
    if found is None or not is_open(found, registration_of_browser(request, found.session)):
        raise Http404
    return copy_response(found.file)


@room_view(MANAGE)
@require_safe
def desk_recording_document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return to a host the document that shows the consent to a recording received by mail."""
    found = document_of(get_object_or_404(Recording, pk=pk))
    if found is None:
        raise Http404
    return copy_response(found.uid)


@room_view(MANAGE)
@require_safe
def desk_material(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return a document of a session to a host, also before it is shown."""
    return copy_response(get_object_or_404(Material, pk=pk).file)


@require_safe
def recording_sound(
    request: HttpRequest, slug: str, session: str, uid: str, language: str
) -> HttpResponseBase:
    """Return the sound of a recording in another language to somebody who may see it now."""
    found = recording_for(request, slug, session, uid)
    track = next((one for one in open_tracks(found) if one.language == language), None)
    if track is None:
        raise Http404
    return media_response(request, track.media, "sound", restricted=is_restricted(found))


@room_view(MANAGE)
@require_safe
def desk_track_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return the sound of a recording in another language to a host, also before it is shown."""
    track = get_object_or_404(AudioTrack, pk=pk)
    return media_response(request, track.media, "sound", restricted=True)


@require_safe
def recording_poster(request: HttpRequest, slug: str, session: str, uid: str) -> HttpResponseBase:
    """Return the picture of a film to somebody who may see the film now."""
    return copy_response(recording_for(request, slug, session, uid).poster)


@require_safe
def recording_slides(request: HttpRequest, slug: str, session: str, uid: str) -> HttpResponseBase:
    """Return the slides of a session to somebody who may see its recording."""
    return copy_response(recording_for(request, slug, session, uid).slides)


@room_view(MANAGE)
@require_safe
def desk_recording_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return the file of a recording to a host, also before it is posted."""
    return media_response(
        request, get_object_or_404(Recording, pk=pk).media, "recording", restricted=True
    )


@room_view(MANAGE)
@require_safe
def desk_recording_poster(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return the picture of a film to a host, also before it is posted."""
    return copy_response(get_object_or_404(Recording, pk=pk).poster)


@room_view(MANAGE)
@require_safe
def desk_recording_slides(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return the slides of a recording to a host, also before it is posted."""
    return copy_response(get_object_or_404(Recording, pk=pk).slides)


def recording_for(request: HttpRequest, slug: str, session: str, uid: str) -> Recording:
    """Return a recording that the reader may see now.

    Raises Http404 where there is none for them: what is not for them they are not told of.
    """
    found = (
        Recording.objects.select_related("session__event")
        .filter(uid=uid, session__slug=session, session__event__slug=slug)
        .first()
    )
    if found is None:
        raise Http404
    reader = registration_of_browser(request, found.session)
    if access_of(found, reader) != RecordingAccess.OPEN:
        raise Http404
    return found


def is_restricted(recording: Recording) -> bool:
    """Return whether a recording is not for everybody."""
    return recording.access != Recording.Access.ALL


def media_response(
    request: HttpRequest, uid: str, name: str, *, restricted: bool
) -> HttpResponseBase:
    """Return the sound or video of an upload (`uid`), or the part of it that was asked for.

    `restricted` files are not kept by caches. Raises Http404 (there is no such file).
    """
    upload = Upload.objects.filter(uid=uid, state=Upload.State.KEPT).first() if uid else None
    if upload is None:
        raise Http404
    try:
        path = media_path(upload)
    except NotPossible as error:
        raise Http404 from error
    return stream_file(request, upload, path, name=f"{name}-{upload.pk}", restricted=restricted)


def copy_response(uid: str) -> HttpResponseBase:
    """Return the copy of an upload that may be given out. Raises Http404 (there is none)."""
    upload = Upload.objects.filter(uid=uid, state=Upload.State.KEPT).first() if uid else None
    if upload is None:
        raise Http404
    try:
        return download_copy(upload, read_copy(upload, by=None))
    except NotPossible as error:
        raise Http404 from error
