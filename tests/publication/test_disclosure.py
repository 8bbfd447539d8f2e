"""Nobody who may not be named is found in anything that leaves the installation."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

import factories
from publication.crawl import Told, crawl, where
from publication.disclosure_table import FIELDS, FORMS, KINDS, Marker, Planted, plant, rows
from vigil.publication.columns import current
from vigil.publication.models import PublicCase
from vigil.publication.projecting import rebuild
from vigil.publication.search import find

pytestmark = pytest.mark.django_db
ROWS = list(rows())


@pytest.fixture(scope="module")
def outside(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[dict[str, Told], dict[str, Planted]]]:
    """Plant everything once, and read everything once."""
    with django_db_blocker.unblock(), transaction.atomic():
        with pytest.MonkeyPatch.context() as patch:
            # The record is made once, when all stands: what makes it is the same.
            patch.setattr(factories, "publish_anew", lambda *cases: None)
            planted = {
                kind: plant(kind, [row for row in ROWS if row.kind == kind]) for kind in KINDS
            }
        rebuild()
        ids = [str(made.case.public_id) for made in planted.values()]
        yield crawl(ids, in_all_languages=ids), planted
        transaction.set_rollback(True)


def label(row: Marker) -> str:
    return f"{row.kind}: {row.field} ({row.form})"


@pytest.mark.parametrize("row", ROWS, ids=label)
def test_a_name_is_nowhere_outside(
    row: Marker, outside: tuple[dict[str, Told], dict[str, Planted]]
) -> None:
    assert where(outside[0], row.words) == []


@pytest.mark.parametrize("row", ROWS, ids=label)
def test_search_does_not_confirm_a_name(
    row: Marker, outside: tuple[dict[str, Told], dict[str, Planted]]
) -> None:
    own = outside[1][row.kind].case.pk
    for asked in {*row.known, row.said, *row.words, " ".join(reversed(row.words))}:
        assert own not in find(asked, current()), asked


@pytest.mark.parametrize("kind", [kind for kind, how in KINDS.items() if how.killed])
def test_the_dead_are_named_wherever_they_should_be(
    kind: str, outside: tuple[dict[str, Told], dict[str, Planted]]
) -> None:
    found, planted = outside
    made = planted[kind]
    number = made.case.public_id
    told_in = set(where(found, made.control.lower().split()))
    assert {
        "/cases/",
        f"/cases/{number}/",
        f"/ar/cases/{number}/",
        "/api/v1/cases",
        f"/api/v1/cases/{number}",
        "/api/v1/cases.geojson",
        "/cases/cases.csv",
        "/cases/cases.geojson",
        "/cases/cases.xlsx",
        "/cases/cases.atom",
        f"/cases/{number}/cite.bib",
        "table PublicCase",
        "table PublicRecord",
        "table PublicWord",
        "lines of a release",
    } <= told_in
    assert made.case.pk in find(made.control, current())


def test_every_form_of_a_name_stands_in_every_field_for_somebody() -> None:
    there = {(row.field, row.form) for row in ROWS}
    assert there == {(field, form) for field in FIELDS for form in FORMS}


def test_no_two_names_share_a_word() -> None:
    words = [word for row in ROWS for word in set(row.words)]
    assert len(words) == len(set(words))


def test_every_planted_case_is_public(
    outside: tuple[dict[str, Told], dict[str, Planted]],
) -> None:
    pks = {made.case.pk for made in outside[1].values()}
    assert pks <= set(PublicCase.objects.values_list("pk", flat=True))
