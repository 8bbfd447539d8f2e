"""The desk's screens of recordings: preparing, posting, holding, cutting, removing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.programme.contributors.verbs.consenting import consents_of_session
from vigil.programme.models import Recording, RemovedPart, Session
from vigil.programme.recordings import forms
from vigil.programme.recordings.display import display_of_recording
from vigil.programme.recordings.timecodes import format_timecode
from vigil.programme.recordings.verbs import cutting, posting
from vigil.programme.recordings.verbs.posting import KIND, MANAGE
from vigil.programme.recordings.visibility import (
    RecordingAccess,
    has_no_contributors,
    hindrance_sentences,
    media_of,
)
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision, User
from vigil.trust.uploads.verbs.files import FileRefused

REFUSED, CONFLICT = 422, 409
State = Recording.State
Form = django_forms.Form | django_forms.ModelForm


@dataclass(frozen=True)
class RecordingAction:
    """One thing that can be done with a recording: what it asks, does, and says then."""

    form: Callable[..., Form]
    do: Callable[..., object]
    said: str | Promise


def _cut(recording: Recording, *, by: User, **data: Any) -> object:
    return cutting.remove_part(recording, data.pop("starts"), data.pop("ends"), by=by, **data)


def _present(recording: Recording, *, by: User, **data: str) -> object:
    return posting.say_who_is_in_it(recording, data, by=by)


ACTS: Final[Mapping[str, RecordingAction]] = {
    "file": RecordingAction(
        forms.FileForm, posting.set_file, _("The file is here. Look at it before you post.")
    ),
    "slides": RecordingAction(forms.SlidesForm, posting.set_slides, _("The slides are here.")),
    "elsewhere": RecordingAction(
        forms.ElsewhereForm, posting.set_elsewhere, _("The address is noted.")
    ),
    "describe": RecordingAction(forms.DescribeForm, posting.describe_recording, _("Saved.")),
    "captions": RecordingAction(
        forms.CaptionsForm, posting.set_captions, _("The captions are saved.")
    ),
    "presence": RecordingAction(forms.PresenceForm, _present, _("Saved.")),
    "disguise": RecordingAction(
        django_forms.Form, posting.check_disguise, _("The check is noted.")
    ),
    "post": RecordingAction(forms.PostForm, posting.post_recording, _("The recording is shown.")),
    "hold": RecordingAction(
        forms.ReasonForm, posting.hold_recording, _("The recording is not shown any more.")
    ),
    "cut": RecordingAction(
        forms.RemovePartForm, _cut, _("The part is gone, and so is the file as it was.")
    ),
    "remove": RecordingAction(
        forms.ReasonForm, posting.remove_recording, _("The recording is removed for good.")
    ),
}


@room_view(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def recordings(request: HttpRequest, pk: int) -> HttpResponseBase:
    """List the recordings of a session; begin another one."""
    session = get_object_or_404(Session.objects.select_related("event"), pk=pk)
    form = forms.NewRecordingForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            try:
                made = posting.prepare_recording(session, by=person(request), **form.cleaned_data)
                return redirect("desk_programme:recording", made.pk)
            except NotPossible as error:
                form.add_error("language", str(error))
    context = {
        "session": session,
        "event": session.event,
        "rows": [(row, hindrance_sentences(row)) for row in session.recordings.all()],
        "form": form,
    }
    return render(request, "programme/recordings/desk/recordings.html", context, status=status)


@room_view(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def recording(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show a recording, and do one thing with it (`act`)."""
    row = get_object_or_404(Recording.objects.select_related("session__event"), pk=pk)
    if request.method != "POST":
        return _show(request, row, {})
    name = request.POST.get("act", "")
    if name not in ACTS:
        return _show(request, row, {}, REFUSED)
    form = _forms_of(row)[name](request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, row, {name: form}, REFUSED)
    try:
        done = ACTS[name].do(row, by=person(request), **form.cleaned_data)
    except FileRefused as error:
        form.add_error("file" if "file" in form.fields else None, str(error))
        return _show(request, row, {name: form}, REFUSED)
    except NotPossible as error:
        if not (name == "post" and hindrance_sentences(row)):  # these stand in the page anyway
            form.add_error(None, str(error))
        return _show(request, row, {name: form}, CONFLICT)
    messages.success(request, str(ACTS[name].said))
    if name == "cut":
        messages.info(request, _gone(done))
    return redirect("desk_programme:recording", pk)


def _gone(part: object) -> str:
    assert isinstance(part, RemovedPart)
    return gettext("Removed: %(begin)s to %(end)s.") % {
        "begin": format_timecode(part.starts),
        "end": format_timecode(part.ends),
    }


def _forms_of(row: Recording) -> dict[str, Callable[..., Form]]:
    """Return how the form of each act is made for a recording."""
    rows = consents_of_session(row.session)
    called = {one.part.uid: one.called for one in rows}
    more: dict[str, dict[str, Any]] = {
        "describe": {"instance": row},
        "presence": {"rows": rows, "said": row.presence},
        "post": {"nobody_is_entered": has_no_contributors(row.session)},
        "cut": {"recording": row, "called": called},
    }
    return {
        name: partial(act.form, prefix=name, label_suffix="", **more.get(name, {}))
        for name, act in ACTS.items()
    }


def _show(
    request: HttpRequest, row: Recording, refused: Mapping[str, Form], status: int = 200
) -> HttpResponseBase:
    context = {
        "recording": row,
        "session": row.session,
        "event": row.session.event,
        "told": display_of_recording(row, RecordingAccess.OPEN),
        "media": media_of(row),
        "nobody_is_entered": has_no_contributors(row.session),
        "trouble": hindrance_sentences(row) if row.state != State.REMOVED else [],
        "forms": {name: refused.get(name) or make() for name, make in _forms_of(row).items()},
        "refused": next(iter(refused.values()), None),
        "removed_parts": row.removed_parts.all(),
        "captions": row.captions.all(),
        "decisions": Decision.objects.filter(target_kind=KIND, target_key=row.uid)
        .select_related("actor")
        .order_by("-at")[:20],
    }
    return render(request, "programme/recordings/desk/recording.html", context, status=status)
