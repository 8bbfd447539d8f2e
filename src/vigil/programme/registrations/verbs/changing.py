"""Change a registration by its own link: more sessions, the language, the zone, what is needed."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.models import Event, EventRegistration, Registration, Session
from vigil.programme.registrations import letters
from vigil.programme.registrations.addresses import AddressDigests, digests_of_address
from vigil.programme.registrations.letters import KIND, address_in_vault
from vigil.programme.registrations.verbs.common import NEEDS, checked_needs, locked_sessions
from vigil.programme.registrations.verbs.registering import (
    add_sessions,
    open_doors,
    sessions_to_add,
)
from vigil.programme.time_zones import wall_times
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.public_forms.tickets import require_room_for_words
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import seal, sealed_for, shred


def add_to_registration(
    person: EventRegistration, sessions: Sequence[Session], codes: Mapping[int, str]
) -> list[Registration]:
    """Register somebody for further sessions of their event, and write to them.

    Raises NotPossible (nobody can register for one of them; no such code, or it was used; they
    are registered for it by another link; they withdrew meanwhile).
    """
    if not sessions:
        return []
    # Slow, so before anything is locked.
    address = address_in_vault(person, "writing to somebody who registered")
    return _add(person, sessions, codes, address, digests_of_address(person.event, address))


@verb
def _add(
    person: EventRegistration,
    sessions: Sequence[Session],
    codes: Mapping[int, str],
    address: str,
    digests: AddressDigests,
) -> list[Registration]:
    Event.objects.select_for_update().get(pk=person.event_id)
    held = locked_sessions(one.pk for one in sessions)
    person = _held(person)
    listed = open_doors(held, codes)
    known = digests.registrations(held)
    if any(one.event_registration_id != person.pk for one in known):
        raise NotPossible(_("You are registered for this session by another link."))
    new = sessions_to_add(held, known, listed)
    if len(new) + len(known) < len(held):
        raise NotPossible(_("Somebody else used this code. Ask the host for another one."))
    made = add_sessions(person, new, listed)
    if made:
        letters.write_registration_state(made, address)
    return made


@verb
def change_wishes(
    person: EventRegistration, *, language: str, zone: str, needs: str, forget_needs: bool = False
) -> None:
    """Set in which language and zone letters come, and what somebody needs.

    Empty `needs` leave what was written before, which nobody is shown here. Raises NotPossible
    (no such zone; too many words; they withdrew meanwhile).
    """
    if zone:
        wall_times.zone_named(zone)
    if needs := checked_needs(needs):
        require_room_for_words()
    person = _held(person)
    person.language, person.zone = language, zone
    person.save(update_fields=["language", "zone"])
    if needs:
        seal(KIND, person.uid, NEEDS, needs, by=None)
    elif forget_needs:
        for sealed in sealed_for(KIND, person.uid):
            if sealed.field == NEEDS:
                shred(sealed, by=None, why=TAKEN_BACK)
    record("change_registration", KIND, person.uid, by=None)


def _held(person: EventRegistration) -> EventRegistration:
    EventRegistration.objects.select_for_update().get(pk=person.pk)
    person = EventRegistration.objects.select_related("event").get(pk=person.pk)
    if person.closed_at is not None:
        raise NotPossible(_("This registration was withdrawn."))
    return person


TAKEN_BACK: Final = "they took back what they need"
LOG: Final = LogWords(
    verbs={"change_registration": pgettext_lazy("decision", "change a registration")},
    reasons={TAKEN_BACK: pgettext_lazy("decision", "they took back what they need")},
)
