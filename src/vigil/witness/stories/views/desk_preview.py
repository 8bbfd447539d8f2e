"""The preview of a story at the desk: its draft, as readers will see it."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from vigil.desk.screens.access import room_view
from vigil.publication.pages.previews import Preview, preview_languages, preview_response
from vigil.witness.models import Story
from vigil.witness.stories import previews
from vigil.witness.stories.drafts import story_draft
from vigil.witness.stories.views.desk_acts import EDIT
from vigil.witness.stories.views.desk_story_screen import story_to_see, story_url
from vigil.witness.stories.views.public import PAGE, shown_on_page
from vigil.witness.works.languages import asked_language


@room_view(EDIT)
@require_safe
def preview(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Show the latest draft as readers will see it, to those who edit and review it."""
    story = story_to_see(request, handle)
    if story.is_away or not request.user.has_perm(EDIT, story):
        raise Http404
    draft = story_draft(story)
    shown = previews.previewed_story(
        story,
        draft,
        url=reverse("desk_stories:preview", args=[handle]),
        file_url=_file_addresses(story).__getitem__,
        wanted=asked_language(request),
    )
    if shown is None:
        raise Http404
    mark = Preview(
        languages=preview_languages("desk_stories:preview", [handle], previews.notes_of(draft)),
        missing=previews.missing_of(story, draft),
        back=story_url(story),
        is_published=story.standing == Story.Standing.PUBLISHED,
        is_current=previews.is_current(story, draft),
    )
    return preview_response(request, PAGE, shown_on_page(shown.row, shown.told), mark)


def _file_addresses(story: Story) -> dict[str, str]:
    """Return the addresses of the files of a story at the desk, by their uploads."""
    files = story.files.values_list("upload", "pk")
    return {
        upload: reverse("desk_stories:file_content", args=[story.public_id, pk])
        for upload, pk in files
    }
