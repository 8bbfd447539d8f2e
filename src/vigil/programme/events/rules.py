"""Who may do what with events, sessions and registrations. For messages see `messages.rules`."""

from collections.abc import Mapping
from typing import Final

from rules import Predicate  # type: ignore[attr-defined]

from vigil.trust.access.rules import has_role
from vigil.trust.models import Role
from vigil.trust.rooms.subjects import SubjectKind

HOSTS: Final = (Role.PROGRAMME_HOST,)
PERMISSIONS: Final[Mapping[str, Predicate]] = {
    # Events, sessions, who takes part in them, and everything else that the programme shows.
    "programme.manage": has_role(*HOSTS),
    # Who registered: their names and addresses are sealed, and each opening is recorded.
    "programme.see_registrations": has_role(*HOSTS),
}
SUBJECTS: Final = (
    SubjectKind(kind="registration", opened_by=HOSTS),
    SubjectKind(kind="stream", opened_by=HOSTS),
    SubjectKind(kind="correction", opened_by=HOSTS),
    # Hosts record what contributors agree to, and keep files of recordings and of the run of show.
    *(
        SubjectKind(kind=kind, spoken_for_by=has_role(*HOSTS), taken_away_by=has_role(*HOSTS))
        for kind in ("contribution", "contributor_person", "recording", "run_item")
    ),
)
