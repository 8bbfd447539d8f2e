"""List a member under a name, or not at all; pause a member, and resume."""

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.network.members.name_changes import announce, naming_of
from vigil.network.members.rules import is_the_member
from vigil.network.members.verbs.checks import locked, without_names
from vigil.network.models import Listing, Member, Status
from vigil.network.profiles.fields import KIND
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.outbox.models import new_uid
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part

LISTINGS_BY_WIDTH = (Listing.UNLISTED, Listing.PSEUDONYM, Listing.NAME)


@transaction.atomic
def set_listing(member: Member, listing: str, *, by: User, why: str = "") -> Member:
    """Set how a member is listed. Their page gets a new address.

    If the member has an account, managers may only make the listing narrower. Raises NotAllowed,
    NotPossible (they left; there is no other name).
    """
    take_part()
    member = locked(member)
    require(by, "network.edit_member", member)
    if listing not in Listing.values:
        raise NotPossible(_("Choose how the member is listed."))
    if member.listing == listing:
        return member
    less = LISTINGS_BY_WIDTH.index(Listing(listing)) < LISTINGS_BY_WIDTH.index(
        Listing(member.listing)
    )
    if not (less or member.user_id is None or is_the_member.test(by, member)):
        raise NotAllowed(_("Only the member can decide to be listed."))
    if listing == Listing.PSEUDONYM and not member.pseudonym:
        raise NotPossible(_("Enter the other name first."))
    naming = naming_of(member)
    before, member.listing = {"listing": member.listing}, listing
    _rename(member)
    said = without_names(member, why)
    announce(member, naming)
    after = {"listing": listing}
    record("list_member", KIND, member.uid, by=by, before=before, after=after, why=said)
    return member


@transaction.atomic
def pause(member: Member, *, by: User, why: str = "") -> Member:
    """Remove a member from all lists until they resume. Raises NotAllowed, NotPossible."""
    return _set_status(member, Status.PAUSED, (Status.ACTIVE, Status.INVITED), by, why)


@transaction.atomic
def resume(member: Member, *, by: User, why: str = "") -> Member:
    """End the pause of a member. Raises NotAllowed, NotPossible."""
    status = Status.ACTIVE if member.user_id else Status.INVITED
    return _set_status(member, status, (Status.PAUSED,), by, why)


def _set_status(
    member: Member, status: Status, out_of: tuple[Status, ...], by: User, why: str
) -> Member:
    take_part()
    member = locked(member)
    require(by, "network.edit_member", member)
    if member.status not in out_of:
        raise NotPossible(
            _("You cannot do this while the member’s status is “%(status)s”.")
            % {"status": member.get_status_display()}
        )
    naming = naming_of(member)
    before, member.status = {"status": member.status}, status
    member.changed_at = timezone.now()
    member.save(update_fields=["status", "changed_at"])
    said = without_names(member, why)
    announce(member, naming)
    after = {"status": status}
    record("set_member_status", KIND, member.uid, by=by, before=before, after=after, why=said)
    return member


def _rename(member: Member) -> None:
    """Give the page a new address, so that it is not found under the former name."""
    member.handle, member.changed_at = new_uid(), timezone.now()
    member.save(update_fields=["handle", "listing", "changed_at"])


LOG: Final = LogWords(
    verbs={
        "list_member": pgettext_lazy("decision", "change how a member is listed"),
        "set_member_status": pgettext_lazy("decision", "pause a member, or end the pause"),
    },
    parts={
        "listing": pgettext_lazy("decision", "listed"),
        "status": pgettext_lazy("decision", "status"),
    },
)
