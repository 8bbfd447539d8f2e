"""What registrations hold of people, and what a withdrawal does with it."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.utils.translation import gettext_lazy as _

from vigil.programme.models import Registration, Session
from vigil.programme.registrations.verbs.registering import digest_of_address, withdraw
from vigil.trust.rooms.keepers import WithdrawalAct
from vigil.trust.rooms.simple_keeper import keeper_of


def _made_with(names: Sequence[str]) -> Iterable[Registration]:
    """Return the registrations made with one of these addresses. All else of them is sealed."""
    addresses = [name for name in names if "@" in name]
    if not addresses:
        return []
    sessions = Session.objects.filter(registrations__closed_at=None).distinct()
    # A digest for each session, and each is slow: sessions forget addresses when they are over.
    digests = [digest_of_address(session, one) for session in sessions for one in addresses]
    return Registration.objects.filter(address_digest__in=digests).select_related("session")


def _withdraw(registration: Registration, act: WithdrawalAct) -> None:
    withdraw(registration)


KEEPER: Final = keeper_of(
    "registrations",
    Registration,
    label=_("Registrations"),
    find=_made_with,
    erase=_withdraw,
    # Codes are digests of a host's words, and a stream is an address of no person: they go with
    # what they belong to.
    with_them=["programme.HostCode", "programme.Stream", "programme.StreamAddress"],
)
