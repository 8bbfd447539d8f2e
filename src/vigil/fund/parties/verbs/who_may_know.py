"""Set who may know of a party, and record conflicts of interest."""

from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import WORK
from vigil.fund.models import Conflict, Party
from vigil.fund.parties.locking import locked
from vigil.fund.parties.models.party import PARTY
from vigil.fund.parties.verbs import sealing
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords


@transaction.atomic
def let_know(party: Party, users: Iterable[User], *, by: User) -> None:
    """Set who may know of a party; an empty list means everybody in the fund.

    Whoever sets it is added to the list. Raises NotAllowed.
    """
    require(by, WORK, party)
    party = locked(party)
    chosen = {user.pk for user in users}
    party.known_to.set(chosen | {by.pk} if chosen else ())
    record("let_know_of_party", PARTY, party.uid, by=by, after={"people": len(chosen)})


@transaction.atomic
def say_conflict(party: Party, user: User, *, by: User, why: str = "") -> Conflict:
    """Record a conflict of interest: from now on this user sees nothing of the party.

    Everybody may record their own; an officer those of others. Raises NotAllowed; NotPossible if it
    is recorded already.
    """
    if user != by:
        require(by, WORK, party)
    Party.objects.select_for_update().get(pk=party.pk)
    if Conflict.objects.filter(party=party, user=user).exists():
        raise NotPossible(_("This interest was noted already."))
    sealing.write(party, PARTY, party.uid, f"conflict {user.pk}", why, by=by)
    row = Conflict.objects.create(party=party, user=user, said_by=by)
    record("say_conflict", PARTY, party.uid, by=by, after={"user": user.pk})
    return row


LOG: Final = LogWords(
    verbs={
        "let_know_of_party": pgettext_lazy("decision", "say who may know of somebody in the fund"),
        "say_conflict": pgettext_lazy("decision", "note an interest"),
    },
)
