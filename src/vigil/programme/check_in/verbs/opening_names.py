"""Open the names of the door list for the day of a session, and show them again that day.

The first opening is that of the door list: each name is a decision, with the reason. While the
host stays signed in, the page shows the names again until the day is over. Each time is one more
decision on the session; of who registered since then, one on each name too.
"""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import pgettext_lazy

from vigil.programme.events.verbs.public_changes import note_session
from vigil.programme.models import Registration, Session
from vigil.programme.registrations.letters import KIND
from vigil.programme.registrations.verbs.common import NAME, NEEDS
from vigil.programme.registrations.verbs.door_and_follow_up_lists import (
    OpenedRegistration,
    open_people,
)
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Decision, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import open_many_to_act

FIELDS: Final = (NAME, NEEDS)


@transaction.atomic
def see_names_again(
    session: Session, since: datetime, *, by: User, why: str
) -> dict[int, OpenedRegistration]:
    """Return names and needs of those who have a place, by number, as opened `since` then.

    Raises NotAllowed, NotPossible (the key is not on this machine).
    """
    require(by, "programme.see_registrations", session)
    rows = list(
        session.registrations.filter(state=Registration.State.CONFIRMED).select_related(
            "event_registration"
        )
    )
    opened = _opened_before([row.uid for row in rows], since, by)
    new = open_people(
        session, [row for row in rows if row.uid not in opened], FIELDS, by=by, why=why
    )
    about = Subject("session", session.uid)
    texts = {name: open_many_to_act(KIND, name, opened, about=about, why=why) for name in FIELDS}
    note_session("see_door_list", session, by=by, after={"people": len(rows)}, why=why)
    again = [
        OpenedRegistration(
            row, {name: texts[name][row.uid] for name in FIELDS if row.uid in texts[name]}
        )
        for row in rows
        if row.uid in opened
    ]
    return {one.registration.number: one for one in (*again, *new)}


def _opened_before(uids: list[str], since: datetime, by: User) -> set[str]:
    """Return of whom a decision says already that this host opened their name, since then."""
    rows = Decision.objects.filter(
        verb="open_sealed", actor=by, target_kind=KIND, target_key__in=uids, at__gte=since
    )
    return set(rows.values_list("target_key", flat=True))


LOG: Final = LogWords(
    verbs={"see_door_list": pgettext_lazy("decision", "see the door list again")},
)
