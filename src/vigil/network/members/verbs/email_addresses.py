"""The email address of a member: in the vault until they have an account."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.network.models import Member, Status
from vigil.network.profiles.fields import KIND
from vigil.network.profiles.values import clean_address
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import BATCH
from vigil.trust.models import Decision, Sealed, User
from vigil.trust.outbox.verbs.letters import address_digest
from vigil.trust.vault.verbs.sealing import open_to_act, seal, seal_many, sealed_for, shred

ADDRESS = "address"
"""The field of the vault."""


def keep_address(member: Member, address: str, *, by: User | None) -> bool:
    """Seal the email address of a member; return whether it changed.

    Links that were sent to the address before become void. Members with an account change their
    address there. Raises NotPossible (no address; another member has it).
    """
    address = clean_address(address)
    digest = address_digest(address)
    if member.address_digest == digest:
        return False
    if member.user_id is not None:
        raise NotPossible(
            _("This member has an account. Only they can change their email address.")
        )
    if with_address(address) is not None:
        raise NotPossible(_("Another member already has this email address."))
    seal(KIND, member.uid, ADDRESS, address, by=by)
    member.address_digest = digest
    member.save(update_fields=["address_digest"])
    member.invitations.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
    return True


def keep_addresses(addresses: Mapping[Member, str], *, by: User | None) -> None:
    """Seal the email addresses of many new members. Raises NotPossible (an address is taken)."""
    for member, address in addresses.items():
        member.address_digest = address_digest(address)
    digests = [member.address_digest for member in addresses]
    taken = Member.objects.exclude(status=Status.LEFT).filter(address_digest__in=digests)
    if len(set(digests)) < len(digests) or taken.exists():
        raise NotPossible(_("Another member already has this email address."))
    texts = {member.uid: address for member, address in addresses.items()}
    seal_many(KIND, ADDRESS, texts, by=by)
    Member.objects.bulk_update(addresses, ["address_digest"], batch_size=BATCH)


def with_address(address: str) -> Member | None:
    """Return the member with an email address, in any capitals."""
    found = Member.objects.filter(address_digest=address_digest(address))
    return found.exclude(status=Status.LEFT).first()


def entered_by(member: Member) -> set[int | None]:
    """Return the keys of the users who entered the current email address of a member."""
    rows = Decision.objects.filter(target_kind=KIND, target_key=member.uid, verb="seal")
    last = rows.filter(after__field=ADDRESS).order_by("-pk").first()
    return {last.actor_id} if last is not None else set()


def sealed_address(member: Member) -> Sealed | None:
    """Return the sealed address of a member, unopened."""
    return next((one for one in sealed_for(KIND, member.uid) if one.field == ADDRESS), None)


def address_of(member: Member, *, why: str) -> str:
    """Return the email address of a member, or "". Opening the vault is recorded."""
    if member.user is not None:
        return member.user.email
    sealed = sealed_address(member)
    return open_to_act(sealed, why=why) if sealed else ""


def shred_sealed_values(member: Member, *, why: str) -> None:
    """Remove everything that the vault holds of a member."""
    for sealed in sealed_for(KIND, member.uid):
        shred(sealed, by=None, why=why)
