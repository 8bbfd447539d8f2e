"""Desk acts on the consents and files of a story."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.files import MEDIA, Kind
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Confirmation, Consent, Upload
from vigil.trust.uploads.downloads import POLICY, served
from vigil.trust.uploads.streaming import streamed
from vigil.trust.uploads.verbs import files as uploads
from vigil.trust.uploads.verbs.media import media_path
from vigil.witness.models import Story, StoryFile
from vigil.witness.stories.forms import desk as desk_forms
from vigil.witness.stories.verbs import consenting, files
from vigil.witness.stories.views.desk_story_screen import (
    EDIT,
    REFUSED,
    SEE,
    do_and_answer,
    render_story_screen,
    story_to_change,
    story_to_see,
)


@room_view(SEE)
@require_POST
def agree(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Record a consent."""
    found = story_to_change(request, handle)
    form = desk_forms.ConsentForm(request.POST, request.FILES)
    if not form.is_valid():
        return render_story_screen(request, found, agree_form=form, status=REFUSED)
    said, by = dict(form.cleaned_data), person(request)
    uses, paper = said.pop("uses"), said.pop("evidence")

    def agreed() -> Confirmation | None:
        upload = (
            uploads.take_in(paper, Story.KIND, found.uid, by=by, what="consent") if paper else None
        )
        said["evidence"] = upload.uid if upload else ""
        try:
            return consenting.agree(found, uses, by=by, **said)
        except Exception:
            if upload:
                uploads.shred(upload, by=None, why="it does not belong to the story")
            raise

    return do_and_answer(request, found, agreed, _("Recorded."), agree_form=form)


@room_view(SEE)
@require_POST
def end(request: HttpRequest, handle: str, pk: int) -> HttpResponseBase:
    """Withdraw a consent. What rests on it is hidden at once."""
    found = story_to_see(request, handle)
    consent = get_object_or_404(Consent, pk=pk, subject_kind=Story.KIND, subject_key=found.uid)
    return do_and_answer(
        request,
        found,
        lambda: consenting.end_agreement(found, consent, by=person(request)),
        _("Taken back. What rested on it is not shown any more."),
    )


@room_view(SEE)
@require_POST
def add(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Take a file in."""
    found = story_to_change(request, handle)
    form = desk_forms.FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return render_story_screen(request, found, file_form=form, status=REFUSED)
    said = form.cleaned_data
    return do_and_answer(
        request,
        found,
        lambda: files.add_file(
            found,
            said["kind"],
            said["file"],
            credit=said["credit"],
            licence=said["licence"],
            by=person(request),
        ),
        _("Taken in. It is shown once the story is published with it."),
        file_form=form,
    )


@room_view(SEE)
@require_POST
def describe(request: HttpRequest, handle: str, pk: int) -> HttpResponseBase:
    """Describe a file in one language."""
    found = story_to_see(request, handle)
    one = get_object_or_404(StoryFile, pk=pk, story=found)
    require(person(request), EDIT, found)
    form = desk_forms.FileDescriptionForm(request.POST)
    if not form.is_valid():
        return render_story_screen(request, found, describe_form=form, status=REFUSED)
    said = dict(form.cleaned_data)
    language = said.pop("language")
    texts = {name: text for name, text in said.items() if text}
    return do_and_answer(
        request,
        found,
        lambda: files.describe_file(one, language, texts, by=person(request)),
        _("Saved."),
    )


@room_view(SEE)
@require_POST
def remove(request: HttpRequest, handle: str, pk: int) -> HttpResponseBase:
    """Remove a file for good."""
    found = story_to_see(request, handle)
    one = get_object_or_404(StoryFile, pk=pk, story=found)
    require(person(request), EDIT, found)
    why = request.POST.get("why", "")
    return do_and_answer(
        request,
        found,
        lambda: files.remove_file(one, by=person(request), why=why),
        _("Removed for good."),
    )


@room_view(SEE)
@require_safe
def content(request: HttpRequest, handle: str, pk: int) -> HttpResponseBase:
    """Let an editor look at a file, before it is shown or after."""
    found = story_to_see(request, handle)
    if found.is_away:
        raise Http404
    one = get_object_or_404(StoryFile, pk=pk, story=found)
    return _file(request, found, get_object_or_404(Upload, uid=one.upload))


@room_view(SEE)
@require_safe
def paper(request: HttpRequest, handle: str, uid: str) -> HttpResponseBase:
    """Show an editor the paper of a consent, also before they confirm it."""
    found = story_to_see(request, handle)
    upload = get_object_or_404(Upload, uid=uid, subject_kind=Story.KIND, subject_key=found.uid)
    return _file(request, found, upload)


def _file(request: HttpRequest, found: Story, upload: Upload) -> HttpResponseBase:
    """Answer with a file of a story for the desk alone. Raises Http404 (it is not kept)."""
    if upload.state != Upload.State.KEPT:
        raise Http404
    kind = Kind(upload.kind)
    try:
        if kind in MEDIA:
            path = media_path(upload)
            return streamed(request, upload, path, name=found.public_id, restricted=True)
        data = uploads.read_copy(upload, by=None)
    except NotPossible as error:
        raise Http404 from error
    if kind == Kind.PDF:
        return served(upload, data)
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store, private"}
    return HttpResponse(data, content_type=kind.media_type, headers=headers)
