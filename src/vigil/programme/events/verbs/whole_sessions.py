"""Save a session as one form states it: its texts, its time and place, and who takes part."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vigil.programme.contributors.verbs import contributions
from vigil.programme.events.verbs import sessions
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.models import Contribution, Event, Session
from vigil.programme.time_zones import wall_times
from vigil.trust.models import User


@dataclass(frozen=True, slots=True)
class ContributorEntry:
    """What a form states of somebody who takes part: added (`part` is None), changed or removed."""

    values: Mapping[str, Any]
    part: Contribution | None = None
    removed: bool = False


@verb
def create_whole_session(
    event: Event, people: Iterable[ContributorEntry], *, by: User, **values: Any
) -> Session:
    """Create a session as a draft with those who take part; all of it or nothing.

    Raises what `create_session` and `add_contribution` raise.
    """
    session = sessions.create_session(event, by=by, **values)
    _save_people(session, people, by)
    return session


@verb
def edit_whole_session(
    session: Session,
    people: Iterable[ContributorEntry],
    *,
    by: User,
    starts: datetime,
    ends: datetime,
    zone: str,
    fold: int | None = None,
    room: str = "",
    why: str = "",
    **values: Any,
) -> Session:
    """Change a session and those who take part; all of it or nothing.

    Another time or room is a move (`move_session`), which the public and the registered are told,
    with `why`. Raises what `move_session`, `edit_session` and the verbs of contributions raise.
    """
    _save_people(session, people, by)
    session = sessions.edit_session(session, by=by, why=why, **values)
    before = (
        wall_times.wall(session, "starts"),
        wall_times.wall(session, "ends"),
        session.zone,
        session.fold,
        session.room,
    )
    if (starts, ends, zone, fold or 0, room.strip()) != before:
        session = sessions.move_session(
            session, by=by, starts=starts, ends=ends, zone=zone, fold=fold, room=room, why=why
        )
    return session


def _save_people(session: Session, people: Iterable[ContributorEntry], by: User) -> None:
    for entry in people:
        if entry.part is None:
            contributions.add_contribution(session, by=by, **entry.values)
        elif entry.removed:
            contributions.remove_contribution(entry.part, by=by)
        else:
            contributions.edit_contribution(entry.part, by=by, **entry.values)
