"""Checks that all verbs on a member share: lock the row, keep names out of reasons."""

from django.utils.translation import gettext as _

from vigil.network.models import Member, Status
from vigil.trust.access.errors import NotPossible
from vigil.trust.withdrawals.names_in_texts import says


def locked(member: Member) -> Member:
    """Return a member's row, locked for the transaction. Raises NotPossible (they left)."""
    member = Member.objects.select_for_update().get(pk=member.pk)
    if member.status == Status.LEFT:
        raise NotPossible(_("This member has left. We keep no data about them."))
    return member


def without_names(member: Member, why: str) -> str:
    """Return a reason, which is kept permanently. Raises NotPossible (it names the member)."""
    if says([why], [*member.name.split(), *member.pseudonym.split()]):
        raise NotPossible(_("Remove the name from the reason. Decisions are kept permanently."))
    return why
