"""What private links hold of people, and what a withdrawal does with it."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.utils.translation import gettext_lazy as _

from vigil.trust.models import PrivateLink
from vigil.trust.outbox.verbs.letters import address_digest
from vigil.trust.private_links.verbs.links import close
from vigil.trust.rooms.keepers import WithdrawalAct
from vigil.trust.rooms.simple_keeper import keeper_of
from vigil.trust.withdrawals.names_in_texts import that_say


def _of_person(names: Sequence[str]) -> Iterable[PrivateLink]:
    """Return the links that were sent to one of these addresses, or whose word says a name."""
    digests = [address_digest(name) for name in names if "@" in name]
    rows = PrivateLink.objects.all()
    return (rows.filter(address_digest__in=digests) | that_say(rows, ["called"], names)).distinct()


def _revoke(link: PrivateLink, act: WithdrawalAct) -> None:
    if link.called:
        link.called = ""
        link.save(update_fields=["called"])
    if link.revoked_at is None:
        close(link, by=act.by, why=act.withdrawal.why)


KEEPER: Final = keeper_of(
    "private_links", PrivateLink, label=_("Private links"), find=_of_person, erase=_revoke
)
