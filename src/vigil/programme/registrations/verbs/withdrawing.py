"""Withdraw from sessions, delete what names people, and give places that became free."""

from typing import Final

from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.programme.events.queries.public import is_cancelled, is_over
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.models import EventRegistration, Registration, Session
from vigil.programme.registrations import letters
from vigil.programme.registrations.letters import KIND
from vigil.programme.registrations.links import link_expires_at
from vigil.programme.registrations.verbs.common import (
    State,
    has_place,
    locked_registration,
    locked_sessions,
    note_state,
)
from vigil.trust.decisions.verbs import record
from vigil.trust.outbox.site_address import has_site_address
from vigil.trust.outbox.verbs.letters import forget_letters
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import sealed_for, shred


@verb
def withdraw(registration: Registration) -> None:
    """Withdraw from one session; its place goes to the waiting list.

    From the last one withdraws the person, whose data are then deleted. Asking twice does no
    more. That there was a registration stays, for the count.
    """
    registration = locked_registration(registration)
    if registration.state == State.WITHDRAWN:
        return
    _withdraw(registration)
    person = registration.event_registration
    if not person.registrations.exclude(state=State.WITHDRAWN).exists():
        _forget(person, why="they withdrew")
    _move_up(registration.session)


@verb
def withdraw_person(person: EventRegistration) -> None:
    """Withdraw somebody from all their sessions, and delete their data. As `withdraw`."""
    sessions = locked_sessions(person.registrations.values_list("session_id", flat=True))
    person = EventRegistration.objects.select_for_update().get(pk=person.pk)
    rows = person.registrations.exclude(state=State.WITHDRAWN).select_for_update()
    for one in rows.order_by("pk"):
        _withdraw(one)
    if person.closed_at is None:
        _forget(person, why="they withdrew")
    for session in sessions:
        _move_up(session)


def _withdraw(registration: Registration) -> None:
    before, registration.state = registration.state, State.WITHDRAWN
    registration.save(update_fields=["state"])
    note_state("withdraw_registration", registration, before, by=None)


@verb
def forget_when_over(person: EventRegistration) -> bool:
    """Delete the personal data of somebody long after their sessions; return whether it did.

    What they were stays counted.
    """
    locked_sessions(person.registrations.values_list("session_id", flat=True))
    person = EventRegistration.objects.select_for_update().get(pk=person.pk)
    if person.closed_at is not None or timezone.now() < link_expires_at(person):
        return False
    _forget(person, why="the session is long over")
    record("forget_registration", KIND, person.uid, by=None)
    return True


@verb
def move_up(session: Session) -> int:
    """Give free places to the waiting list, in the order of registering; return how many."""
    (session,) = locked_sessions([session.pk])
    return _move_up(session)


def _move_up(session: Session) -> int:
    # Without an address for the letter they wait: nobody is kept from withdrawing by that.
    if is_cancelled(session) or is_over(session) or not has_site_address():
        return 0
    rows = session.registrations.filter(state=State.FULL).order_by("made_at", "pk")
    moved = 0
    for registration in rows.select_related("session__event", "event_registration"):
        if not has_place(session):
            break
        registration.state = State.CONFIRMED
        registration.save(update_fields=["state"])
        note_state("move_up_registration", registration, State.FULL, by=None)
        letters.write_place_given(registration)
        moved += 1
    return moved


def _forget(person: EventRegistration, *, why: str) -> None:
    for sealed in sealed_for(KIND, person.uid):
        shred(sealed, by=None, why=why)
    forget_letters(KIND, person.uid, why=why)
    EventRegistration.objects.filter(pk=person.pk).update(
        address_digest="",
        digest_session=None,
        link_digest="",
        zone="",
        follow_up=False,
        closed_at=timezone.now(),
    )


LOG: Final = LogWords(
    verbs={
        "forget_registration": pgettext_lazy("decision", "forget a registration"),
        "move_up_registration": pgettext_lazy("decision", "give a place that became free"),
        "withdraw_registration": pgettext_lazy("decision", "withdraw a registration"),
    },
    reasons={
        "the session is long over": pgettext_lazy("decision", "the session is long over"),
        "they withdrew": pgettext_lazy("decision", "they withdrew"),
    },
)
