"""Update stories when the record or a consent changes, in the same transaction."""

from collections.abc import Iterable
from datetime import date
from itertools import batched
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.publication.record.projection import refresh_expired_consents as expire_record
from vigil.trust.decisions.subjects import Subject
from vigil.trust.rooms.log_words import LogWords
from vigil.witness.models import PublicStory, Story
from vigil.witness.stories import public_record
from vigil.witness.stories.projection import project
from vigil.witness.stories.verbs.publishing import hold
from vigil.witness.works.changes import verb
from vigil.witness.works.rows import stories_of_cases

Standing = Story.Standing
AT_ONCE: Final = 500


def follow_cases(pks: Iterable[int]) -> None:
    """Mark the stories of cases whose record changed, and hide what may no longer be shown.

    Called within the transaction that changed the cases, after their public rows were made anew.
    """
    for some in batched(pks, AT_ONCE):
        for story in _standing(stories_of_cases(some)):
            _mark(story)
            _show_what_holds(story, why="the record does not show its case, or a name in it")


def follow_consent(subject: Subject) -> None:
    """Hide what is no longer agreed to, in the transaction that changed a consent."""
    if subject.kind == Story.KIND:
        for story in _standing(Story.objects.filter(uid=subject.key)):
            _show_what_holds(story, why="what it needs is not agreed to any more")


def expire(today: date | None = None) -> int:
    """Hide what is no longer agreed to today; return how many stories were checked."""
    today = today or timezone.localdate()
    stale = PublicStory.objects.filter(valid_until__lt=today).values_list("pk", flat=True)
    pks = list(stale)
    if pks:
        expire_record(today)
        for pk in pks:
            _expire_one(pk)
    return len(pks)


@verb
def _expire_one(pk: int) -> None:
    for story in _standing(Story.objects.filter(pk=pk)):
        _show_what_holds(story, why="an agreement that it rested on has ended")


def _standing(rows: QuerySet[Story]) -> list[Story]:
    """Lock the stories that are not withdrawn, in one order, so that changes do not deadlock."""
    there = rows.exclude(standing=Standing.WITHDRAWN).order_by("pk")
    pks = list(there.values_list("pk", flat=True))
    return list(Story.objects.select_for_update().filter(pk__in=pks).order_by("pk"))


def _mark(story: Story) -> None:
    """Mark a story whose record changed since its editor last checked the text against it."""
    if not story.record_digest and story.standing != Standing.PUBLISHED:
        return
    changed = public_record.digest_now(story) != story.record_digest
    if changed and story.record_changed_at is None:
        story.record_changed_at = timezone.now()
    elif not changed:
        story.record_changed_at = None
    story.save(update_fields=["record_changed_at"])


def _show_what_holds(story: Story, *, why: str) -> None:
    if story.standing == Standing.PUBLISHED and not project(story) and not story.is_away:
        hold(story, by=None, why=why)


LOG: Final = LogWords(
    reasons={
        "an agreement that it rested on has ended": pgettext_lazy(
            "decision", "an agreement that it rested on has ended"
        ),
        "the record does not show its case, or a name in it": pgettext_lazy(
            "decision", "the record does not show its case, or a name in it"
        ),
        "what it needs is not agreed to any more": pgettext_lazy(
            "decision", "what it needs is not agreed to any more"
        ),
    },
)
