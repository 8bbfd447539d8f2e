"""The present values of a case by the parts that sheets know, and those of the rows of a sheet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vigil.casefile.models import Basis, Case, SheetRow, Stage
from vigil.casefile.people.name_matching import same_person
from vigil.casefile.sheet_files.coding_values import parts_of, person_parts_of
from vigil.casefile.sheet_files.rows import PartValues, RowRead


@dataclass
class CaseParts:
    """The present values of a case, by the parts that sheets know."""

    case: Case
    event: PartValues
    people: list[PartValues]
    urls: set[str]
    held: bool
    """Whether people coded, merged or rejected it: then a sheet alone changes nothing in it."""

    @property
    def languages(self) -> frozenset[str]:
        """The languages of its reports, to which a role may be limited."""
        return frozenset(
            m.account.report.language.split("-")[0].lower()
            for m in self.case.memberships.all()
            if m.account.report.language
        )


def case_parts_of(case: Case) -> CaseParts:
    """Return the values of a case by parts. For many cases, prefetch their rows first."""
    event = {row.field: row.value_in_force for row in case.accepted.all() if row.victim_id is None}
    people = [
        person_parts_of({row.field: row.value_in_force for row in victim.accepted.all()})
        for victim in case.victims.all()
    ]
    bases = {row.basis for row in case.accepted.all()}
    urls = {
        m.account.report.url
        for m in case.memberships.all()
        if not m.suggested and not m.account.superseded and m.account.report.url
    }
    held = (
        bool(bases - {Basis.IMPORTED})
        or case.superseded_by_id is not None
        or case.stage not in (Stage.CODED, Stage.VERIFIED)
    )
    return CaseParts(case, parts_of(event), people, urls, held)


def values_now(case: Case) -> dict[str, Any]:
    """Return the accepted values of a case in the shape of a coding."""
    accepted = case.accepted.all()
    return {
        "case": {row.field: row.value for row in accepted if row.victim_id is None},
        "victims": [
            {row.field: row.value_in_force for row in victim.accepted.all()}
            for victim in case.victims.all()
        ],
    }


def event_of(values: Iterable[Mapping[str, Any]]) -> PartValues:
    """Return the values of the attack from all values of several rows."""
    return {
        name: value
        for said in values
        for name, value in said.items()
        if not name.startswith("victim.")
    }


def event_of_rows(rows: Sequence[RowRead]) -> PartValues:
    """Return the values of the attack from several rows of a file."""
    return {name: value for row in rows for name, value in row.event.items()}


def person_of(values: Mapping[str, Any]) -> PartValues:
    """Return the values of the person from all values of a row."""
    return {name: value for name, value in values.items() if name.startswith("victim.")}


def person_places(stored: Mapping[str, SheetRow], current: CaseParts) -> dict[str, int]:
    """Return the position in the case of the person of each row: by name, else as stored."""
    free = list(range(len(current.people)))
    found: dict[str, int] = {}
    people = {key: person_of(row.values) for key, row in stored.items()}
    if not current.held:  # nobody has changed the order of the people
        return {k: r.person for k, r in stored.items() if r.person in free and people[k]}
    for key, person in people.items():
        place = next(
            (
                n
                for n in free
                if same_person(names_of_person(person), names_of_person(current.people[n]))
            ),
            None,
        )
        if place is not None:
            found[key] = place
            free.remove(place)
    for key, person in people.items():
        if key not in found and person and stored[key].person in free:
            found[key] = stored[key].person
            free.remove(stored[key].person)
    return found


def names_of_person(person: PartValues) -> list[str]:
    """Return all names of a person, the main name first."""
    first = person.get("victim.name")
    return [*([first] if first else []), *(person.get("victim.other_names") or [])]
