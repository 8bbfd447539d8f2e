"""Write the accepted values of a case."""

from collections.abc import Mapping
from typing import Any

from vigil.casefile.cases.index_columns import rewrite_index_columns
from vigil.casefile.coding.checks import Values
from vigil.casefile.coding.verbs.supporting import QUOTES
from vigil.casefile.models import AcceptedValue, Basis, Case, Victim, VictimName
from vigil.casefile.people.name_matching import fold
from vigil.casefile.people.name_visibility import keep_uids, uids_of
from vigil.reading import codebook
from vigil.trust.models import Decision


def write_values(
    case: Case,
    values: Values,
    *,
    basis: Basis,
    decision: Decision,
    reasons: Mapping[str, str] | None = None,
    no_value: Mapping[str, str] | None = None,
) -> None:
    """Replace all accepted values of a case with `values`, and rebuild its people.

    `no_value` says why fields have none. What people found on the former values no longer counts.
    """
    case.reviews.all().delete()
    # The words that were quoted for the former value are not those of a new one.
    support = {
        row.field: {name: part for name, part in row.support.items() if name != QUOTES}
        for row in case.accepted.filter(victim=None)
    }
    people = uids_of(case)
    lacks = dict(no_value or {})
    case.accepted.all().delete()
    case.victims.all().delete()

    def accept(victim: Victim | None, field: str, value: Any) -> None:
        name = field if victim is None else f"{victim.position}/{field}"
        AcceptedValue.objects.create(
            case=case,
            victim=victim,
            field=field,
            value=value,
            basis=basis,
            reason=(reasons or {}).get(name, ""),
            support=support.get(field, {}) if victim is None else {},
            decision=decision,
        )

    book_fields = codebook.current().fields
    case.no_value = {name: said for name, said in lacks.items() if name in book_fields}
    case.save(update_fields=["no_value"])
    for field, value in values.get("case", {}).items():
        accept(None, field, value)
    for position, person in enumerate(values.get("victims", [])):
        why = {f: said for f in book_fields if (said := lacks.get(f"{position}/{f}"))}
        victim = Victim.objects.create(case=case, position=position, no_value=why)
        for field, value in person.items():
            accept(victim, field, value)
        VictimName.objects.bulk_create(
            VictimName(victim=victim, name=name[:200], folded=fold(name)[:200])
            for name in person.get("names", [])
        )
    keep_uids(case, people)
    rewrite_index_columns(case)
