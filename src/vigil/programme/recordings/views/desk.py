"""The desk's screens of recordings: those of a session, and one recording with all its acts."""

from typing import Any, Final

from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    REFUSED,
    Act,
    Data,
    ScreenState,
    act_named,
    forms_of,
    perform,
)
from vigil.programme.contributors.verbs.consenting import consents_of_session, names_at_desk
from vigil.programme.events.form_fields import prefixed
from vigil.programme.events.queries.desk import latest_decisions, session_or_404
from vigil.programme.messages.verbs.entering import Agreement
from vigil.programme.models import AudioTrack, Recording, RemovedPart, Session
from vigil.programme.recordings import forms
from vigil.programme.recordings.display import display_of_recording
from vigil.programme.recordings.entering_forms import ReceivedForm
from vigil.programme.recordings.languages import languages_of_recording
from vigil.programme.recordings.timecodes import format_timecode
from vigil.programme.recordings.verbs import (
    cutting,
    describing,
    entering,
    files,
    listening,
    posting,
    receiving,
    removing,
    renditions,
    tracks,
)
from vigil.programme.recordings.verbs.common import KIND, MANAGE
from vigil.programme.recordings.verbs.listening import files_digest, has_listened
from vigil.programme.recordings.verbs.posters import poster_state
from vigil.programme.recordings.visibility import (
    RecordingAccess,
    has_no_contributors,
    hindrance_sentences,
    media_of,
    needs_disguise,
)
from vigil.trust.models import User
from vigil.trust.resumable_uploads.queries import progress_of

# The recordings of a session


def _prepare(session: Session, data: Data, by: User) -> Recording:
    return files.prepare_recording(session, by=by, **data)


PREPARE: Final = Act[Session](
    form=forms.NewRecordingForm,
    verb=_prepare,
    next=lambda _session, made: reverse("desk_programme:recording", args=[made.pk]),
)


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def recordings(request: HttpRequest, pk: int) -> HttpResponseBase:
    """List the recordings of a session; begin another one."""
    session = session_or_404(pk)

    def show(state: ScreenState) -> HttpResponseBase:
        return _show_recordings(request, session, state)

    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_programme:recordings", args=[pk])
    return perform(request, session, "new", PREPARE, show=show, back=back)


def _show_recordings(
    request: HttpRequest, session: Session, state: ScreenState
) -> HttpResponseBase:
    context = {
        "session": session,
        "event": session.event,
        "rows": [(row, hindrance_sentences(row)) for row in session.recordings.all()],
        "form": state.forms.get("new") or PREPARE.blank("new", session, person(request)),
    }
    status = REFUSED if state.forms else state.status
    return render(request, "programme/recordings/desk/recordings.html", context, status=status)


# One recording


def _set_file(recording: Recording, data: Data, by: User) -> object:
    return files.set_file(recording, data["file"], by=by)


def _enter_received(recording: Recording, data: Data, by: User) -> object:
    told = {name: data[name] for name in ("received_how", "received_on", "uses", "document")}
    terms = {name: data[name] for name in ("given_by", "given_how", "given_on")}
    agreement = Agreement(**terms) if data["uses"] else None
    return entering.enter_received(
        recording, data["contributor"], agreement=agreement, by=by, **told
    )


def _discard_upload(recording: Recording, data: Data, by: User) -> object:
    return receiving.discard_own_upload(recording, data["uid"], by=by)


def _make_renditions(recording: Recording, data: Data, by: User) -> object:
    return renditions.make_renditions_anew(recording, by=by)


def _set_slides(recording: Recording, data: Data, by: User) -> object:
    return files.set_slides(recording, data["file"], by=by)


def _set_elsewhere(recording: Recording, data: Data, by: User) -> object:
    return files.set_elsewhere(recording, data["address"], by=by)


def _describe(recording: Recording, data: Data, by: User) -> object:
    return describing.describe_recording(recording, by=by, **data)


def _set_captions(recording: Recording, data: Data, by: User) -> object:
    return describing.set_captions(recording, by=by, **data)


def _set_words(recording: Recording, data: Data, by: User) -> object:
    return describing.set_words(recording, by=by, **data)


def _add_sound(recording: Recording, data: Data, by: User) -> AudioTrack:
    return tracks.add_track(recording, data["language"], by=by)


def _set_presence(recording: Recording, data: Data, by: User) -> object:
    return describing.say_who_is_in_it(recording, data, by=by)


def _check_disguise(recording: Recording, data: Data, by: User) -> object:
    return describing.check_disguise(recording, by=by)


def _confirm_listening(recording: Recording, data: Data, by: User) -> object:
    return listening.confirm_listening(recording, data["of"], by=by)


def _post(recording: Recording, data: Data, by: User) -> object:
    return posting.post_recording(recording, by=by, **data)


def _hold(recording: Recording, data: Data, by: User) -> object:
    return posting.hold_recording(recording, by=by, why=data["why"])


def _cut(recording: Recording, data: Data, by: User) -> RemovedPart:
    data = {**data}
    return cutting.remove_part(recording, data.pop("starts"), data.pop("ends"), by=by, **data)


def _remove(recording: Recording, data: Data, by: User) -> object:
    return removing.remove_recording(recording, by=by, why=data["why"])


def _cut_sentence(part: RemovedPart) -> str:
    times = {"begin": format_timecode(part.starts), "end": format_timecode(part.ends)}
    done = gettext("The part is gone, and so is the file as it was.")
    return f"{done} {gettext('Removed: %(begin)s to %(end)s.') % times}"


def _presence_arguments(recording: Recording, by: User) -> dict[str, Any]:
    return {"rows": consents_of_session(recording.session), "said": recording.presence}


def _cut_arguments(recording: Recording, by: User) -> dict[str, Any]:
    return {"recording": recording, "called": names_at_desk(recording.session)}


def _received_arguments(recording: Recording, by: User) -> dict[str, Any]:
    return {"recording": recording, "called": names_at_desk(recording.session)}


ACTS: Final[dict[str, Act[Recording]]] = {
    "file": Act(
        form=prefixed(forms.FileForm, "file"),
        verb=_set_file,
        done=_("The file is here. Look at it before you post."),
    ),
    "received": Act(
        form=prefixed(ReceivedForm, "received"),
        form_arguments=_received_arguments,
        verb=_enter_received,
        done=_("Entered. They find it on their own page."),
    ),
    "discard": Act(
        form=prefixed(forms.DiscardUploadForm, "discard"),
        verb=_discard_upload,
        done=_("The upload is discarded."),
    ),
    "renditions": Act(
        form=prefixed(Form, "renditions"),
        verb=_make_renditions,
        done=_("Smaller copies are being made."),
    ),
    "slides": Act(
        form=prefixed(forms.SlidesForm, "slides"), verb=_set_slides, done=_("The slides are here.")
    ),
    "elsewhere": Act(
        form=prefixed(forms.ElsewhereForm, "elsewhere"),
        verb=_set_elsewhere,
        done=_("The address is noted."),
    ),
    "describe": Act(
        form=prefixed(forms.DescribeForm, "describe"),
        form_arguments=lambda recording, by: {"instance": recording},
        verb=_describe,
        done=_("Saved."),
    ),
    "captions": Act(
        form=prefixed(forms.CaptionsForm, "captions"),
        verb=_set_captions,
        done=_("The captions are saved."),
    ),
    "words": Act(
        form=prefixed(forms.WordsForm, "words"), verb=_set_words, done=_("The words are saved.")
    ),
    "sound": Act(
        form=prefixed(forms.NewRecordingForm, "sound"),
        verb=_add_sound,
        next=lambda _recording, made: reverse("desk_programme:track", args=[made.pk]),
    ),
    "presence": Act(
        form=prefixed(forms.PresenceForm, "presence"),
        form_arguments=_presence_arguments,
        verb=_set_presence,
        done=_("Saved."),
    ),
    "disguise": Act(
        form=prefixed(Form, "disguise"), verb=_check_disguise, done=_("The check is noted.")
    ),
    "listened": Act(
        form=prefixed(forms.ListeningForm, "listened"),
        form_arguments=lambda recording, by: {"digest": files_digest(recording)},
        verb=_confirm_listening,
        done=_("Your confirmation is recorded."),
    ),
    "post": Act(
        form=prefixed(forms.PostForm, "post"),
        form_arguments=lambda recording, by: {
            "nobody_is_entered": has_no_contributors(recording.session)
        },
        verb=_post,
        done=_("The recording is shown."),
    ),
    "hold": Act(
        form=prefixed(forms.ReasonForm, "hold"),
        verb=_hold,
        done=_("The recording is not shown any more."),
    ),
    "cut": Act(
        form=prefixed(forms.RemovePartForm, "cut"),
        form_arguments=_cut_arguments,
        verb=_cut,
        done=_cut_sentence,
    ),
    "remove": Act(
        form=prefixed(forms.ReasonForm, "remove"),
        verb=_remove,
        done=_("The recording is removed for good."),
    ),
}


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def recording(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show a recording, and do one thing with it."""
    row = get_object_or_404(
        Recording.objects.select_related("session__event", "received_from"), pk=pk
    )

    def show(state: ScreenState) -> HttpResponseBase:
        return _show_recording(request, row, state)

    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_programme:recording", args=[pk])
    return act_named(request, row, ACTS, show=show, back=back)


def _show_recording(request: HttpRequest, row: Recording, state: ScreenState) -> HttpResponseBase:
    by = person(request)
    hindrances = hindrance_sentences(row) if row.state != Recording.State.REMOVED else []
    shown = forms_of(ACTS, row, by, state)
    if hindrances and "post" in state.forms:
        shown["post"] = ACTS["post"].blank("post", row, by)  # the screen lists what it says
    media = media_of(row)
    context = {
        "recording": row,
        "renditions": [(one, renditions.has_failed(one)) for one in row.renditions.all()],
        "lacks_renditions": media is not None and renditions.lacks_renditions(row, media),
        "session": row.session,
        "event": row.session.event,
        "told": display_of_recording(row, RecordingAccess.OPEN),
        "media": media,
        "uploads": progress_of(receiving.PURPOSE, row.uid),
        "largest": receiving.largest_recording(),
        "by": by,
        "received_from": names_at_desk(row.session).get(getattr(row.received_from, "uid", ""), ""),
        "document": entering.document_of(row),
        "poster_state": poster_state(row),
        "listenings": row.listenings.filter(of=files_digest(row)).select_related("by"),
        "has_listened": has_listened(row, by),
        "needs_disguise": needs_disguise(row),
        "nobody_is_entered": has_no_contributors(row.session),
        "trouble": hindrances,
        "forms": shown,
        "refused": state.status != 200,
        "removed_parts": row.removed_parts.all(),
        "languages": languages_of_recording(row),
        "decisions": latest_decisions(KIND, row.uid),
    }
    return render(request, "programme/recordings/desk/recording.html", context, status=state.status)
