"""What a proposal changes in the accepted values of a case: value by value, person by person."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import uuid4

from vigil.casefile.coding.checks import Values
from vigil.casefile.models import Adjudication, Case
from vigil.reading import codebook

WHOLE = ""
"""The field of a change that adds or removes a whole person."""

type Person = dict[str, Any]
"""The accepted values of one person, by field."""


@dataclass(frozen=True)
class Change:
    """One difference from the accepted values, with its reason and its source.

    `person` is the uid of a person in the case, "" for the case itself. Where a whole person is
    added or removed, `field` is `WHOLE`, and the values are all values of the person, or None.
    `source` has a `report` (a key) or a `url`.
    """

    person: str
    field: str
    before: Any
    after: Any
    reason: str = ""
    source: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def key(self) -> str:
        """The name of the change in a form: "method", "<uid>/age", "<uid>/"."""
        return f"{self.person}/{self.field}" if self.person else self.field


@dataclass(frozen=True)
class AcceptedNow:
    """The accepted values of a case: of the attack, and of each person by uid, in their order."""

    event: dict[str, Any]
    people: dict[str, Person]

    def holds(self, change: Change) -> bool:
        """Say whether what a change replaces is still as it was when the change was proposed."""
        if not change.person:
            return bool(self.event.get(change.field) == change.before)
        person = self.people.get(change.person)
        if change.field == WHOLE:
            return person == change.before
        return person is not None and bool(person.get(change.field) == change.before)


def accepted_now(case: Case) -> AcceptedNow:
    """Return the accepted values of a case as they are."""
    rows = list(case.accepted.all())
    return AcceptedNow(
        {row.field: row.value_in_force for row in rows if row.victim_id is None},
        {
            str(victim.uid): {
                row.field: row.value_in_force for row in rows if row.victim_id == victim.pk
            }
            for victim in case.victims.all()
        },
    )


def changes_between(now: AcceptedNow, values: Values, people: Sequence[str]) -> list[Change]:
    """Return how `values` differ from the accepted ones. `people` are the uids of its persons."""
    found = list(_differing("", now.event, values.get("case", {})))
    for uid, person in zip(people, values.get("victims", []), strict=True):
        if uid in now.people:
            found += _differing(uid, now.people[uid], person)
        elif person:
            found.append(Change(uid, WHOLE, None, person))
    found += [
        Change(uid, WHOLE, said, None) for uid, said in now.people.items() if uid not in people
    ]
    return found


def _differing(person: str, before: Person, after: Person) -> Iterator[Change]:
    order = {name: place for place, name in enumerate(codebook.current().fields)}
    names = sorted({*before, *after}, key=lambda name: (order.get(name, len(order)), name))
    for name in names:
        if before.get(name) != after.get(name):
            yield Change(person, name, before.get(name), after.get(name))


def uids_for(now: AcceptedNow, given: Iterable[str]) -> list[str]:
    """Return the uid of each person of a proposal: that of the case, else a new one.

    A uid of anybody else is never taken over: agreements to be named hang on it.
    """
    found: list[str] = []
    for token in given:
        found.append(token if token in now.people and token not in found else str(uuid4()))
    return found


def people_by_place(now: AcceptedNow, values: Values) -> list[str]:
    """Return the uids of persons that were entered without: by their places, else by their names.

    If people were added or left out, only who has the same names at the same place is the same.
    """
    held, victims = list(now.people.items()), values.get("victims", [])
    tokens = [
        held[place][0]
        if place < len(held)
        and (len(held) == len(victims) or held[place][1].get("names") == victim.get("names"))
        else ""
        for place, victim in enumerate(victims)
    ]
    return uids_for(now, tokens)


def stored(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Return changes as an adjudication stores them."""
    return [asdict(change) for change in changes]


def stored_changes(adjudication: Adjudication) -> list[Change]:
    """Return the changes that an adjudication stores."""
    return [Change(**one) for one in adjudication.changes]


def changes_of(adjudication: Adjudication) -> list[Change]:
    """Return what an adjudication changes: as it was proposed, else from what is accepted now."""
    if adjudication.changes or adjudication.taken_up:
        return stored_changes(adjudication)
    now, values = accepted_now(adjudication.case), adjudication.values
    people = people_by_place(now, values)
    place_of = {uid: f"{place}/" for place, uid in enumerate(people)}
    reasons = adjudication.reasons
    return [
        replace(one, reason=reasons.get(f"{place_of.get(one.person, '')}{one.field}", ""))
        for one in changes_between(now, values, people)
    ]
