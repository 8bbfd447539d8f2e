"""What registrations hold of people, and what a withdrawal does with it."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.utils.translation import gettext_lazy as _

from vigil.programme.models import EventRegistration
from vigil.programme.registrations.addresses import people_with_addresses
from vigil.programme.registrations.verbs.withdrawing import withdraw_person
from vigil.trust.rooms.keepers import WithdrawalAct
from vigil.trust.rooms.simple_keeper import keeper_of


def _made_with(names: Sequence[str]) -> Iterable[EventRegistration]:
    """Return the registrations made with one of these addresses. All else of them is sealed."""
    return people_with_addresses([name for name in names if "@" in name])


def _withdraw(person: EventRegistration, act: WithdrawalAct) -> None:
    withdraw_person(person)


KEEPER: Final = keeper_of(
    "registrations",
    EventRegistration,
    label=_("Registrations"),
    find=_made_with,
    erase=_withdraw,
    # A place in a session names its person, and taps at the door name the place. Codes are digests
    # of a host's words, a stream is an address of no person, and of a walk-in nothing is kept: they
    # go with what they belong to.
    with_them=[
        *("programme.Registration", "programme.HostCode"),
        *("programme.CheckInTap", "programme.WalkIn"),
        *("programme.Stream", "programme.StreamAddress"),
    ],
)
