"""Hide a party whose name was withdrawn, and remove it from what is published.

The withdrawal that calls these verbs checks the permission.
"""

from typing import Final

from django.db import transaction
from django.utils.translation import pgettext_lazy

from vigil.fund.models import Grant, Party
from vigil.fund.parties import locking
from vigil.fund.parties.signals import PARTY_CHANGED
from vigil.fund.releases import verbs as releases
from vigil.trust.decisions.verbs import record
from vigil.trust.models import Level, Protection, User
from vigil.trust.protection.verbs import level_of
from vigil.trust.rooms import house
from vigil.trust.rooms.log_words import LogWords


@transaction.atomic
def take_title_off(grant: Grant, *, by: User) -> None:
    """Remove the public title of a grant; the grant is unlisted everywhere.

    Nothing happens without a title. The withdrawal checks the permission.
    """
    party_first = Party.objects.select_for_update().get(pk=grant.party_id)
    row = party_first.grants.select_for_update().get(pk=grant.pk)
    if not row.public_title:
        return
    row.public_title = ""
    row.save(update_fields=["public_title"])
    record("take_title_off", "grant", row.uid, by=by, why="a name was withdrawn")
    releases.unlist({row.uid})


@transaction.atomic
def take_words_off(grant: Grant, *, by: User) -> None:
    """Remove published result texts of a grant from every release and file.

    The withdrawal checks the permission.
    """
    record("take_words_off", "grant", grant.uid, by=by, why="a name was withdrawn")
    releases.take_words_out({grant.uid})


@transaction.atomic
def hide(party: Party, *, by: User) -> None:
    """Hide a party: remove its name and titles, also from what is published.

    Only the fund can show the party again. The withdrawal checks the permission. Raises NotPossible
    if the party was removed.
    """
    party = locking.locked(party)
    before = level_of(party.subject)
    decision = record(
        "set_protection",
        *party.subject,
        by=by,
        before={"level": before},
        after={"level": Level.HIDDEN},
        why="a name was withdrawn",
    )
    Protection.objects.update_or_create(
        subject_kind="party",
        subject_key=party.uid,
        defaults={"level": Level.HIDDEN, "decision": decision},
    )
    party.level, party.name, party.pseudonym = Level.HIDDEN, "", ""
    party.save(update_fields=["level", "name", "pseudonym"])
    party.grants.update(public_title="")
    house.tell(PARTY_CHANGED, party)


LOG: Final = LogWords(
    verbs={
        "take_title_off": pgettext_lazy("decision", "take the public title off a grant"),
        "take_words_off": pgettext_lazy("decision", "take out what was published of a grant"),
    },
    reasons={
        "a name was withdrawn": pgettext_lazy("decision", "a name was withdrawn"),
    },
)
