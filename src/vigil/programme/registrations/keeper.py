"""What registrations hold of people, and what a withdrawal does with it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.programme.models import Registration, Session
from vigil.programme.registrations.verbs.registering import digest_of_address, withdraw
from vigil.trust.models import User, Withdrawal
from vigil.trust.rooms.keepers import Holding, WithdrawalAct

KIND = "registration"


class RegistrationKeeper:
    """Registrations: found by the address they were made with, for all else is sealed.

    Codes are digests of a host's words, and a stream is an address of no person: they go with
    what they belong to.
    """

    room = "registrations"
    label = gettext_lazy("Registrations")
    models = frozenset({"programme.Registration", "programme.HostCode", "programme.Stream"})

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return the registrations that were made with one of these addresses."""
        addresses = [name for name in names if "@" in name]
        if not addresses:
            return []
        sessions = Session.objects.filter(registrations__closed_at=None).distinct()
        # A digest for each session, and each is slow: sessions forget addresses when they are over.
        digests = [digest_of_address(session, one) for session in sessions for one in addresses]
        rows = Registration.objects.filter(address_digest__in=digests).select_related("session")
        return [
            Holding(
                kind=KIND,
                key=row.uid,
                label=f"{row}: {row.session}",
                what=_("Only the host side sees it. The registration would be withdrawn for good."),
            )
            for row in rows
        ]

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Withdraw a registration: address, name and letters are removed."""
        withdraw(Registration.objects.get(uid=holding.key))
        return _("the registration withdrawn, its address and name removed for good")

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Return that withdrawn registrations cannot be restored."""
        mine = [r["done"] for r in withdrawal.receipts if r["room"] == self.room]
        return [_("withdrawn registrations are gone for good")] if any(mine) else []

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Return nothing: no registration is public."""
        return []
