"""Leave the network: delete what identifies the member."""

from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.network.members import data_in_other_rooms
from vigil.network.members.rules import is_the_member
from vigil.network.members.verbs.checks import locked, without_names
from vigil.network.members.verbs.email_addresses import shred_sealed_values
from vigil.network.members.verbs.portraits import shred_files
from vigil.network.models import Listing, Member, Status
from vigil.network.profiles.fields import KIND
from vigil.network.visibility.verbs import withdraw_all
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Letter, User
from vigil.trust.outbox.models import new_uid
from vigil.trust.outbox.verbs.letters import empty_letter
from vigil.trust.people.verbs.accounts import empty_account
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part


@transaction.atomic
def leave(member: Member, *, by: User, why: str = "") -> None:
    """Remove a member for good: at their own wish, or at their request by a manager (`why`).

    Their texts, codes, links, files, address and letters are deleted, and each higher room deletes
    its data of them. Their account is emptied. An account with a role stays a colleague's account,
    without this page. What stays, under a number: that there was a member, when, and which consents
    were given and withdrawn. Raises NotAllowed, NotPossible (no reason; they left already).
    """
    take_part()
    member = locked(member)
    require(by, "network.edit_member", member)
    own = is_the_member.test(by, member)
    if not own and not why.strip():
        raise NotPossible(_("State why this member is removed."))
    why = without_names(member, why) or "the member leaves"
    withdraw_all(member, by=by)
    shred_files(member, by=by, why=why)
    shred_sealed_values(member, why=why)
    for letter in _letters(member):
        empty_letter(letter, why=why)
    data_in_other_rooms.forget(member, by, why)
    user = member.user
    _empty(member)
    record("leave_network", KIND, member.uid, by=by, why=why)
    if user is not None and not user.grants.exists():
        empty_account(user, by=by, why=why)


def why_account_stays(user: User) -> str:
    """Return why an account cannot be closed while a member uses it; "" if none does."""
    if Member.objects.filter(user=user).exists():
        return _("This person has a page in the network. Remove the member first.")
    return ""


def _letters(member: Member) -> QuerySet[Letter]:
    """Return the letters about a member, and all letters to their address."""
    about = Letter.objects.filter(about_kind=KIND, about_key=member.uid)
    to_them = Letter.objects.exclude(to_digest="").filter(to_digest=member.address_digest)
    return (about | to_them).distinct()


def _empty(member: Member) -> None:
    member.biographies.all().delete()
    member.links.all().delete()
    member.invitations.all().delete()
    # Made anew from what a member is at first, so that a field that comes later is emptied too.
    bare = Member(
        pk=member.pk,
        uid=member.uid,
        handle=new_uid(),
        kind=member.kind,
        listing=Listing.UNLISTED,
        status=Status.LEFT,
        created_at=member.created_at,
        changed_at=timezone.now(),
    )
    bare.save(force_update=True)


LOG: Final = LogWords(
    verbs={
        "leave_network": pgettext_lazy("decision", "leave the network"),
    },
)
