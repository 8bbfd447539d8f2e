"""Write the accepted values of a case."""

from collections.abc import Iterator, Mapping
from typing import Any

from vigil.casefile.cases.index_columns import rewrite_index_columns
from vigil.casefile.coding.checks import Values
from vigil.casefile.coding.verbs.supporting import QUOTES
from vigil.casefile.models import AcceptedValue, Basis, Case, Victim, VictimName
from vigil.casefile.people.name_matching import fold
from vigil.casefile.people.name_visibility import keep_uids, uids_of
from vigil.trust.models import Decision


def write_values(
    case: Case,
    values: Values,
    *,
    basis: Basis,
    decision: Decision,
    reasons: Mapping[str, str] | None = None,
) -> None:
    """Replace all accepted values of a case with `values`, and rebuild its people.

    What people found on the former values no longer counts.
    """
    case.reviews.all().delete()
    _write(case, values, basis, decision, reasons or {}, kept={})


def correct_values(
    case: Case, values: Values, *, decision: Decision, reasons: Mapping[str, str]
) -> set[str]:
    """Accept those of `values` that differ as corrected; return their names ("age": "0/age").

    The others keep their basis, reason, support and decision. If people were added or left out,
    all values of whoever stands at another place now count as corrected.
    """
    names = [person.get("names") or [] for person in values.get("victims", [])]
    place_of = {victim.pk: place for place, victim in enumerate(case.victims.all())}
    held = {_name(row.field, place_of.get(row.victim_id or 0)): row for row in case.accepted.all()}
    rows = (held.get(_name("names", place)) for place in range(len(place_of)))
    known = [row.value if row else [] for row in rows]
    moved = [
        f"{place}/"
        for place, now in enumerate(names)
        if len(names) != len(known) and known[place : place + 1] != [now]
    ]
    wanted = dict(_named(values))
    kept = {
        name: row
        for name, row in held.items()
        if name in wanted and wanted[name] == row.value and not name.startswith(tuple(moved))
    }
    _write(case, values, Basis.ADJUDICATED, decision, reasons, kept)
    return (wanted.keys() | held.keys()) - kept.keys()


def _named(values: Values) -> Iterator[tuple[str, Any]]:
    yield from values.get("case", {}).items()
    for place, person in enumerate(values.get("victims", [])):
        for field, value in person.items():
            yield _name(field, place), value


def _name(field: str, place: int | None) -> str:
    return field if place is None else f"{place}/{field}"


def _write(
    case: Case,
    values: Values,
    basis: Basis,
    decision: Decision,
    reasons: Mapping[str, str],
    kept: Mapping[str, AcceptedValue],
) -> None:
    """Write all values anew. What stands in `kept`, by its name, is written as it was."""
    # The words that were quoted for the former value are not those of a new one.
    support = {
        row.field: {name: part for name, part in row.support.items() if name != QUOTES}
        for row in case.accepted.filter(victim=None)
    }
    people = uids_of(case)
    case.accepted.all().delete()
    case.victims.all().delete()

    def accept(victim: Victim | None, field: str, value: Any) -> None:
        name = _name(field, victim.position if victim else None)
        if (row := kept.get(name)) is not None:
            row.pk, row.victim = None, victim
            row._state.adding = True
            row.save()
            return
        AcceptedValue.objects.create(
            case=case,
            victim=victim,
            field=field,
            value=value,
            basis=basis,
            reason=reasons.get(name, ""),
            support=support.get(field, {}) if victim is None else {},
            decision=decision,
        )

    for field, value in values.get("case", {}).items():
        accept(None, field, value)
    for position, person in enumerate(values.get("victims", [])):
        victim = Victim.objects.create(case=case, position=position)
        for field, value in person.items():
            accept(victim, field, value)
        VictimName.objects.bulk_create(
            VictimName(victim=victim, name=name[:200], folded=fold(name)[:200])
            for name in person.get("names", [])
        )
    keep_uids(case, people)
    rewrite_index_columns(case)
