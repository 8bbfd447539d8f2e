"""The desk's screen of the sound of a recording in another language, and where it is sent to."""

from collections.abc import Callable
from typing import Any, Final

from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, act_named, forms_of
from vigil.programme.contributors.verbs.consenting import consents_of_session
from vigil.programme.events.form_fields import prefixed
from vigil.programme.models import AudioTrack
from vigil.programme.recordings import forms
from vigil.programme.recordings.tracks import track_hindrances, track_media
from vigil.programme.recordings.verbs import receiving, tracks
from vigil.programme.recordings.verbs.common import MANAGE
from vigil.programme.recordings.visibility import needs_disguise
from vigil.publication.record.labels import language_name
from vigil.trust.models import ResumableUpload, User
from vigil.trust.resumable_uploads.protocol import Sent, answer_beginning, answer_upload
from vigil.trust.resumable_uploads.queries import progress_of


def _set_file(track: AudioTrack, data: Data, by: User) -> object:
    return tracks.set_track_file(track, data["file"], by=by)


def _discard(track: AudioTrack, data: Data, by: User) -> object:
    return tracks.discard_track_upload(track, data["uid"], by=by)


def _say_heard(track: AudioTrack, data: Data, by: User) -> object:
    return tracks.say_who_is_heard(track, data, by=by)


def _listen(track: AudioTrack, data: Data, by: User) -> object:
    return tracks.confirm_listening_to(track, by=by, **data)


def _post(track: AudioTrack, data: Data, by: User) -> object:
    return tracks.post_track(track, by=by)


def _hold(track: AudioTrack, data: Data, by: User) -> object:
    return tracks.hold_track(track, by=by, why=data["why"])


def _remove(track: AudioTrack, data: Data, by: User) -> object:
    return tracks.remove_track(track, by=by, why=data["why"])


def _heard_arguments(track: AudioTrack, by: User) -> dict[str, Any]:
    return {"rows": consents_of_session(track.recording.session), "said": track.presence}


def _listening_arguments(track: AudioTrack, by: User) -> dict[str, Any]:
    disguised = needs_disguise(track.recording)
    return {"digest": tracks.track_digest(track), "disguised": disguised}


ACTS: Final[dict[str, Act[AudioTrack]]] = {
    "file": Act(
        form=prefixed(forms.FileForm, "file"),
        verb=_set_file,
        done=_("The file is here. Listen to it before you post."),
    ),
    "discard": Act(
        form=prefixed(forms.DiscardUploadForm, "discard"),
        verb=_discard,
        done=_("The upload is discarded."),
    ),
    "heard": Act(
        form=prefixed(forms.HeardForm, "heard"),
        form_arguments=_heard_arguments,
        verb=_say_heard,
        done=_("Saved."),
    ),
    "listened": Act(
        form=prefixed(forms.TrackListeningForm, "listened"),
        form_arguments=_listening_arguments,
        verb=_listen,
        done=_("Your confirmation is recorded."),
    ),
    "post": Act(form=prefixed(Form, "post"), verb=_post, done=_("The sound is shown.")),
    "hold": Act(
        form=prefixed(forms.ReasonForm, "hold"),
        verb=_hold,
        done=_("The sound is not shown any more."),
    ),
    "remove": Act(
        form=prefixed(forms.ReasonForm, "remove"),
        verb=_remove,
        done=_("The sound is removed for good."),
        next=lambda track, _made: reverse("desk_programme:recording", args=[track.recording_id]),
    ),
}


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def track(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the sound of a recording in another language, and do one thing with it."""
    rows = AudioTrack.objects.select_related("recording__session__event")
    row = get_object_or_404(rows, pk=pk)

    def show(state: ScreenState) -> HttpResponseBase:
        return _show(request, row, state)

    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, row, ACTS, show=show, back=reverse("desk_programme:track", args=[pk]))


def _show(request: HttpRequest, row: AudioTrack, state: ScreenState) -> HttpResponseBase:
    by = person(request)
    hindrances = track_hindrances(row)
    shown = forms_of(ACTS, row, by, state)
    if hindrances and "post" in state.forms:
        shown["post"] = ACTS["post"].blank("post", row, by)  # the screen lists what it says
    session = row.recording.session
    digest = tracks.track_digest(row)
    context = {
        "track": row,
        "language": language_name(row.language),
        "recording": row.recording,
        "session": session,
        "event": session.event,
        "media": track_media(row),
        "uploads": progress_of(tracks.PURPOSE, row.uid),
        "largest": receiving.largest_recording(),
        "by": by,
        "trouble": hindrances,
        "listenings": row.recording.listenings.filter(of=digest).select_related("by"),
        "has_listened": tracks.has_listened_to(row, by),
        "forms": shown,
        "refused": state.status != 200,
    }
    return render(request, "programme/recordings/desk/track.html", context, status=state.status)


@room_view(MANAGE)
def uploads(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Begin to receive the sound."""

    def address(upload: ResumableUpload) -> str:
        return reverse("desk_programme:track_upload", args=[pk, upload.uid])

    return answer_beginning(Sent(request, tracks.PURPOSE, _uid_of(pk), person(request)), address)


@room_view(MANAGE)
def upload(request: HttpRequest, pk: int, uid: str) -> HttpResponseBase:
    """Say how far a file is, receive a piece of it, or end it."""
    return answer_upload(Sent(request, tracks.PURPOSE, _uid_of(pk), person(request)), uid)


def _uid_of(pk: int) -> Callable[[], str]:
    """Return what finds the uid of a sound. Raises Http404."""
    return lambda: get_object_or_404(AudioTrack, pk=pk).uid
