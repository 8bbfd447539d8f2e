"""Register for sessions of an event without an account.

Nobody learns by registering whether an address was known: the answer is always the same, and the
letter goes to the address. A session's row is locked while its places are given, so that only one
of two people gets the last place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.models import Event, EventRegistration, HostCode, Registration, Session
from vigil.programme.registrations import letters
from vigil.programme.registrations.addresses import AddressDigests, digests_of_address
from vigil.programme.registrations.letters import ADDRESS, KIND, REGISTRATION
from vigil.programme.registrations.links import digest_of, token_of
from vigil.programme.registrations.verbs import host_codes
from vigil.programme.registrations.verbs.common import (
    NAME,
    NEEDS,
    State,
    checked_address,
    checked_name,
    checked_needs,
    locked_sessions,
    note,
    state_of_next,
    why_closed,
)
from vigil.programme.time_zones import wall_times
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Letter
from vigil.trust.outbox.verbs.letters import address_digest
from vigil.trust.public_forms.tickets import require_room_for_words
from vigil.trust.requests.verbs import count
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import seal

A_DAY: Final = 40
"""Registrations a day from one network: enough for an office behind one address."""
LETTERS_A_DAY: Final = 5
"""Letters a day that strangers can make us write to one address."""


@dataclass(frozen=True)
class _Wish:
    """What somebody asked for, checked, with what is slow to compute."""

    sessions: tuple[Session, ...]
    address: str
    digests: AddressDigests
    language: str
    zone: str = ""
    follow_up: bool = False
    plain_letters: bool = False
    codes: Mapping[int, str] = field(default_factory=dict)
    sealed: Mapping[str, str] = field(default_factory=dict)


def register(
    sessions: Sequence[Session],
    address: str,
    *,
    name: str = "",
    needs: str = "",
    codes: Mapping[int, str] | None = None,
    language: str = "",
    zone: str = "",
    follow_up: bool = False,
    plain_letters: bool = False,
    network: str = "",
) -> None:
    """Register somebody for sessions of one event. Only the letter says with which result.

    For sessions for which the address is registered already it gets its link again; the others
    are added. `codes`: those of the host, by the key of their session. `plain_letters`: the form
    said that letters name the event on their envelope (`envelopes`). `network`, where the
    request comes from, is only counted. Raises NotPossible (no address; nobody can register for
    one of them, or not any more; no such code), TooMany, Full.
    """
    address, name = checked_address(address), checked_name(name)
    needs = checked_needs(needs)
    if not sessions:
        raise NotPossible(_("Choose at least one session."))
    if zone:
        wall_times.zone_named(zone)
    require_room_for_words()
    if network:
        count(f"registration {network}", A_DAY)
    # Slow, so before anything is locked; the second is remembered for the letter.
    digests, _letters = digests_of_address(sessions[0].event, address), address_digest(address)
    _register(
        _Wish(
            tuple(sessions),
            address,
            digests,
            language or settings.LANGUAGE_CODE,
            zone,
            follow_up,
            plain_letters,
            codes or {},
            {ADDRESS: address, NAME: name, NEEDS: needs},
        )
    )


@verb
def _register(wish: _Wish) -> None:
    Event.objects.select_for_update().get(pk=wish.digests.event.pk)  # one address, one row
    sessions = locked_sessions(one.pk for one in wish.sessions)
    listed = open_doors(sessions, wish.codes)
    known = wish.digests.registrations(sessions)
    new = sessions_to_add(sessions, known, listed)
    if new:
        # A row with the digest of the event comes before those with digests of sessions.
        people = wish.digests.people().select_for_update()
        person = people.order_by(F("digest_session").asc(nulls_first=True), "pk").first()
        made = add_sessions(person or _make(wish), new, listed)
        letters.write_registration_state(made, wish.address)
    else:
        _again(known, wish.address)


def open_doors(sessions: Sequence[Session], codes: Mapping[int, str]) -> dict[int, HostCode]:
    """Return the host's codes that were shown for sessions that need one, by session.

    Raises NotPossible (nobody can register for one of them; no such code: NoSuchCode).
    """
    listed: dict[int, HostCode] = {}
    for session in sessions:
        if why := why_closed(session):
            named = {"session": session.title, "why": why}
            raise NotPossible(why if len(sessions) == 1 else _("%(session)s: %(why)s") % named)
        if session.registering == Session.Registering.CODES:
            listed[session.pk] = host_codes.find_code(session, codes.get(session.pk, ""))
    return listed


def sessions_to_add(
    sessions: Sequence[Session], known: Sequence[Registration], listed: Mapping[int, HostCode]
) -> list[Session]:
    """Return the sessions for which somebody is not registered yet.

    For a code that somebody else used nothing is written to anybody, and nothing said.
    """
    there = {one.session_id for one in known}
    used = {pk for pk, code in listed.items() if code.used_by_id is not None}
    return [one for one in sessions if one.pk not in there | used]


def _make(wish: _Wish) -> EventRegistration:
    return make_person(
        wish.digests,
        wish.sealed,
        language=wish.language,
        zone=wish.zone,
        follow_up=wish.follow_up,
        plain_letters=wish.plain_letters,
    )


def make_person(
    digests: AddressDigests, sealed: Mapping[str, str], **values: Any
) -> EventRegistration:
    """Make somebody's registration for an event, whose row is held, and seal what they wrote.

    `sealed`: by the field of the vault; `values`: fields of the registration.
    """
    made = EventRegistration(event=digests.event, address_digest=digests.of_event, **values)
    made.link_digest = digest_of(token_of(made))
    made.save()
    for name, text in sealed.items():
        if text:
            seal(KIND, made.uid, name, text, by=None)
    return made


def add_sessions(
    person: EventRegistration, sessions: Sequence[Session], listed: Mapping[int, HostCode]
) -> list[Registration]:
    """Register a person for sessions, whose rows are held. Raises NotPossible (a code is used)."""
    return [_add(person, session, listed.get(session.pk)) for session in sessions]


def _add(person: EventRegistration, session: Session, listed: HostCode | None) -> Registration:
    by_hand = session.registering == Session.Registering.APPROVAL
    made = Registration.objects.create(
        event_registration=person,
        session=session,
        state=State.WAITING if by_hand else state_of_next(session),
        told_sequence=session.sequence,
    )
    if listed is not None and not host_codes.take(listed, made):
        raise NotPossible(_("This code was used a moment ago."))
    note("register", made, by=None, after={"state": made.state, "session": session.uid})
    return made


def _again(known: Sequence[Registration], address: str) -> None:
    """Write the link again, unless the address got enough letters today."""
    recent = Letter.objects.filter(
        to_digest=address_digest(address),
        kind=REGISTRATION,
        created_at__gt=timezone.now() - timedelta(days=1),
    )
    latest = {one.event_registration_id: one for one in known}
    for one in list(latest.values())[: max(0, LETTERS_A_DAY - recent.count())]:
        letters.write_link_again(one, address)


LOG: Final = LogWords(
    verbs={"register": pgettext_lazy("decision", "register for a session")},
    codes={
        "kind": {
            "registration": pgettext_lazy("decision", "registration"),
            "programme": gettext_lazy("Programme"),
        },
    },
)
