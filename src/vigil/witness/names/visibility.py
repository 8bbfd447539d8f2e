"""Which names readers see, and which may stand on cards, in reminders, feeds and the printed roll.

- A name that is not `REMEMBERED` is shown nowhere: it waits for an editor, or was left out.
- A name that an editor excluded stays in the list of names, and is on no card, reminder or feed.
- A name that rests on a consent is hidden on the day after the consent ends.

Who may be named at all is decided in `casefile/disclosure/policy.py`, and who needs an editor's
decision in `criteria.py`. Editors decide in `verbs/admitting.py`.
"""

from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from vigil.casefile.disclosure.policy import may_be_named
from vigil.casefile.models import Victim
from vigil.publication.policy import disclosure as policy
from vigil.witness.models import Ground, Name, Ruling, Standing

NEWEST: Final = ("-ordered_by", "-pk")


def standing_of(ground: Ground, admission: str) -> Standing:
    """Return whether a person is remembered, by why they need a decision and what was decided."""
    if not ground or admission == Ruling.Admission.ADMITTED:
        return Standing.REMEMBERED
    return Standing.LEFT_OUT if admission else Standing.WAITING


def valid_until(victim: Victim) -> date | None:
    """Return the last day of the consent that a name rests on; None where it needs none."""
    without = may_be_named(
        victim.outcome, minor=policy.is_minor(victim), agreed=False, withdrawn=victim.withdrawn
    )
    return None if without else victim.agreed_until


def remembered_names() -> QuerySet[Name]:
    """Return the names that readers are shown, newest first."""
    return in_force(Name.objects.filter(standing=Standing.REMEMBERED)).order_by(*NEWEST)


def announceable_names() -> QuerySet[Name]:
    """Return the names that cards, reminders, feeds and the roll may show, newest first."""
    return remembered_names().filter(excluded=False)


def may_be_announced(name: Name) -> bool:
    """Return whether cards, reminders and feeds may show a name."""
    return name.standing == Standing.REMEMBERED and not name.excluded


def in_force(names: QuerySet[Name]) -> QuerySet[Name]:
    """Leave out the names that rest on a consent which has ended.

    They are few, so they are asked for apart: a condition on each row would read all rows.
    """
    ended = Name.objects.filter(valid_until__lt=timezone.localdate())
    return names.exclude(pk__in=ended.values("pk"))
