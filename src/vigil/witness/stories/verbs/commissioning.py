"""Commission a story from a journalist, and keep the contact of the family in the vault."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from babel.numbers import list_currencies
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import open_sealed, seal, sealed_for, shred
from vigil.witness.models import Commission, Story
from vigil.witness.stories.verbs.writing import EDIT
from vigil.witness.works.changes import locked, note, verb

FAMILY: Final = ("family_contact", "family_speaks", "family_avoid")
"""Fields of the vault: who is spoken with and how; who of ours speaks; which dates to avoid."""
LONGEST: Final = 4_000
State = Commission.State
NEXT: Final = {
    State.ASKED: (State.ACCEPTED, State.ENDED),
    State.ACCEPTED: (State.DELIVERED, State.ENDED),
    State.DELIVERED: (State.PAID, State.ACCEPTED, State.ENDED),
    State.PAID: (),
    State.ENDED: (State.ASKED,),
}


@verb
def commission(
    story: Story,
    *,
    journalist: str,
    brief: str,
    fee: Decimal | None,
    currency: str,
    due_on: date | None,
    by: User,
) -> Commission:
    """Ask a journalist for a story, or change what was asked. The fee is in a currency (ISO 4217).

    Raises NotAllowed, NotPossible (nobody; no brief; a fee without a currency or below nothing;
    the fee was paid already).
    """
    require(by, EDIT, story)
    story = locked(story)
    journalist, brief, currency = journalist.strip(), brief.strip(), currency.strip().upper()
    if not journalist or not brief:
        raise NotPossible(_("Enter who is asked, and for what."))
    _require_fee(fee, currency)
    there = Commission.objects.filter(story=story).first() or Commission(story=story)
    if there.state == State.PAID and (there.fee, there.currency) != (fee, currency):
        raise NotPossible(_("The fee was paid already."))
    there.journalist, there.brief = journalist[:200], brief[:20_000]
    there.fee, there.currency, there.due_on = fee, currency if fee is not None else "", due_on
    there.save()
    after = {"fee": str(fee or ""), "currency": there.currency, "due": str(due_on or "")}
    note("commission_story", story, by=by, after=after)
    return there


@verb
def move_commission(asked: Commission, state: str, *, by: User, why: str = "") -> Commission:
    """Return how far a commission is. Raises NotAllowed, NotPossible (not from where it is)."""
    require(by, EDIT, asked.story)
    story = locked(asked.story)
    asked = Commission.objects.select_for_update().get(pk=asked.pk)
    if state not in NEXT[State(asked.state)]:
        raise NotPossible(
            _("This step does not follow the present one. Choose one that is offered.")
        )
    before = {"state": asked.state}
    asked.state = state
    asked.save(update_fields=["state"])
    note("move_commission", story, by=by, before=before, after={"state": state}, why=why)
    return asked


@verb
def keep_family_contact(story: Story, values: Mapping[str, str], *, by: User) -> None:
    """Store the contact of the family in the vault. What is empty stays as it is.

    Raises NotAllowed, NotPossible (too long; nothing said).
    """
    require(by, EDIT, story)
    story = locked(story)
    said = {name: values.get(name, "").strip() for name in FAMILY}
    if not any(said.values()):
        raise NotPossible(_("Fill in at least one field."))
    if any(len(text) > LONGEST for text in said.values()):
        raise NotPossible(_("This text is too long. Shorten it to 4,000 characters."))
    for name, text in said.items():
        if text:
            seal(Story.KIND, story.uid, name, text, by=by)


def open_family_contact(story: Story, *, by: User, why: str) -> dict[str, str]:
    """Return the contact of the family from the vault. The log keeps who opened it, and why.

    Raises NotAllowed, NotPossible (no reason; nothing kept; withdrawn).
    """
    require(by, EDIT, story)
    if story.is_away:
        raise NotPossible(_("This story was withdrawn."))
    kept = [one for one in sealed_for(Story.KIND, story.uid) if one.field in FAMILY]
    if not kept:
        raise NotPossible(_("The vault holds no contact of the family."))
    return {one.field: open_sealed(one, by=by, why=why) for one in kept}


@verb
def forget_family_contact(story: Story, *, by: User, why: str) -> None:
    """Remove the contact of the family from the vault for good.

    Raises NotAllowed, NotPossible (no reason; nothing kept; withdrawn, which removed it).
    """
    require(by, EDIT, story)
    story = locked(story)
    kept = [one for one in sealed_for(Story.KIND, story.uid) if one.field in FAMILY]
    if not kept:
        raise NotPossible(_("The vault holds no contact of the family."))
    for one in kept:
        shred(one, by=by, why=why)


def has_family_contact(story: Story) -> bool:
    """Return whether the vault has a contact of the family."""
    return any(one.field in FAMILY for one in sealed_for(Story.KIND, story.uid))


def _require_fee(fee: Decimal | None, currency: str) -> None:
    if fee is None:
        return
    if fee < 0:
        raise NotPossible(_("The fee cannot be negative."))
    if currency not in list_currencies():
        raise NotPossible(_("Enter the currency as three letters, for example EUR."))


LOG: Final = LogWords(
    verbs={
        "commission_story": pgettext_lazy("decision", "commission a story"),
        "move_commission": pgettext_lazy("decision", "say how far a commission is"),
    },
    parts={
        "fee": pgettext_lazy("decision", "fee"),
    },
)
