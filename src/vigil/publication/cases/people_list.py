"""The people killed in the cases of a selection, one by one, for the list of people."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.urls import reverse

from vigil.publication.cases.people_pages import pages_in_cases
from vigil.publication.cases.summary import describe_person, place_of
from vigil.publication.cases.texts import ShownText, name_beside, occupation_in
from vigil.publication.models import PublicCase
from vigil.publication.record import queries
from vigil.publication.record.columns import Columns, Ints
from vigil.publication.record.labels import date_text
from vigil.publication.search.selection import Selection


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """A person as a list shows them. `url` is the address of their own page, if they have one."""

    name: str
    named: bool
    beside: str
    """Their name in the script of the page, where `name` is in another."""
    url: str
    did: ShownText
    date: str
    place: str
    case_id: str
    case_url: str


def people_killed(selection: Selection, columns: Columns) -> Ints:
    """Return the people killed whom a selection chooses, by number, in the order of its cases."""
    people = columns.people
    killed = np.flatnonzero(selection.chosen(columns).people & people.killed)
    rows = selection.rows(columns)
    places = np.zeros(len(columns), dtype=np.int64)
    places[rows] = np.arange(len(rows))
    return killed[np.argsort(places[people.row[killed]], kind="stable")]


def person_summaries(columns: Columns, people: Ints) -> list[PersonSummary]:
    """Return the entries of people in a list, without those who are no longer public."""
    pks = columns.pk[columns.people.row[people]].tolist()
    rows = {row.pk: row for row in queries.rows_of(list(dict.fromkeys(pks)))}
    pages = pages_in_cases([*rows])
    places = columns.people.place_in_case(people).tolist()
    return [
        _summary(rows[pk], place, pages.get((pk, place), ""))
        for pk, place in zip(pks, places, strict=True)
        if pk in rows and place < len(rows[pk].people)
    ]


def _summary(row: PublicCase, place: int, page: str) -> PersonSummary:
    person = row.people[place]
    names: Sequence[str] = person["names"]
    return PersonSummary(
        name=names[0] if names else describe_person(person, row.people),
        named=bool(names),
        beside=name_beside(row.public_id, names),
        url=page if names else "",
        did=occupation_in(row, place),
        date=date_text(row.date),
        place=place_of(row),
        case_id=row.public_id,
        case_url=reverse("case", args=[row.public_id]),
    )
