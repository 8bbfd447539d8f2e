"""Pass on from one room to another that somebody agreed to be asked for their story."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.consent.verbs import in_force
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import record
from vigil.trust.models import Consent, User
from vigil.trust.rooms import house
from vigil.trust.rooms.events import Event
from vigil.trust.rooms.log_words import LogWords

STORY_USE = "story"
"""The use of consent that `witness` registers: that somebody's story is told."""

STORY_OFFERED: Final = Event[Consent, User]("somebody agreed to be asked for their story")
"""Told with the consent and who offers it. Whoever keeps offers answers whether it is new."""


@transaction.atomic
def offer_story(subject: Subject, *, by: User) -> Consent:
    """Notify the editors of stories that somebody agreed to be asked for theirs.

    Nothing of the subject goes with it but the consent itself: who has it asks who keeps them.
    Who may is for the verb to ask that calls this. Raises NotPossible (nobody agreed to it; this
    very consent was offered before).
    """
    consent = in_force(subject, STORY_USE).filter(given_by=Consent.Relation.SELF).first()
    if consent is None:
        raise NotPossible(_("They have not agreed themselves to be asked for their story."))
    record("offer_story", *subject, by=by, after={"use": STORY_USE})
    heard = house.tell(STORY_OFFERED, consent, by)
    if heard and all(new is False for new in heard):
        raise NotPossible(_("It was offered already: nothing new happened."))
    return consent


LOG: Final = LogWords(
    verbs={
        "offer_story": pgettext_lazy("decision", "offer somebody’s story"),
    },
)
