"""Inviting somebody by letter to look after their own page, and letting them in by its link."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext_lazy

from vigil.network.members.verbs.checks import locked
from vigil.network.members.verbs.email_addresses import (
    address_of,
    entered_by,
    keep_address,
    shred_sealed_values,
)
from vigil.network.models import Invitation, Member, Status
from vigil.network.profiles.fields import KIND
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Letter, User
from vigil.trust.outbox.verbs.letters import ACCOUNT, address_digest, write_letter
from vigil.trust.people.duplicate_accounts import mailbox, seeming_one
from vigil.trust.people.verbs.accounts import open_account
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part

LIFETIME = timedelta(days=14)
DAYS = LIFETIME.days
AT_ONCE = 200
"""Letters that are written while somebody waits for the page."""


@transaction.atomic
def invite(
    member: Member,
    *,
    by: User,
    link: Callable[[str], str],
    address: str = "",
    language: str = "en",
) -> Invitation:
    """Write a letter with a link to join. An earlier link becomes void.

    `link` makes the address of a token. `address` is kept if none is known yet. The letter names
    nobody. Raises NotAllowed, NotPossible (they have an account already, or left; no address).
    """
    take_part()
    member = locked(member)
    require(by, "network.manage_members")
    if member.user_id is not None:
        raise NotPossible(_("This member already has an account."))
    if address:
        keep_address(member, address, by=by)
    to = address_of(member, why="inviting")
    if not to:
        raise NotPossible(_("There is no email address for this member. Enter one."))
    open_invitations(member).update(withdrawn_at=timezone.now())
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        member=member,
        digest=_digest(token),
        made_by=by,
        expires_at=timezone.now() + LIFETIME,
    )
    with override(language):
        body = _letter(link(token))
    write_letter(
        to,
        Letter.Subject.ACCOUNT,
        body,
        kind=ACCOUNT,
        by=by,
        decides=False,
        language=language,
        addressee=f"member {member.pk}",
        about=(KIND, member.uid),
    )
    record("invite_member", KIND, member.uid, by=by)
    return invitation


@dataclass(frozen=True)
class InvitedMany:
    """How many were invited, how many cannot be for want of an address, how many are still left."""

    invited: int
    without_address: int
    left: int


def invite_added(*, by: User, link: Callable[[str], str], language: str) -> InvitedMany:
    """Invite those who were added and never written to, so many in one go: each by itself.

    Each is written to in the first of their languages in which we write, else in `language`.
    Raises NotAllowed.
    """
    require(by, "network.manage_members")
    rows = Member.objects.filter(status=Status.INVITED, user=None, invitations=None)
    added = [member for member in rows.order_by("pk") if not member.withdrawals]
    known = [member for member in added if member.address_digest]
    now = known[:AT_ONCE]
    for member in now:
        invite(member, by=by, link=link, language=_language_of(member, language))
    return InvitedMany(len(now), len(added) - len(known), len(known) - len(now))


def _language_of(member: Member, otherwise: str) -> str:
    ours = dict(settings.LANGUAGES)
    return next((tag for tag in member.languages if tag in ours), otherwise)


@transaction.atomic
def withdraw_invitation(member: Member, *, by: User) -> int:
    """Make open invitations void; return how many. Raises NotAllowed, NotPossible (none is)."""
    take_part()
    require(by, "network.manage_members")
    member = locked(member)
    n = open_invitations(member).update(withdrawn_at=timezone.now())
    if not n:
        raise NotPossible(_("This member has no open invitation."))
    record("withdraw_invitation", KIND, member.uid, by=by)
    return n


@transaction.atomic
def accept_invitation(token: str, *, signed_in: User | None = None) -> User:
    """Spend the token of an invitation and return who signs in by it: an account without a role.

    Who has an account under the address that was written to signs in first: a link in a letter is
    no way around a second factor. Raises NotPossible (unknown, spent, void or expired: one answer
    for all; an account is there already; somebody else is signed in), NeedsSecondPerson (it would
    be whoever invited the member, or entered where to write to them).
    """
    take_part()
    invitation = _find(token)
    # No join in this statement, so that of several who come at once one spends the link.
    spent = Invitation.objects.filter(pk=invitation.pk, used_at=None, withdrawn_at=None)
    if not spent.update(used_at=timezone.now()):
        raise NotPossible(
            _("This invitation is no longer valid. Ask the person who invited you for a new one.")
        )
    member = locked(invitation.member)
    if member.user_id is not None:
        raise NotPossible(
            _("This invitation is no longer valid. Ask the person who invited you for a new one.")
        )
    user = _account_for(member, invitation, signed_in)
    member.user, member.status = user, Status.ACTIVE
    member.joined_on = member.joined_on or timezone.localdate()
    member.changed_at = timezone.now()
    member.save()
    # From now on it stands in the account, and nowhere twice.
    shred_sealed_values(member, why="the member signs in")
    record("accept_invitation", KIND, member.uid, by=user)
    return user


def _letter(address: str) -> str:
    """Write the invitation, its address alone on a line, so that no mark becomes a part of it."""
    parts = [
        _(
            "You are invited to a page of your own, on which you decide what is said about you, "
            "and to whom. Nothing is shown before you say so."
        ),
        ngettext(
            "This address opens it once, within %(days)d day:",
            "This address opens it once, within %(days)d days:",
            DAYS,
        )
        % {"days": DAYS},
        address,
        _("If you did not expect this letter, do nothing: nobody is told."),
    ]
    return "\n\n".join(parts)


def leads_in(token: str) -> bool:
    """Return whether the token of an invitation is still valid."""
    rows = Invitation.objects.filter(digest=_digest(token), used_at=None, withdrawn_at=None)
    rows = rows.filter(expires_at__gt=timezone.now(), member__user=None)
    return rows.exclude(member__status=Status.LEFT).exists()


def open_invitations(member: Member) -> QuerySet[Invitation]:
    """Return the invitations of a member that would still let them in."""
    return member.invitations.filter(used_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


def _find(token: str) -> Invitation:
    rows = Invitation.objects.select_related("member").filter(expires_at__gt=timezone.now())
    found = rows.filter(digest=_digest(token)).first()
    if found is None or found.member.status == Status.LEFT:
        raise NotPossible(
            _("This invitation is no longer valid. Ask the person who invited you for a new one.")
        )
    return found


def _account_for(member: Member, invitation: Invitation, signed_in: User | None) -> User:
    address = address_of(member, why="the invitation is accepted")
    _require_not_theirs(member, invitation, address, signed_in)
    if signed_in is not None:
        if address_digest(signed_in.email) != address_digest(address):
            raise NotPossible(
                _("You are signed in as somebody else. Sign out, then open the link again.")
            )
        if hasattr(signed_in, "member"):
            raise NotPossible(_("You already have a page."))
        return signed_in
    if User.objects.filter(email__iexact=address).exists():
        raise NotPossible(
            _("There is an account with your address. Sign in, then open the link again.")
        )
    # No name: what colleagues read in the log must not say who a member is.
    return open_account(address, name=_("member %(number)d") % {"number": member.pk})


def _require_not_theirs(
    member: Member, invitation: Invitation, address: str, signed_in: User | None
) -> None:
    """Raise NeedsSecondPerson if the person who added a member would sign in as them."""
    asked_by = entered_by(member) | {invitation.made_by_id}
    brought = User.objects.filter(pk__in=[pk for pk in asked_by if pk is not None])
    same = {one.pk for one in brought if mailbox(one.email) == mailbox(address)}
    if signed_in is not None:
        same |= seeming_one(signed_in, [one.pk for one in brought])
    if same:
        raise NeedsSecondPerson(
            _(
                "Whoever invites a member, or enters the address of one, does not come in as them. "
                "Somebody else has to invite you."
            )
        )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


LOG: Final = LogWords(
    verbs={
        "accept_invitation": pgettext_lazy("decision", "accept an invitation"),
        "invite_member": pgettext_lazy("decision", "invite a member"),
        "withdraw_invitation": pgettext_lazy("decision", "cancel an invitation"),
    },
    reasons={
        "inviting": pgettext_lazy("decision", "inviting"),
        "the invitation is accepted": pgettext_lazy("decision", "the invitation is accepted"),
        "the member signs in": pgettext_lazy("decision", "the member signs in"),
    },
)
