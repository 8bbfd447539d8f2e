"""Write texts at the desk: one language beside the original, and what all languages share."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vigil.desk.screens.access import person, room_view
from vigil.trust.access.errors import NotPossible
from vigil.witness.models import Story
from vigil.witness.stories.drafts import WORDS, story_draft
from vigil.witness.stories.forms import desk as desk_forms
from vigil.witness.stories.verbs import writing
from vigil.witness.stories.views.desk_story_screen import CONFLICT, EDIT, REFUSED, story_to_see
from vigil.witness.works.languages import direction_of

READING_WRITING = ["GET", "HEAD", "POST"]


@room_view(EDIT)
@require_http_methods(READING_WRITING)
def text(request: HttpRequest, handle: str, language: str) -> HttpResponseBase:
    """Write the text in one language, with the original beside it."""
    found = _with_draft(request, handle)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    if request.method != "POST":
        draft = story_draft(found)
        there = draft.text(language)
        initial = {name: getattr(there, name) for name in WORDS}
        form = desk_forms.TextForm(initial={**initial, "of_revision": draft.revision})
        return _beside(request, found, language, form)
    form = desk_forms.TextForm(request.POST)
    if not form.is_valid():
        return _beside(request, found, language, form, status=REFUSED)
    said = dict(form.cleaned_data)
    try:
        writing.write_text(
            found,
            language,
            {n: said[n] for n in WORDS},
            by=person(request),
            of_revision=said["of_revision"],
        )
    except NotPossible as error:
        form.add_error(None, str(error))
        return _beside(request, found, language, form, status=CONFLICT)
    messages.success(request, _("Saved as a draft."))
    return redirect("desk_stories:text", handle, language)


@room_view(EDIT)
@require_POST
def review(request: HttpRequest, handle: str, language: str) -> HttpResponseBase:
    """Mark a translation as reviewed."""
    found = _with_draft(request, handle)
    revision = request.POST.get("of_revision", "")
    try:
        writing.review_translation(
            found,
            language,
            by=person(request),
            of_revision=int(revision) if revision.isdecimal() else 0,
        )
    except NotPossible as error:
        if language not in dict(settings.LANGUAGES):
            raise Http404 from error
        draft = story_draft(found)
        there = draft.text(language)
        initial = {name: getattr(there, name) for name in WORDS}
        form = desk_forms.TextForm(initial={**initial, "of_revision": draft.revision})
        return _beside(request, found, language, form, trouble=str(error), status=CONFLICT)
    messages.success(request, _("Reviewed."))
    return redirect("desk_stories:story", handle)


@room_view(EDIT)
@require_http_methods(READING_WRITING)
def sources(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Write what is the same in all languages."""
    found = _with_draft(request, handle)
    draft = story_draft(found)
    initial = {
        "sources": draft.sources,
        "justice_as_of": draft.justice_as_of,
        "related": draft.related,
        "of_revision": draft.revision,
    }
    sent = request.POST if request.method == "POST" else None
    form = desk_forms.SourcesForm(sent, initial=initial)
    status = 200
    if sent is not None:
        status = REFUSED
        if form.is_valid():
            try:
                writing.write_common(found, by=person(request), **form.cleaned_data)
            except NotPossible as error:
                form.add_error(None, str(error))
                status = CONFLICT
            else:
                messages.success(request, _("Saved as a draft."))
                return redirect("desk_stories:story", handle)
    context = {"story": found, "form": form}
    return render(request, "witness/stories/desk/sources.html", context, status=status)


def _with_draft(request: HttpRequest, handle: str) -> Story:
    found = story_to_see(request, handle)
    if found.is_away:
        raise Http404
    if not request.user.has_perm(EDIT, found):
        raise Http404
    return found


def _beside(
    request: HttpRequest,
    story: Story,
    language: str,
    form: desk_forms.TextForm,
    *,
    trouble: str = "",
    status: int = 200,
) -> HttpResponseBase:
    draft = story_draft(story)
    context = {
        "story": story,
        "form": form,
        "language": language,
        "language_name": dict(settings.LANGUAGES)[language],
        "direction": direction_of(language),
        "state": draft.state(language),
        "revision": draft.revision,
        "original": draft.original if language != story.language else None,
        "original_direction": direction_of(story.language),
        "original_fields": [
            (field.label, getattr(draft.original, name))
            for name, field in form.fields.items()
            if name in WORDS and getattr(draft.original, name)
        ],
        "trouble": trouble,
    }
    return render(request, "witness/stories/desk/text.html", context, status=status)
