"""Register for a session without an account, withdraw, and fill free places.

Nobody learns by registering whether an address was known: the answer is always the same, and the
letter goes to the address. The session's row is locked while places are given, so that only one of
two people gets the last place.
"""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.programme.events.models.event import State as SessionState
from vigil.programme.events.queries.public import is_cancelled, is_over
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.models import HostCode, Registration, Session
from vigil.programme.registrations import letters
from vigil.programme.registrations.letters import ADDRESS, KIND, REGISTRATION
from vigil.programme.registrations.links import digest_of, expires_at, token_of
from vigil.programme.registrations.verbs import host_codes
from vigil.programme.time_zones import wall_times
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.models import Letter, User
from vigil.trust.outbox.site_address import has_site_address
from vigil.trust.outbox.verbs.letters import address_digest, forget_letters
from vigil.trust.public_forms.tickets import require_room_for_words
from vigil.trust.requests.verbs import count
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.digests import identifier_digest
from vigil.trust.vault.verbs.sealing import seal, sealed_for, shred

A_DAY: Final = 40
"""Registrations a day from one network: enough for an office behind one address."""
LETTERS_A_DAY: Final = 5
"""Letters a day that strangers can make us write to one address."""
LONGEST_NAME: Final = 200
NAME: Final = "name"
State = Registration.State
COMING: Final = (State.CONFIRMED, State.FULL, State.WAITING)
"""Who is told what becomes of the session."""


def register(
    session: Session,
    address: str,
    *,
    name: str = "",
    code: str = "",
    language: str = "",
    zone: str = "",
    follow_up: bool = False,
    network: str = "",
) -> None:
    """Register somebody for a session. Only the letter says with which result.

    An address that is registered already gets its link again. `network`, where the request comes
    from, is only counted. Raises NotPossible (no address; nobody can register, or not any more;
    no such code), TooMany, Full.
    """
    address, name = _checked(address, name)
    if zone:
        wall_times.zone_named(zone)
    require_room_for_words()
    if network:
        count(f"registration {network}", A_DAY)
    # Slow, so before anything is locked; the second is remembered for the letter.
    digest, _letters = digest_of_address(session, address), address_digest(address)
    _register(session, address, digest, name, code, language, zone, follow_up)


@verb
def _register(
    session: Session,
    address: str,
    digest: str,
    name: str,
    code: str,
    language: str,
    zone: str,
    follow_up: bool,
) -> None:
    session = _locked(session.pk)
    if why := why_closed(session):
        raise NotPossible(why)
    listed = None
    if session.registering == Session.Registering.CODES:
        listed = host_codes.find_code(session, code)
    rows = session.registrations.select_related("session__event")
    if known := rows.filter(address_digest=digest).first():
        _again(known, address)
    elif listed is None or listed.used_by_id is None:
        _make(session, address, name, digest, language, zone, follow_up, listed)
    # A code that somebody else used: nothing is written to anybody, and nothing said.


def why_closed(session: Session) -> str:
    """Return why nobody can register for a session now; empty if they can."""
    if session.registering == Session.Registering.NONE:
        return _("There is no registration with us for this session.")
    if is_cancelled(session):
        return _("This session does not take place.")
    if is_over(session):
        return _("This session is over.")
    if SessionState.DRAFT in (session.state, session.event.state):
        return _("This session is not published yet.")
    return ""


def _make(
    session: Session,
    address: str,
    name: str,
    digest: str,
    language: str,
    zone: str,
    follow_up: bool,
    listed: HostCode | None,
) -> None:
    by_hand = session.registering == Session.Registering.APPROVAL
    made = Registration(
        session=session,
        state=State.WAITING if by_hand else state_of_next(session),
        language=language or settings.LANGUAGE_CODE,
        zone=zone,
        address_digest=digest,
        told_sequence=session.sequence,
        follow_up=follow_up,
    )
    made.link_digest = digest_of(token_of(made))
    made.save()
    seal(KIND, made.uid, ADDRESS, address, by=None)
    if name:
        seal(KIND, made.uid, NAME, name, by=None)
    if listed is not None and not host_codes.take(listed, made):
        raise NotPossible(_("This code was used a moment ago."))
    note("register", made, by=None, after={"state": made.state, "session": session.uid})
    letters.write_registration_state(made, address)


def _again(known: Registration, address: str) -> None:
    """Write the link again, unless the address got enough letters today."""
    recent = Letter.objects.filter(
        to_digest=address_digest(address),
        kind=REGISTRATION,
        created_at__gt=timezone.now() - timedelta(days=1),
    )
    if recent.count() < LETTERS_A_DAY:
        letters.write_link_again(known, address)


# Withdrawing and moving up


@verb
def withdraw(registration: Registration) -> None:
    """Withdraw a registration and delete its data. Its place goes to the waiting list.

    Asking twice does no more. That there was a registration stays, for the count.
    """
    registration = locked_registration(registration)
    if registration.state == State.WITHDRAWN:
        return
    before, registration.state = registration.state, State.WITHDRAWN
    registration.save(update_fields=["state"])
    note_state("withdraw_registration", registration, before, by=None)
    _forget(registration, why="they withdrew")
    _move_up(registration.session)


@verb
def forget_when_over(registration: Registration) -> bool:
    """Delete the personal data of a registration long after its session; return whether it did.

    What they were stays counted.
    """
    registration = locked_registration(registration)
    if registration.closed_at is not None or timezone.now() < expires_at(registration.session):
        return False
    _forget(registration, why="the session is long over")
    note("forget_registration", registration, by=None)
    return True


@verb
def move_up(session: Session) -> int:
    """Give free places to the waiting list, in the order of registering; return how many."""
    return _move_up(_locked(session.pk))


def _move_up(session: Session) -> int:
    # Without an address for the letter they wait: nobody is kept from withdrawing by that.
    if is_cancelled(session) or is_over(session) or not has_site_address():
        return 0
    rows = session.registrations.filter(state=State.FULL).order_by("made_at", "pk")
    moved = 0
    for registration in rows.select_related("session__event"):
        if not _has_place(session):
            break
        registration.state = State.CONFIRMED
        registration.save(update_fields=["state"])
        note_state("move_up_registration", registration, State.FULL, by=None)
        letters.write_place_given(registration)
        moved += 1
    return moved


def _forget(registration: Registration, *, why: str) -> None:
    for sealed in sealed_for(KIND, registration.uid):
        shred(sealed, by=None, why=why)
    forget_letters(KIND, registration.uid, why=why)
    Registration.objects.filter(pk=registration.pk).update(
        address_digest="",
        link_digest="",
        zone="",
        follow_up=False,
        closed_at=timezone.now(),
    )


# Parts


def digest_of_address(session: Session, address: str) -> str:
    """Return the digest by which an address is known within a session, and nowhere else."""
    return identifier_digest(f"registration {session.uid} {address.strip().casefold()}")


def places_left(session: Session) -> int | None:
    """Return how many places are free; None where there is no limit."""
    if session.capacity is None:
        return None
    taken = session.registrations.filter(state=State.CONFIRMED).count()
    return max(session.capacity - taken, 0)


def note(
    verb_: str,
    registration: Registration,
    *,
    by: User | None,
    before: dict[str, str] | None = None,
    after: dict[str, str | bool] | None = None,
    why: str = "",
) -> None:
    """Record a decision on a registration: its uid, and nothing that names anybody."""
    record(verb_, KIND, registration.uid, by=by, before=before, after=after, why=why)


def note_state(verb_: str, registration: Registration, before: str, *, by: User | None) -> None:
    """Record that a registration is in another state than before."""
    note(verb_, registration, by=by, before={"state": before}, after={"state": registration.state})


def _has_place(session: Session) -> bool:
    return places_left(session) != 0


def state_of_next(session: Session) -> State:
    """Return the state of the next registration: nobody overtakes the waiting list."""
    if session.registrations.filter(state=State.FULL).exists():
        return State.FULL
    return State.CONFIRMED if _has_place(session) else State.FULL


def _locked(pk: int) -> Session:
    """Return the row of a session, held until the transaction ends: places are given one by one."""
    Session.objects.select_for_update().get(pk=pk)
    return Session.objects.select_related("event").get(pk=pk)


def locked_registration(registration: Registration) -> Registration:
    """Return a registration with its session, both held. Always the session first."""
    _locked(registration.session_id)
    Registration.objects.select_for_update().get(pk=registration.pk)
    return Registration.objects.select_related("session__event").get(pk=registration.pk)


def _checked(address: str, name: str) -> tuple[str, str]:
    address = address.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise NotPossible(_("This is no e-mail address.")) from error
    plain = " ".join("".join(c for c in name if c.isprintable() or c.isspace()).split())
    if len(plain) > LONGEST_NAME:
        raise NotPossible(_("A name has at most %(n)d letters.") % {"n": LONGEST_NAME})
    return address, plain


LOG: Final = LogWords(
    verbs={
        "forget_registration": pgettext_lazy("decision", "forget a registration"),
        "move_up_registration": pgettext_lazy("decision", "give a place that became free"),
        "register": pgettext_lazy("decision", "register for a session"),
        "withdraw_registration": pgettext_lazy("decision", "withdraw a registration"),
    },
    reasons={
        "the session is long over": pgettext_lazy("decision", "the session is long over"),
        "they withdrew": pgettext_lazy("decision", "they withdrew"),
    },
    codes={
        "kind": {
            "registration": pgettext_lazy("decision", "registration"),
            "programme": gettext_lazy("Programme"),
        },
    },
)
