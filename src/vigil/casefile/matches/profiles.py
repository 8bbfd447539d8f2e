"""A case as the rows of lists are, so that it can be compared with them and with other cases."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, Protocol

from django.db.models import QuerySet

from vigil.casefile.models import Case, Victim, VictimName
from vigil.reading.linkage.lists import ListedKilling as Listed

FINE_PRECISIONS = frozenset({"exact", "neighbourhood", "town"})
OF_EVENT: Final = (
    *("pk", "date_earliest", "date_latest", "place_precision", "place_name", "admin1", "country"),
    *("lat", "lon", "n_killed"),
)
OF_PERSON: Final = ("pk", "case_id", "uid", "name", "outcome", "age_low", "age_high", "gender")


class _Event(Protocol):
    """The columns of a case that are compared."""

    date_earliest: date | None
    date_latest: date | None
    place_precision: str
    place_name: str
    admin1: str
    country: str
    lat: float | None
    lon: float | None
    n_killed: int


class _Person(Protocol):
    """The columns of a person that are compared."""

    uid: Any
    name: str
    outcome: str
    age_low: int | None
    age_high: int | None
    gender: str


def profiles_of(case: Case) -> list[Listed]:
    """Return a case in the form of list rows: one for each person killed, one for the event."""
    people = [(v, [entry.name for entry in v.names.all()]) for v in case.victims.all()]
    return _profiles(case, people)


def profiles_of_each(cases: QuerySet[Case]) -> Iterator[tuple[int, list[Listed]]]:
    """Yield the key and the profiles of each case. Only what is compared is read, as rows."""
    events = list(cases.values_list(*OF_EVENT, named=True))
    keys = [event.pk for event in events]
    victims = Victim.objects.filter(case__in=keys)
    spellings: dict[int, list[str]] = defaultdict(list)
    named = VictimName.objects.filter(victim__case__in=keys).order_by("pk")
    for victim, name in named.values_list("victim", "name"):
        spellings[victim].append(name)
    people: dict[int, list[tuple[_Person, list[str]]]] = defaultdict(list)
    for person in victims.values_list(*OF_PERSON, named=True):
        people[person.case_id].append((person, spellings[person.pk]))
    for event in events:
        yield event.pk, _profiles(event, people[event.pk])


def _profiles(case: _Event, people: Iterable[tuple[_Person, Sequence[str]]]) -> list[Listed]:
    event = _event(case)
    killed = [(person, names) for person, names in people if person.outcome in ("killed", "")]
    rows = [_person(event, person, names) for person, names in killed]
    return [*rows, replace(event, names=tuple(n for row in rows for n in row.names))]


def _event(case: _Event) -> Listed:
    fine = case.place_precision in FINE_PRECISIONS
    first, last = case.date_earliest, case.date_latest
    return Listed(
        id="event",
        when=(first.toordinal(), last.toordinal()) if first and last else None,
        place=case.place_name if fine else "",
        admin1=case.admin1,
        country=case.country,
        point=(case.lat, case.lon)
        if fine and case.lat is not None and case.lon is not None
        else None,
        killed=case.n_killed or None,
        event=True,
    )


def _person(event: Listed, person: _Person, spellings: Sequence[str]) -> Listed:
    names = tuple(dict.fromkeys(spellings))
    age = None
    if person.age_low is not None and person.age_high is not None:
        age = (person.age_low, person.age_high)
    return replace(
        event,
        id=str(person.uid),
        names=names or ((person.name,) if person.name else ()),
        age=age,
        gender=person.gender if person.gender in ("male", "female") else "",
        killed=None,
        event=False,
    )
