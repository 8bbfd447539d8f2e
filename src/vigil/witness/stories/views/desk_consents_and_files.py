"""Desk acts on one consent or one file of a story, and its files for editors to see."""

from typing import Final

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import Act
from vigil.files import MEDIA, Kind
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Consent, Upload
from vigil.trust.uploads.downloads import POLICY, download_copy
from vigil.trust.uploads.streaming import stream_file
from vigil.trust.uploads.verbs import files as uploads
from vigil.trust.uploads.verbs.media import media_path
from vigil.witness.models import Story, StoryFile
from vigil.witness.stories.forms.desk import FileDescriptionForm, ReasonForm
from vigil.witness.stories.verbs import consenting, files
from vigil.witness.stories.views.desk_acts import EDIT, SAVED, SEE, describe
from vigil.witness.stories.views.desk_story_screen import perform_on_story, story_to_see

DESCRIBE: Final[Act[StoryFile]] = Act(form=FileDescriptionForm, verb=describe, done=SAVED)
REMOVE: Final[Act[StoryFile]] = Act(
    form=ReasonForm,
    verb=lambda one, said, by: files.remove_file(one, by=by, why=said["why"]),
    done=gettext_lazy("Removed for good."),
)


@room_view(SEE)
@require_POST
def end(request: HttpRequest, handle: str, pk: int) -> HttpResponseBase:
    """Withdraw a consent. What rests on it is hidden at once."""
    found = story_to_see(request, handle)
    consent = get_object_or_404(Consent, pk=pk, subject_kind=Story.KIND, subject_key=found.uid)
    act: Act[Consent] = Act(
        form=Form,
        verb=lambda consent, said, by: consenting.end_agreement(found, consent, by=by),
        done=gettext_lazy("Consent withdrawn. Readers no longer see what rested on it."),
    )
    return perform_on_story(request, found, consent, "end", act)


@room_view(SEE)
@require_POST
def describe_file(request: HttpRequest, handle: str, pk: int) -> HttpResponseBase:
    """Describe a file in one language."""
    return _on_file(request, handle, pk, "describe", DESCRIBE)


@room_view(SEE)
@require_POST
def remove(request: HttpRequest, handle: str, pk: int) -> HttpResponseBase:
    """Remove a file for good."""
    return _on_file(request, handle, pk, "remove", REMOVE)


def _on_file(
    request: HttpRequest, handle: str, pk: int, name: str, act: Act[StoryFile]
) -> HttpResponseBase:
    found = story_to_see(request, handle)
    one = get_object_or_404(StoryFile, pk=pk, story=found)
    require(person(request), EDIT, found)
    return perform_on_story(request, found, one, name, act)


@room_view(SEE)
@require_safe
def content(request: HttpRequest, handle: str, pk: int) -> HttpResponseBase:
    """Let an editor look at a file, before it is shown or after."""
    found = story_to_see(request, handle)
    if found.is_away:
        raise Http404
    one = get_object_or_404(StoryFile, pk=pk, story=found)
    return file_response(request, found, get_object_or_404(Upload, uid=one.upload))


@room_view(SEE)
@require_safe
def paper(request: HttpRequest, handle: str, uid: str) -> HttpResponseBase:
    """Show an editor the paper of a consent, also before they confirm it."""
    found = story_to_see(request, handle)
    upload = get_object_or_404(Upload, uid=uid, subject_kind=Story.KIND, subject_key=found.uid)
    return file_response(request, found, upload)


def file_response(request: HttpRequest, found: Story, upload: Upload) -> HttpResponseBase:
    """Answer with a file of a draft, for nobody to keep. Raises Http404 (it is not kept)."""
    if upload.state != Upload.State.KEPT:
        raise Http404
    kind = Kind(upload.kind)
    try:
        if kind in MEDIA:
            path = media_path(upload)
            return stream_file(request, upload, path, name=found.public_id, restricted=True)
        data = uploads.read_copy(upload, by=None)
    except NotPossible as error:
        raise Http404 from error
    if kind == Kind.PDF:
        return download_copy(upload, data)
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store, private"}
    return HttpResponse(data, content_type=kind.media_type, headers=headers)
