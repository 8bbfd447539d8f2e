"""Write texts at the desk: one language beside the original, and what all languages share."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, perform
from vigil.trust.models import User
from vigil.witness.models import Story
from vigil.witness.stories.drafts import WORDS, story_draft
from vigil.witness.stories.forms.desk import RevisionForm, SourcesForm, TextForm
from vigil.witness.stories.verbs import writing
from vigil.witness.stories.views.desk_acts import EDIT
from vigil.witness.stories.views.desk_story_screen import story_to_see, story_url
from vigil.witness.works.languages import direction_of

SAVED_AS_DRAFT: Final = gettext_lazy("Saved as a draft.")


def _shared(story: Story) -> Mapping[str, Any]:
    draft = story_draft(story)
    return {
        "sources": draft.sources,
        "justice_as_of": draft.justice_as_of,
        "related": draft.related,
        "of_revision": draft.revision,
    }


SOURCES: Final[Act[Story]] = Act(
    form=SourcesForm,
    initial=_shared,
    verb=lambda story, said, by: writing.write_common(story, by=by, **said),
    done=SAVED_AS_DRAFT,
)


@room_view(EDIT)
@require_http_methods(READ_AND_ACT)
def text(request: HttpRequest, handle: str, language: str) -> HttpResponseBase:
    """Write the text in one language, with the original beside it."""
    found = _with_draft(request, handle)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    show = partial(_show_text, request, found, language)
    if request.method != "POST":
        return show(ScreenState())

    def write(story: Story, said: Data, by: User) -> None:
        values = {name: said[name] for name in WORDS}
        writing.write_text(story, language, values, by=by, of_revision=said["of_revision"])

    act = Act(form=TextForm, verb=write, done=SAVED_AS_DRAFT)
    back = reverse("desk_stories:text", args=[handle, language])
    return perform(request, found, "text", act, show=show, back=back)


@room_view(EDIT)
@require_POST
def review(request: HttpRequest, handle: str, language: str) -> HttpResponseBase:
    """Mark a translation as reviewed."""
    found = _with_draft(request, handle)
    if language not in dict(settings.LANGUAGES):
        raise Http404

    def mark(story: Story, said: Data, by: User) -> None:
        revision = said["of_revision"] or 0
        writing.review_translation(story, language, by=by, of_revision=revision)

    act = Act(form=RevisionForm, verb=mark, done=gettext_lazy("Reviewed."))
    show = partial(_show_text, request, found, language)
    return perform(request, found, "review", act, show=show, back=story_url(found))


@room_view(EDIT)
@require_http_methods(READ_AND_ACT)
def sources(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Write what is the same in all languages."""
    found = _with_draft(request, handle)

    def show(state: ScreenState) -> HttpResponseBase:
        form = state.forms.get("sources") or SOURCES.blank("sources", found, person(request))
        context = {"story": found, "form": form}
        return render(request, "witness/stories/desk/sources.html", context, status=state.status)

    if request.method != "POST":
        return show(ScreenState())
    return perform(request, found, "sources", SOURCES, show=show, back=story_url(found))


def _with_draft(request: HttpRequest, handle: str) -> Story:
    found = story_to_see(request, handle)
    if found.is_away:
        raise Http404
    if not request.user.has_perm(EDIT, found):
        raise Http404
    return found


def _show_text(
    request: HttpRequest, story: Story, language: str, state: ScreenState
) -> HttpResponseBase:
    draft = story_draft(story)
    there = {name: getattr(draft.text(language), name) for name in WORDS}
    form = state.forms.get("text") or TextForm(initial={**there, "of_revision": draft.revision})
    review = state.forms.get("review")
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
        "trouble": " ".join(map(str, review.non_field_errors())) if review else "",
    }
    return render(request, "witness/stories/desk/text.html", context, status=state.status)
