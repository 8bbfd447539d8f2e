"""For how long a host who opened the door list sees its names: in their session, for the day.

Only the reason and the times stand in the session, which ends when they sign out. The names are
opened each time they are shown.
"""

from datetime import datetime
from typing import Final

from django.http import HttpRequest
from django.utils import timezone

from vigil.desk.screens.access import person
from vigil.programme.check_in import door_day
from vigil.programme.check_in.verbs.opening_names import see_names_again
from vigil.programme.models import Session
from vigil.programme.registrations.verbs.door_and_follow_up_lists import (
    OpenedRegistration,
    door_list,
)
from vigil.trust.models import User

OPENED: Final = "door_names"


def open_names(request: HttpRequest, session: Session, why: str, by: User) -> None:
    """Open the door list with a reason, and remember until when. Raises as `door_list`."""
    now = timezone.now()
    door_list(session, by=by, why=why)
    until = door_day.names_close(session, now)
    told = {"why": why, "since": now.isoformat(), "until": until.isoformat()}
    request.session[OPENED] = {**request.session.get(OPENED, {}), str(session.pk): told}


def close_names(request: HttpRequest, session: Session) -> None:
    """Show the names of a session no more."""
    kept = dict(request.session.get(OPENED, {}))
    if kept.pop(str(session.pk), None) is not None:
        request.session[OPENED] = kept


def names_of_today(request: HttpRequest, session: Session) -> dict[int, OpenedRegistration] | None:
    """Return the names on the door list by number; None where this host has not opened them."""
    told = request.session.get(OPENED, {}).get(str(session.pk))
    if told is None or timezone.now() >= datetime.fromisoformat(told["until"]):
        return None
    since = datetime.fromisoformat(told["since"])
    return see_names_again(session, since, by=person(request), why=told["why"])
