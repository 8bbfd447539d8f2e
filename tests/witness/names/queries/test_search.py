"""Names are found in any spelling and script, and nobody else is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vigil.witness.names.queries.public import NameSelection
from vigil.witness.names.visibility import remembered_names
from witness.people_factories import killed

pytestmark = [pytest.mark.django_db, pytest.mark.either]


def found(text: str) -> list[str]:
    return [name.name for name in NameSelection(text).of(remembered_names())]


@pytest.fixture(scope="module", autouse=True)
def people(shared_world: None) -> None:
    killed("Amalia Ríos Quintero", "2019-01-01", also=["Амалия Риос"])
    killed("Mohamed Benaïssa", "2018-01-01", also=["محمد بن عيسى"])
    killed("Anna Politkovskaja", "2017-01-01")
    killed("María Jiménez", "2016-01-01")
    killed("José Quintero de la Vega", "2015-01-01")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("amalia rios", "Amalia Ríos Quintero"),
        ("QUINTERO, Amalia", "Amalia Ríos Quintero"),
        ("Амалия", "Amalia Ríos Quintero"),
        ("ama", "Amalia Ríos Quintero"),
        ("Muhammad", "Mohamed Benaïssa"),
        ("محمد", "Mohamed Benaïssa"),
        ("Politkowskaja", "Anna Politkovskaja"),
        ("Politkovskaya", "Anna Politkovskaja"),
        ("Gimenez", "María Jiménez"),
        ("vega jose", "José Quintero de la Vega"),
    ],
)
def test_a_name_is_found(text: str, name: str) -> None:
    assert name in found(text)


@pytest.mark.parametrize("text", ["Amalia Politkovskaja", "Zzyzx", "???", "Amalia Амалия Vega"])
def test_what_no_one_name_says_finds_nobody(text: str) -> None:
    assert found(text) == []


def test_what_is_found_stands_in_the_order_of_the_list() -> None:
    assert found("quintero") == ["Amalia Ríos Quintero", "José Quintero de la Vega"]


def test_filters_narrow_what_is_found() -> None:
    killed("Amalia Vega", "2020-01-01", country="COL", target_category="judicial")
    names = NameSelection("amalia", {"country": "COL", "category": "judicial", "year": 2020})
    assert [name.name for name in names.of(remembered_names())] == ["Amalia Vega"]


def test_how_many_questions_are_asked_does_not_hang_on_how_many_are_found() -> None:
    found("quintero")
    with CaptureQueriesContext(
        connection,
    ) as few:
        found("quintero")
    for n in range(5):
        killed(f"Quintero Otra{n}")
    found("quintero")
    with CaptureQueriesContext(connection) as more:
        found("quintero")
    assert len(few) == len(more)
