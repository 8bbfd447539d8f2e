"""Nobody becomes named because a case was changed: then somebody else publishes it anew.

What a person in a public case may be shown as hangs on everything that the case holds. One report
that leaves it may be the only one that gave an age under 18.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from vigil.casefile.disclosure import may_be_named
from vigil.casefile.domain.naming import agreed
from vigil.casefile.models import Case, Stage, Visibility
from vigil.trust.domain.decisions import record
from vigil.trust.models import User

HOLD: Final = "hold_case"
"""The decision on a verified case that would name more people. Its actor does not publish it."""


@contextmanager
def held_if_more_named(case: Case, *, by: User | None) -> Iterator[None]:
    """Take a public case out of sight where what is done within lets it name more people.

    It can be published again, by somebody who neither did this nor decided what the case says.
    `by` is None where a run of the machine changes the case. The case is locked.
    """
    before = _names(case) if case.stage == Stage.VERIFIED else None
    yield
    if before is None or _names(case) <= before:
        return
    was, case.visibility = case.visibility, _held(case.visibility)
    case.save(update_fields=["visibility", "updated_at"])
    after = {"visibility": case.visibility}
    record(HOLD, "case", str(case.public_id), by=by, before={"visibility": was}, after=after)


def _held(visibility: str) -> str:
    return Visibility.INTERNAL if visibility == Visibility.PUBLISHED else visibility


def _names(case: Case) -> set[str]:
    """Return every spelling under which a case would name somebody today."""
    return {
        name
        for victim in case.victims.prefetch_related("names")
        if may_be_named(
            victim.outcome,
            minor=victim.minor,
            agreed=agreed(victim),
            withdrawn=victim.withdrawn,
        )
        for name in (victim.name, *(entry.name for entry in victim.names.all()))
        if name
    }
