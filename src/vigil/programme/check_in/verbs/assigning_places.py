"""Assign a place to a chosen person on the waiting list, beyond its order."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from vigil.programme.check_in.verbs.tapping import SEE
from vigil.programme.events.queries.public import is_cancelled, is_over
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.events.verbs.sessions import edit_session
from vigil.programme.models import Registration
from vigil.programme.registrations import letters
from vigil.programme.registrations.verbs.common import (
    State,
    has_place,
    locked_registration,
    note,
)
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords


@verb
def assign_place(
    registration: Registration, *, by: User, why: str, one_more: bool = False
) -> Registration:
    """Assign a place to somebody on the waiting list, and write to them.

    `one_more`: where no place is free, the session gets one more. `why` is kept in the log. Raises
    NotAllowed, NotPossible (no reason; they are not on the waiting list; the session is over or
    cancelled; no place is free).
    """
    require(by, SEE, registration)
    if not why.strip():
        raise Unfit(_("Say why they get a place before others."), "why")
    require_no_hidden_names(why)
    registration = locked_registration(registration)
    session = registration.session
    if registration.state != State.FULL:
        raise NotPossible(_("They are not on the waiting list any more."))
    if is_cancelled(session) or is_over(session):
        raise NotPossible(_("This session is over, or does not take place."))
    if not has_place(session):
        _add_place(registration, by=by, why=why, one_more=one_more)
    registration.state = State.CONFIRMED
    registration.save(update_fields=["state"])
    note(
        "assign_place",
        registration,
        by=by,
        before={"state": State.FULL},
        after={"state": State.CONFIRMED},
        why=why,
    )
    letters.write_place_given(registration)
    return registration


def _add_place(registration: Registration, *, by: User, why: str, one_more: bool) -> None:
    """Raise the number of places so that one is free: nobody else loses theirs."""
    session = registration.session
    if not one_more:
        raise Unfit(
            ngettext(
                "The only place is taken. Tick “Add a place” to add one.",
                "All %(n)d places are taken. Tick “Add a place” to add one.",
                session.capacity or 0,
            )
            % {"n": session.capacity or 0},
            "one_more",
        )
    require(by, MANAGE)
    taken = session.registrations.filter(state=State.CONFIRMED).count()
    edit_session(session, by=by, why=why, capacity=taken + 1)


LOG: Final = LogWords(
    verbs={
        "assign_place": pgettext_lazy("decision", "assign a place to somebody on the waiting list"),
    },
)
