"""Withdraw a story for good: its words, revisions, files, and what readers saw of it."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Consent, Upload, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs import files as uploads
from vigil.trust.vault.verbs.sealing import sealed_for
from vigil.trust.vault.verbs.sealing import shred as shred_sealed
from vigil.witness.models import Story
from vigil.witness.readers.verbs.forgetting import forget_readers
from vigil.witness.stories.projection import project
from vigil.witness.stories.verbs.consenting import subject_of
from vigil.witness.stories.verbs.files import shred_file
from vigil.witness.works import lifecycle
from vigil.witness.works.changes import note, relocked, verb

WITHDRAW: Final = "witness.withdraw_story"


@verb
def withdraw_story(story: Story, *, by: User, why: str) -> Story:
    """Withdraw a story for good, at once: its words are deleted, here and in Wagtail.

    That there was one, its id, who agreed to what, and this decision stay. It cannot be brought
    back: what is told again is another story. Raises NotAllowed, NotPossible (no reason;
    withdrawn already).
    """
    require(by, WITHDRAW, story)
    lifecycle.require_reason(why)
    story = relocked(story)
    if story.standing == Story.Standing.WITHDRAWN:
        raise NotPossible(_("This story was withdrawn already."))
    before = {"standing": story.standing}
    _empty(story, why)
    forget_readers(subject_of(story), by=by, why=why)
    note("withdraw_story", story, by=by, before=before, why=why)
    return story


def _empty(story: Story, why: str) -> None:
    lifecycle.empty(story)
    for one in story.files.all():
        shred_file(one, why=why)
    _remove_evidence(story, why)
    for sealed in sealed_for(Story.KIND, story.uid):
        shred_sealed(sealed, by=None, why=why)
    if hasattr(story, "commission"):
        story.commission.delete()
    story.publish_at, story.record_changed_at = None, None
    story.persons, story.corrections, story.family_reads_why = [], [], ""
    story.told_apart = ""
    story.save()
    project(story)


def _remove_evidence(story: Story, why: str) -> None:
    """Remove other uploads of the story. Papers of consents stay."""
    evidence = Consent.objects.filter(subject_kind=Story.KIND, subject_key=story.uid).exclude(
        evidence=""
    )
    kept = set(evidence.values_list("evidence", flat=True))
    rows = Upload.objects.filter(subject_kind=Story.KIND, subject_key=story.uid)
    for upload in rows.exclude(state=Upload.State.REMOVED).exclude(uid__in=kept):
        uploads.shred(upload, by=None, why=why)


LOG: Final = LogWords(
    verbs={
        "withdraw_story": pgettext_lazy("decision", "withdraw a story for good"),
    },
)
