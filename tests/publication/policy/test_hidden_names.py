"""Nobody who may not be named is found in anything that leaves the installation."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.db import transaction

import factories
from publication.policy.crawl import Outside, crawl, in_turn
from publication.policy.disclosure_table import FIELDS, plant, rows
from publication.policy.kinds_of_people import KINDS, Planted
from publication.policy.made_up_names import FORMS, Marker
from publication.searching import keys_found
from vigil.casefile.cases.changes import case_changes
from vigil.publication.models import PublicCase
from vigil.publication.record.projection import rebuild

pytestmark = pytest.mark.django_db
ROWS = list(rows())


class Planting(NamedTuple):
    """What was planted of each kind of person, and what was then read from outside."""

    read: Outside
    planted: dict[str, Planted]
    whole: bool
    """Whether everything is asked, and not what the day's part of it is."""


@pytest.fixture(
    scope="module",
    params=[
        "two languages",
        pytest.param(
            "every language",
            marks=pytest.mark.tail("daily in two languages, and a sixth of the searches"),
        ),
    ],
)
def outside(request: pytest.FixtureRequest, shared_world: None) -> Iterator[Planting]:
    """Plant everything once, and read everything once."""
    with transaction.atomic():
        with pytest.MonkeyPatch.context() as patch, case_changes():
            # The record is made once, when all stands: what makes it is the same.
            patch.setattr(factories, "publish_anew", lambda *cases: None)
            planted = {kind: plant(kind, of(kind)) for kind in KINDS}
        rebuild()
        ids = [str(made.case.public_id) for made in planted.values()]
        whole = request.param == "every language"
        yield Planting(crawl(ids, every_language=whole), planted, whole)
        transaction.set_rollback(True)


def of(kind: str) -> list[Marker]:
    """Return the rows of a kind of person: one test asks for all of them."""
    return [row for row in ROWS if row.kind == kind]


def label(row: Marker) -> str:
    return f"{row.field} ({row.form})"


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_is_nowhere_outside(kind: str, outside: Planting) -> None:
    told_in = {label(row): outside.read.where(row.words) for row in of(kind)}
    assert len(told_in) == len(FIELDS)
    assert {row: there for row, there in told_in.items() if there} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_search_does_not_confirm_a_name(kind: str, outside: Planting) -> None:
    own = outside.planted[kind].case.pk
    confirmed = [
        (label(row), asked)
        for number, row in enumerate(of(kind))
        for asked in (forms(row) if outside.whole else forms(row)[number % 6 :: 6])
        if own in keys_found(asked)
    ]
    assert confirmed == []


def forms(row: Marker) -> list[str]:
    """Return what somebody may type who looks for a name."""
    return sorted({*row.known, row.said, *row.words, " ".join(reversed(row.words))})


@pytest.mark.parametrize("kind", [kind for kind, how in KINDS.items() if how.killed])
def test_the_dead_are_named_wherever_they_should_be(kind: str, outside: Planting) -> None:
    found, planted = outside.read, outside.planted
    made = planted[kind]
    number = made.case.public_id
    language = in_turn([str(one.case.public_id) for one in planted.values()], str(number))
    told_in = set(found.where(made.control.lower().split()))
    assert {
        "/cases/",
        f"/cases/{number}/",
        f"/{language}cases/{number}/",
        "/api/v1/cases",
        f"/api/v1/cases/{number}",
        "/api/v1/cases.geojson",
        "/cases/cases.csv",
        "/cases/cases.geojson",
        "/cases/cases.xlsx",
        "/cases/people.csv",
        "/cases/cases.atom",
        f"/cases/{number}/cite.bib",
        "table PublicCase",
        "table PublicRecord",
        "table PublicWord",
        "lines of a release",
    } <= told_in
    assert made.case.pk in keys_found(made.control)


def test_every_form_of_a_name_stands_in_every_field_for_somebody() -> None:
    there = {(row.field, row.form) for row in ROWS}
    assert there == {(field, form) for field in FIELDS for form in FORMS}


def test_no_two_names_share_a_word() -> None:
    words = [word for row in ROWS for word in set(row.words)]
    assert len(words) == len(set(words))


def test_every_planted_case_is_public(outside: Planting) -> None:
    pks = {made.case.pk for made in outside.planted.values()}
    assert pks <= set(PublicCase.objects.values_list("pk", flat=True))
