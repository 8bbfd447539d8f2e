"""Approve and refuse registrations, and record who came."""

import secrets
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.check_in.outcomes import Outcome
from vigil.programme.events.queries.public import is_cancelled, is_over
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.models import CheckInTap, Registration
from vigil.programme.registrations import letters
from vigil.programme.registrations.verbs.common import (
    locked_registration,
    note,
    note_state,
    state_of_next,
)
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

State = Registration.State


@verb
def approve(registration: Registration, *, by: User) -> Registration:
    """Approve a waiting registration: it gets a place, or goes on the waiting list.

    Raises NotAllowed, NotPossible (they do not wait; the session is over or cancelled).
    """
    require(by, "programme.see_registrations", registration)
    registration = locked_registration(registration)
    _require_waiting(registration)
    if is_cancelled(registration.session) or is_over(registration.session):
        raise NotPossible(_("This session is over, or does not take place."))
    before = registration.state
    registration.state = state_of_next(registration.session)
    registration.save(update_fields=["state"])
    note_state("approve_registration", registration, before, by=by)
    if registration.state == State.CONFIRMED:
        letters.write_confirmed(registration)
    else:
        letters.write_on_the_list(registration)
    return registration


@verb
def refuse(registration: Registration, told: str = "", *, by: User) -> Registration:
    """Refuse a waiting registration. The letter waits in the outbox for a second person.

    `told` is what the letter says, and is kept nowhere else. Raises NotAllowed, NotPossible.
    """
    require(by, "programme.see_registrations", registration)
    registration = locked_registration(registration)
    _require_waiting(registration)
    before, registration.state = registration.state, State.REFUSED
    registration.save(update_fields=["state"])
    note_state("refuse_registration", registration, before, by=by)
    letters.write_refused(registration, told, by=by)
    return registration


@verb
def mark_came(registration: Registration, came: bool, *, by: User) -> Registration:
    """Note at the door that somebody came, or that they did not after all.

    Noting it twice changes nothing. Raises NotAllowed, NotPossible (they have no place).
    """
    require(by, "programme.see_registrations", registration)
    registration = locked_registration(registration)
    if registration.state != State.CONFIRMED:
        raise NotPossible(_("Only who has a place is marked as having come."))
    if came is (registration.came_at is not None):
        return registration
    now = timezone.now()
    registration.came_at = now if came else None
    registration.save(update_fields=["came_at"])
    # As a tap at the door, so that the check-in list shows the same.
    kind = CheckInTap.Kind.CHECK_IN if came else CheckInTap.Kind.UNDO
    outcome = Outcome.CHECKED_IN if came else Outcome.UNDONE
    CheckInTap.objects.create(
        nonce=secrets.token_urlsafe(16),
        registration=registration,
        kind=kind,
        at=now,
        outcome=outcome,
    )
    note("mark_came", registration, by=by, after={"came": came})
    return registration


@verb
def entered(registration: Registration) -> None:
    """Record that a registered person opened the stream, the first time they do."""
    rows = Registration.objects.filter(pk=registration.pk, state=State.CONFIRMED, came_at=None)
    if rows.update(came_at=timezone.now()):
        note("enter_stream", registration, by=None)


def _require_waiting(registration: Registration) -> None:
    if registration.state != State.WAITING:
        raise NotPossible(_("This registration was decided on already, or withdrawn."))


LOG: Final = LogWords(
    verbs={
        "approve_registration": pgettext_lazy("decision", "approve a registration"),
        "enter_stream": pgettext_lazy("decision", "let into the stream"),
        "mark_came": pgettext_lazy("decision", "note who came"),
        "refuse_registration": pgettext_lazy("decision", "refuse a registration"),
    },
    parts={
        "came": pgettext_lazy("decision", "came"),
    },
)
