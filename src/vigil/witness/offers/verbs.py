"""Keep, list and take up offers from other rooms to ask people for their account."""

from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Consent, OwnKey, User
from vigil.trust.rooms.log_words import LogWords
from vigil.witness.models import StoryOffer
from vigil.witness.stories.verbs.writing import EDIT
from vigil.witness.works.changes import verb

KIND: Final = "story_offer"
"""What decisions call the subject. Its key is the number of the row: nothing of the person."""


def keep_offer(consent: Consent, by: User) -> tuple[StoryOffer, bool]:
    """Keep an offer of another room, in its transaction; return whether it is new.

    An agreement is offered once.
    """
    return StoryOffer.objects.get_or_create(consent=consent, defaults={"offered_by": by})


def hear_offer(consent: Consent, by: User) -> bool:
    """Keep an offer of another room; return whether it is new."""
    return keep_offer(consent, by)[1]


def offers_for(user: User) -> QuerySet[StoryOffer]:
    """Return the offers that nobody took up yet, and those that this colleague did and is not done
    with.

    Only while the person agrees to it: what was taken back is not told of, to nobody.
    """
    rows = _agreed().filter(Q(taken_by=None) | Q(taken_by=user, done_at=None))
    return rows.select_related("offered_by")


@verb
def take_offer(offer: StoryOffer, by: User) -> StoryOffer:
    """Take up an offer. From now on only this colleague asks for the account.

    Raises NotAllowed, NotPossible (it was taken up already; the person does not agree any more).
    """
    require(by, EDIT)
    # The agreement is kept from others as well, so that it is not taken back meanwhile.
    rows = StoryOffer.objects.select_for_update().select_related("consent")
    offer = rows.get(pk=offer.pk)
    if not _agreed().filter(pk=offer.pk).exists():
        raise NotPossible(_("This person withdrew consent to be asked for their story."))
    if offer.taken_at is not None:
        raise NotPossible(_("Somebody accepted this offer already."))
    offer.taken_by, offer.taken_at = by, timezone.now()
    offer.save(update_fields=["taken_by", "taken_at"])
    record("take_offer", KIND, str(offer.pk), by=by)
    return offer


@verb
def finish_offer(offer: StoryOffer, by: User) -> StoryOffer:
    """Note that an account was asked for. The offer leaves the list of who took it up.

    It is theirs to say also where the person does not agree any more. Raises NotAllowed,
    NotPossible (nobody, or somebody else, took it up; it is done already).
    """
    require(by, EDIT)
    offer = StoryOffer.objects.select_for_update().get(pk=offer.pk)
    if offer.taken_by_id != by.pk:
        raise NotPossible(_("You have not accepted this offer."))
    if offer.done_at is not None:
        raise NotPossible(_("You closed this offer already."))
    offer.done_at = timezone.now()
    offer.save(update_fields=["done_at"])
    record("finish_offer", KIND, str(offer.pk), by=by)
    return offer


def _agreed() -> QuerySet[StoryOffer]:
    """Return the offers whose consent is in force, of people whose records still exist."""
    today = timezone.localdate()
    gone = OwnKey.objects.filter(
        subject_kind=OuterRef("consent__subject_kind"),
        subject_key=OuterRef("consent__subject_key"),
        destroyed_at__isnull=False,
    )
    return StoryOffer.objects.filter(
        ~Exists(gone),
        Q(consent__until=None) | Q(consent__until__gte=today),
        consent__withdrawn_at=None,
        consent__given_on__lte=today,
    )


LOG: Final = LogWords(
    verbs={
        "finish_offer": pgettext_lazy("decision", "be done with an account that was offered"),
        "take_offer": pgettext_lazy("decision", "take up an account that was offered"),
    },
    kinds={
        "story_offer": pgettext_lazy("decision", "account that was offered"),
    },
)
