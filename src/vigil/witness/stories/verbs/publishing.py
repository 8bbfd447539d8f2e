"""Publish, schedule, correct and unpublish stories."""

from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.witness.models import Story
from vigil.witness.stories import public_record
from vigil.witness.stories.drafts import story_draft
from vigil.witness.stories.hindrances import hindrances
from vigil.witness.stories.projection import project
from vigil.witness.stories.verbs.reviewing import PUBLISH
from vigil.witness.works import lifecycle
from vigil.witness.works.changes import locked, note, relocked, verb

Standing = Story.Standing
LONGEST_NOTE = 500


@verb
def publish(story: Story, *, by: User, correction: str = "") -> Story:
    """Publish the approved revision at once.

    Of a story that is published already it is a correction, of which readers are told what
    changed. Raises NotAllowed, NotPossible (with all reasons why it cannot be published).
    """
    require(by, PUBLISH, story)
    story = locked(story)
    _require_ready(story)
    return _publish(story, by, correction)


@verb
def schedule(story: Story, at: datetime, *, by: User) -> Story:
    """Publish the approved revision at a later moment. Until then nobody sees anything of it.

    It is looked at again when its time comes (`publish_due`). Raises NotAllowed, NotPossible
    (everything that stands against it now; a moment that is over; published already).
    """
    require(by, PUBLISH, story)
    story = locked(story)
    if story.standing == Standing.PUBLISHED:
        raise NotPossible(_("It is published already."))
    if at <= timezone.now():
        raise NotPossible(_("Choose a time in the future."))
    _require_ready(story)
    story.standing, story.publish_at, story.held_why = Standing.SCHEDULED, at, ""
    story.save()
    note("schedule_story", story, by=by, after={"at": at.isoformat(timespec="minutes")})
    return story


@verb
def take_back(story: Story, *, by: User, why: str) -> Story:
    """Unpublish or unschedule a story, and keep it as a draft.

    Raises NotAllowed, NotPossible (it is neither published nor scheduled; no reason).
    """
    require(by, PUBLISH, story)
    story = locked(story)
    if story.standing not in (Standing.PUBLISHED, Standing.SCHEDULED):
        raise NotPossible(_("It is neither published nor scheduled."))
    lifecycle.require_reason(why)
    return hold(story, by=by, why=why)


@verb
def acknowledge_record(story: Story, *, by: User) -> Story:
    """Note that an editor checked the changed record, and that the text is still right.

    Raises NotAllowed, NotPossible (nothing changed).
    """
    require(by, PUBLISH, story)
    story = locked(story)
    if story.record_changed_at is None:
        raise NotPossible(_("The record did not change since you last compared."))
    story.record_digest, story.record_changed_at = public_record.digest_now(story), None
    story.save()
    note("acknowledge_record", story, by=by, after={"state": story.record_digest})
    return story


def publish_due(now: datetime | None = None) -> dict[str, int]:
    """Publish the stories whose time has come; return how many were published and held.

    What something stands against by then is not published, and waits for its editor with the
    reason. Safe to interrupt, to repeat and to run twice at once.
    """
    now = now or timezone.now()
    due = Story.objects.filter(standing=Standing.SCHEDULED, publish_at__lte=now)
    done = {"published": 0, "held": 0}
    for story in due:
        outcome = _publish_one(story, now)
        if outcome:
            done[outcome] += 1
    return done


@verb
def _publish_one(row: Story, now: datetime) -> str:
    story = relocked(row)
    due = story.publish_at is not None and story.publish_at <= now
    if story.standing != Standing.SCHEDULED or story.is_away or not due:
        return ""
    if trouble := troubles(story):
        hold(story, by=None, why=" ".join(trouble))
        return "held"
    _publish(story, None, "")
    return "published"


def hold(story: Story, *, by: User | None, why: str) -> Story:
    """Unpublish a locked story, and keep it as a draft. Call it within a transaction."""
    story.publish_at = None
    return lifecycle.hold(story, project, "hold_story", by=by, why=why)


def troubles(story: Story) -> list[str]:
    """Return the reasons why the approved revision cannot be published."""
    if story.approved_revision is None:
        return [_("Nobody has approved it yet.")]
    draft = story_draft(story, story.approved_revision)
    found = hindrances(story, draft)
    if story_draft(story).revision != story.approved_revision:
        found.insert(0, _("The text changed after it was approved. Send it to review again."))
    return found


def _require_ready(story: Story) -> None:
    if trouble := troubles(story):
        raise NotPossible(" ".join(trouble))


def _publish(story: Story, by: User | None, correction: str) -> Story:
    before: dict[str, Any] = {"standing": story.standing, "revision": story.public_revision}
    corrected = story.standing == Standing.PUBLISHED
    if corrected:
        _add_correction(story, correction.strip())
    lifecycle.publish_approved(story)
    story.publish_at = None
    story.record_digest, story.record_changed_at = public_record.digest_now(story), None
    story.save()
    story.files.update(shown=True)
    if not project(story):
        raise NotPossible(
            _("Nothing of this story may be shown at present. Look at “Before you can publish”.")
        )
    note(
        "correct_story" if corrected else "publish_story",
        story,
        by=by,
        before=before,
        after={"revision": story.public_revision},
    )
    return story


def _add_correction(story: Story, correction: str) -> None:
    if not correction:
        raise NotPossible(_("Write for readers what was corrected."))
    if len(correction) > LONGEST_NOTE:
        raise NotPossible(_("Say in fewer words what was corrected."))
    public_record.require_public_names(story, correction)
    told = {"day": timezone.localdate().isoformat(), "note": correction}
    story.corrections = [told, *story.corrections]


LOG: Final = LogWords(
    verbs={
        "acknowledge_record": pgettext_lazy("decision", "note that a text still holds"),
        "correct_story": pgettext_lazy("decision", "correct a story"),
        "hold_story": pgettext_lazy("decision", "take a story from the public"),
        "publish_story": pgettext_lazy("decision", "publish a story"),
        "schedule_story": pgettext_lazy("decision", "schedule a story"),
    },
    parts={
        "at": pgettext_lazy("decision", "for when"),
    },
)
