"""Find who registered by their address, of which only digests are kept."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from vigil.programme.models import Event, EventRegistration, Registration, Session
from vigil.trust.vault.digests import identifier_digests


@dataclass(frozen=True)
class AddressDigests:
    """The digests by which one address is known within an event."""

    event: Event
    of_event: str
    of_sessions: tuple[str, ...] = ()
    """Made under single sessions, when each had registrations of its own."""

    def people(self) -> QuerySet[EventRegistration]:
        """Return the registrations with the address: one, or several from before."""
        rows = EventRegistration.objects.filter(event=self.event)
        return rows.filter(address_digest__in=[self.of_event, *self.of_sessions])

    def registrations(self, sessions: Iterable[Session]) -> list[Registration]:
        """Return what there is with the address for these sessions, and was not withdrawn."""
        rows = Registration.objects.filter(
            event_registration__in=self.people(), session__in=list(sessions)
        )
        rows = rows.exclude(state=Registration.State.WITHDRAWN)
        return list(rows.select_related("event_registration", "session__event").order_by("pk"))


def digests_of_address(event: Event, address: str) -> AddressDigests:
    """Return all digests of an address within an event. Slow: 44 ms of a core for each."""
    of_event, *others = identifier_digests(
        [_said(event, address), *(_said(one, address) for one in _with_own_digests(event))]
    )
    return AddressDigests(event, of_event, tuple(others))


def people_with_addresses(addresses: list[str]) -> Iterable[EventRegistration]:
    """Return the registrations made with one of these addresses, in all events."""
    events = Event.objects.filter(event_registrations__closed_at=None).distinct()
    # Digests for each event, and each is slow: events forget addresses when they are over.
    for event in events if addresses else []:
        for address in addresses:
            yield from digests_of_address(event, address).people().select_related("event")


def _with_own_digests(event: Event) -> Iterable[Session]:
    keys = EventRegistration.objects.filter(event=event, closed_at=None)
    return Session.objects.filter(pk__in=keys.exclude(digest_session=None).values("digest_session"))


def _said(within: Event | Session, address: str) -> str:
    """Return the text that is digested: the uids of events and of sessions differ."""
    return f"registration {within.uid} {address.strip().casefold()}"
