"""Count people who come without a registration, and register those who want letters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.check_in import door_day
from vigil.programme.check_in.outcomes import Outcome, TapAnswer
from vigil.programme.check_in.queries import door_counts
from vigil.programme.check_in.verbs.tapping import SEE, Kind, Tap, require_nonce, take_tap
from vigil.programme.events.models.event import Letters
from vigil.programme.events.queries.public import is_cancelled
from vigil.programme.events.verbs.public_changes import note_session, verb
from vigil.programme.models import Event, Registration, Session, WalkIn
from vigil.programme.registrations import letters
from vigil.programme.registrations.addresses import AddressDigests, digests_of_address
from vigil.programme.registrations.letters import ADDRESS
from vigil.programme.registrations.verbs.common import (
    NAME,
    State,
    checked_address,
    checked_name,
    locked_sessions,
    note,
    note_state,
)
from vigil.programme.registrations.verbs.registering import make_person
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.public_forms.tickets import require_room_for_words
from vigil.trust.rooms.log_words import LogWords


@dataclass(frozen=True)
class Guest:
    """Somebody who came without a registration and wants letters."""

    address: str
    name: str = ""
    language: str = ""


@verb
def count_walk_in(
    session: Session, tap: Tap, *, by: User, language: str = "", beyond: bool = False
) -> WalkIn:
    """Count somebody as attended of whom nothing is kept. A nonce counts once.

    `beyond`: though as many are here as there are places. Raises NotAllowed, NotPossible (no
    place is free; not the day of the session; it does not take place; the nonce was used for
    another session).
    """
    require(by, SEE, session)
    require_nonce(tap.nonce)
    (session,) = locked_sessions([session.pk])
    known = WalkIn.objects.filter(nonce=tap.nonce).first()
    if known is not None:
        if known.session_id != session.pk:
            raise NotPossible(_("This tap was sent before, for another session. Tap again."))
        return known
    _require_open(session, beyond=beyond)
    at = max(min(tap.at, timezone.now()), door_day.begins(session))
    made = WalkIn.objects.create(nonce=tap.nonce, session=session, language=language, at=at, by=by)
    note_session("count_walk_in", session, by=by, after={"walk_ins": _count(session)})
    return made


@verb
def undo_walk_in(session: Session, *, by: User) -> WalkIn:
    """Undo the last walk-in that was counted. Raises NotAllowed, NotPossible (none was)."""
    require(by, SEE, session)
    (session,) = locked_sessions([session.pk])
    last = session.walk_ins.filter(undone=False).last()
    if last is None:
        raise NotPossible(_("No walk-in is counted."))
    last.undone = True
    last.save(update_fields=["undone"])
    note_session("undo_walk_in", session, by=by, after={"walk_ins": _count(session)})
    return last


def register_walk_in(
    session: Session, guest: Guest, nonce: str, *, by: User, beyond: bool = False
) -> TapAnswer:
    """Register somebody at the door, check them in, and write to them as after registering.

    Whose address is registered already is checked in; who waited for a place gets one. Raises
    NotAllowed, NotPossible (no address; their registration was refused; as `count_walk_in`).
    """
    require(by, SEE, session)
    require_nonce(nonce)
    address, name = _checked(guest)
    require_room_for_words()
    # Slow, so before anything is locked.
    digests = digests_of_address(session.event, address)
    with transaction.atomic():
        row = _registered(session, digests, guest, {ADDRESS: address, NAME: name}, by, beyond)
        answer = take_tap(session, row.number, Tap(nonce, timezone.now(), Kind.CHECK_IN), by=by)
        if not answer.taken:
            raise NotPossible(answer.sentence)
    return answer


@verb
def _registered(
    session: Session,
    digests: AddressDigests,
    guest: Guest,
    sealed: Mapping[str, str],
    by: User,
    beyond: bool,
) -> Registration:
    Event.objects.select_for_update().get(pk=session.event_id)  # one address, one row
    (session,) = locked_sessions([session.pk])
    known = next(iter(digests.registrations([session])), None)
    if known is not None and known.state == State.CONFIRMED:
        return known
    if known is not None and known.state == State.REFUSED:
        raise NotPossible(_("This address cannot be registered here. Count them without it."))
    _require_open(session, beyond=beyond)
    if known is not None:
        return _given_a_place(known, by)
    person = digests.people().select_for_update().order_by("pk").first()
    plain = session.event.letters == Letters.PLAIN
    person = person or make_person(digests, sealed, language=guest.language, plain_letters=plain)
    made = Registration.objects.create(
        event_registration=person,
        session=session,
        state=State.CONFIRMED,
        told_sequence=session.sequence,
    )
    note("register_walk_in", made, by=by, after={"state": made.state})
    letters.write_registration_state([made], sealed[ADDRESS])
    return made


def _given_a_place(row: Registration, by: User) -> Registration:
    before, row.state = row.state, State.CONFIRMED
    row.save(update_fields=["state"])
    note_state("register_walk_in", row, before, by=by)
    letters.write_place_given(row)
    return row


def _checked(guest: Guest) -> tuple[str, str]:
    """Return address and name as they are kept. Raises Unfit, which names the field."""
    try:
        address = checked_address(guest.address)
    except NotPossible as error:
        raise Unfit(str(error), "address") from error
    return address, checked_name(guest.name)


def _require_open(session: Session, *, beyond: bool) -> None:
    """Raise NotPossible where nobody can come in: not today, not at all, or no place."""
    refused = Outcome.NOT_HELD if is_cancelled(session) else Outcome.TOO_EARLY
    if is_cancelled(session) or timezone.now() < door_day.begins(session):
        raise NotPossible(TapAnswer(refused, 0, session).reason)
    if not beyond and door_counts(session).is_full:
        raise Unfit(
            _("All places are taken. Tick “There is room for them” to admit them."), "beyond"
        )


def _count(session: Session) -> int:
    return session.walk_ins.filter(undone=False).count()


LOG: Final = LogWords(
    verbs={
        "count_walk_in": pgettext_lazy("decision", "count a walk-in"),
        "register_walk_in": pgettext_lazy("decision", "register a walk-in"),
        "undo_walk_in": pgettext_lazy("decision", "undo a walk-in"),
    },
    parts={"walk_ins": pgettext_lazy("decision", "walk-ins")},
)
