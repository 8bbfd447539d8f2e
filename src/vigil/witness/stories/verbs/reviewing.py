"""Review stories: another person than the sender approves one revision, and no later one."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.witness.models import Story
from vigil.witness.stories.drafts import story_draft
from vigil.witness.stories.verbs.writing import EDIT
from vigil.witness.works import lifecycle
from vigil.witness.works.changes import locked, note, verb
from vigil.witness.works.drafts import latest_revision

PUBLISH: Final = "witness.publish_story"


@verb
def send_to_review(story: Story, *, by: User) -> Story:
    """Send the latest revision to review. Raises NotAllowed, NotPossible (no text)."""
    require(by, EDIT, story)
    story = locked(story)
    draft = story_draft(story)
    if not draft.original.is_there:
        raise NotPossible(_("Write a title and a text first."))
    lifecycle.send(story, draft.revision, by=by)
    note("send_to_review", story, by=by, after={"revision": draft.revision})
    return story


@verb
def send_back(story: Story, *, by: User, why: str) -> Story:
    """Send a story back to its editor. Raises NotAllowed, NotPossible (not sent; no reason)."""
    require(by, PUBLISH, story)
    story = locked(story)
    before = lifecycle.send_back(story, why=why)
    note("send_back", story, by=by, before=before, why=why)
    return story


@verb
def approve(story: Story, *, by: User) -> Story:
    """Approve the revision that was sent. Raises NotAllowed, NotPossible, NeedsSecondPerson."""
    require(by, PUBLISH, story)
    story = locked(story)
    if_changed = _("The text changed after it was sent. Its editor must send it again.")
    lifecycle.approve(story, by=by, if_changed=if_changed)
    note("approve_story", story, by=by, after={"revision": story.approved_revision})
    return story


@verb
def family_read(story: Story, answer: str, *, by: User, why: str = "") -> Story:
    """Record the family's answer to the latest revision, or why they are not asked.

    Raises NotAllowed, NotPossible (no such answer; waived without a reason; there is no text).
    """
    require(by, EDIT, story)
    story = locked(story)
    if answer not in Story.FamilyReads.values:
        raise NotPossible(_("Say what the family answered."))
    if answer == Story.FamilyReads.WAIVED and not why.strip():
        raise NotPossible(_("Say why the family is not asked."))
    revision = latest_revision(story)
    if answer == Story.FamilyReads.YES and not story_draft(story).original.is_there:
        raise NotPossible(_("Write a title and a text before the family reads it."))
    story.family_reads, story.family_reads_why = answer, why.strip()
    story.family_read_revision = revision
    story.save()
    note("family_read", story, by=by, after={"answer": answer, "revision": revision}, why=why)
    return story


LOG: Final = LogWords(
    verbs={
        "approve_story": pgettext_lazy("decision", "approve a story"),
        "family_read": pgettext_lazy("decision", "note what the family said"),
        "send_back": pgettext_lazy("decision", "send a story back"),
        "send_to_review": pgettext_lazy("decision", "send a story to review"),
    },
)
