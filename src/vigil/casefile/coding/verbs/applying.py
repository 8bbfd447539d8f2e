"""Write what two people changed in a case. Everything else keeps all that it has."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

from vigil.casefile.cases.index_columns import rewrite_index_columns
from vigil.casefile.coding.changes import WHOLE, Change
from vigil.casefile.models import AcceptedValue, Basis, Case, Victim, VictimName
from vigil.casefile.people.name_matching import fold, surely_same
from vigil.casefile.people.name_visibility import protect_if_in_doubt, rests_on_name
from vigil.trust.models import Decision


def apply_changes(case: Case, changes: Sequence[Change], decision: Decision) -> set[str]:
    """Accept the changed values, and return their names as they are then ("age": "0/age").

    Values that do not change keep their basis, reason, support and decision. A person keeps their
    uid and their position, also after somebody before them is removed. Who gets another person's
    name gets a new uid if an agreement to be named, or a finding on a namesake, rests on the old.
    """
    lost: list[UUID] = []
    new: dict[Victim, Sequence[str]] = {}
    changed: list[tuple[Victim | None, str]] = []
    removed: set[str] = set()
    for change in changes:
        if not change.person:
            _accept(case, None, change, decision)
            changed.append((None, change.field))
        elif change.field != WHOLE:
            victim = case.victims.get(uid=change.person)
            if change.field == "names" and (old := _renamed(victim, change)) is not None:
                lost.append(old)
                new[victim] = change.after or []
            _accept(case, victim, change, decision)
            changed.append((victim, change.field))
        elif change.after is None:
            gone = case.victims.get(uid=change.person)
            removed |= {f"{gone.position}/{field}" for field in change.before}
            lost.append(gone.uid)
            gone.delete()
        else:
            victim = _add(case, change, decision)
            new[victim] = change.after.get("names") or []
            changed += [(victim, field) for field in change.after]
    protect_if_in_doubt(case, lost, new)
    rewrite_index_columns(case)
    return removed | {
        field if victim is None else f"{victim.position}/{field}" for victim, field in changed
    }


def _accept(case: Case, victim: Victim | None, change: Change, decision: Decision) -> None:
    case.accepted.filter(victim=victim, field=change.field).delete()
    if change.field == "names" and victim is not None:
        _write_names(victim, change.after or [])
    held = case if victim is None else victim
    if change.after is not None and held.no_value.pop(change.field, None):
        held.save(update_fields=["no_value"])
    if change.after is not None:
        _create(case, victim, change.field, change.after, change.reason, decision)


def _create(
    case: Case, victim: Victim | None, field: str, value: Any, reason: str, decision: Decision
) -> None:
    AcceptedValue.objects.create(
        case=case,
        victim=victim,
        field=field,
        value=value,
        basis=Basis.ADJUDICATED,
        reason=reason,
        decision=decision,
    )


def _write_names(victim: Victim, names: Iterable[str]) -> None:
    victim.names.all().delete()
    VictimName.objects.bulk_create(
        VictimName(victim=victim, name=name[:200], folded=fold(name)[:200]) for name in names
    )


def _renamed(victim: Victim, change: Change) -> UUID | None:
    """Give a person a new uid if what rests on the old one may not go with the new name.

    Return the old uid then. Somebody who had no name stays who they are.
    """
    if not change.before or surely_same(change.before, change.after or []):
        return None
    if not rests_on_name(victim):
        return None
    old, victim.uid = victim.uid, uuid4()
    victim.save(update_fields=["uid"])
    return old


def _add(case: Case, change: Change, decision: Decision) -> Victim:
    victim = Victim.objects.create(case=case, position=_free(case), uid=UUID(change.person))
    for field, value in change.after.items():
        _create(case, victim, field, value, change.reason, decision)
    _write_names(victim, change.after.get("names") or [])
    return victim


def _free(case: Case) -> int:
    """Return a position that nobody had: texts of a compiled case name people by theirs."""
    compiled = (case.compiled.get("coded_by_us") or {}).get("victims") or []
    taken = case.victims.order_by("position").values_list("position", flat=True).last()
    return max(len(compiled), 0 if taken is None else taken + 1)
