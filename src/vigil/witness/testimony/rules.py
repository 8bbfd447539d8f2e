"""Who may see, read, place and destroy testimony."""

from collections.abc import Iterable, Mapping
from typing import Final

from rules import Predicate, predicate  # type: ignore[attr-defined]

from vigil.trust.access.rules import grants_of, has_role
from vigil.trust.models import Role, RoleGrant
from vigil.trust.rooms.subjects import SubjectKind
from vigil.witness.models import Testimony

READERS: Final = (Role.ADJUDICATOR, Role.EDITOR)


def reached(testimony: Testimony, grants: Iterable[RoleGrant]) -> bool:
    """Return whether one of these roles reaches a testimony.

    A role that is limited to countries or languages reaches only what is known to be of one of
    them: whoever told us something and left the country open is read by those without limits.
    """
    language = testimony.language.split("-")[0].lower()
    return any(
        (not grant.countries or testimony.country in grant.countries)
        and (not grant.languages or language in grant.languages)
        for grant in grants
    )


def reaches(*roles: Role) -> Predicate:
    """Build the rule that one of these roles is held and reaches the testimony, if one is given."""
    wanted = frozenset(str(role) for role in roles)

    @predicate(name="reaches_testimony:" + ",".join(sorted(wanted)))
    def holds(user: object, testimony: object = None) -> bool:
        grants = grants_of(user, *wanted)
        if not grants:
            return False
        if not isinstance(testimony, Testimony):
            return testimony is None
        return reached(testimony, grants)

    return holds


PERMISSIONS: Final[Mapping[str, Predicate]] = {
    "witness.see_testimony": has_role(*READERS),
    "witness.read_testimony": reaches(*READERS),
    "witness.open_original": reaches(Role.ADJUDICATOR),
    "witness.place_testimony": reaches(Role.ADJUDICATOR),
    "witness.destroy_testimony": reaches(Role.ADJUDICATOR),
}
"""Permission -> who holds it."""
# The verbs of this room ask the rules above first: a limited role opens only what it reaches.
SUBJECTS: Final = tuple(
    SubjectKind(kind=kind, opened_by=READERS)
    for kind in ("testimony", "testimony_message", "testimony_file")
)
