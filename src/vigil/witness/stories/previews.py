"""Show the draft of a story as readers will see it, once everything is reviewed and agreed to.

By the code that makes the public rows and pages; the rows of a preview are never saved.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from vigil.witness.models import PublicStory, Story
from vigil.witness.stories import public_record
from vigil.witness.stories.drafts import Draft
from vigil.witness.stories.hindrances import hindrances
from vigil.witness.stories.projection import (
    awaited_story,
    row_of,
    says_nothing_withheld,
    text_rows_of,
)
from vigil.witness.stories.queries.public import ReadableStory, StoryDisplay, display_of
from vigil.witness.works.drafts import text_notes


@dataclass(frozen=True)
class PreviewedStory:
    """A draft as its page would show it. `row` is a public row that nobody saved."""

    row: PublicStory
    told: StoryDisplay


def previewed_story(
    story: Story, draft: Draft, *, url: str, file_url: Callable[[str], str], wanted: str = ""
) -> PreviewedStory | None:
    """Return a draft as its page would show it; None where there is no text with a title yet.

    `url` and `file_url` are the addresses of the preview and of its files, by the uid of the
    upload: nothing of a draft is at public addresses.
    """
    made = awaited_story(story, draft)
    if made is None:
        return None
    row = row_of(story, made)
    shown = ReadableStory(row, text_rows_of(row, made), url, file_url)
    return PreviewedStory(row, display_of(shown, wanted))


def notes_of(draft: Draft) -> Mapping[str, str]:
    """Return how far the text in each language is, where readers would not see it."""
    return text_notes(draft, [code for code, _name in settings.LANGUAGES])


def missing_of(story: Story, draft: Draft) -> list[str]:
    """Return what is still to be done before a draft can be published; nothing once it is."""
    return [] if is_current(story, draft) else hindrances(story, draft)


def is_current(story: Story, draft: Draft) -> bool:
    """Return whether readers see this revision."""
    published = story.standing == Story.Standing.PUBLISHED
    return published and story.public_revision == draft.revision


def why_not_outside(story: Story, draft: Draft) -> str:
    """Return why nobody outside may read this draft yet; nothing where they may.

    Names and places that the record withholds stay at the desk, in drafts too.
    """
    if not draft.original.is_there:
        return _("Write a text with a title first.")
    withheld = public_record.withheld_in(story)
    if all(says_nothing_withheld(text, withheld) for text in draft.texts.values()):
        return ""
    return _(
        "The text says a name or a place that the record does not show. Take it out before "
        "anybody outside reads it."
    )
