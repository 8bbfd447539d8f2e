"""Whatever is asked of the public record is answered, or refused with a reason: never an error.

What the API answers has the shape that its document tells of it.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from factories import published_together
from hostile.questions import VALUES, in_path, queries, written
from publication import many
from publication.planted import plant
from vigil.publication.api.openapi import document
from vigil.publication.search.filters import PARAMETERS

pytestmark = pytest.mark.django_db

LOOSE = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}
FEW = settings(max_examples=150, derandomize=True, **LOOSE)  # type: ignore[arg-type]
MANY = settings(max_examples=6_000, **LOOSE)  # type: ignore[arg-type]
FEW_PAGES = settings(max_examples=60, derandomize=True, **LOOSE)  # type: ignore[arg-type]
MANY_PAGES = settings(max_examples=2_500, **LOOSE)  # type: ignore[arg-type]

Operation = tuple[str, dict[str, Any]]
PAGES = (
    *("/cases/", "/people/", "/map/", "/figures/", "/data/", "/es/cases/", "/ar/figures/"),
    *("/cases/cases.atom", "/cases/cases.geojson", "/cases/cases.csv", "/stories/", "/network/"),
    *("/programme/", "/outlook/", "/fund/"),
)
"""Pages that read a query, and some that should not mind one."""


@pytest.fixture
def record() -> Iterator[None]:
    """Make a public record in which every parameter selects something."""
    with published_together():
        plant(public_id="V-7000")
    many.make(13)
    return


def operations() -> list[Operation]:
    """Return every address of the API that is read, with what the document tells of it."""
    import vigil.site.urls  # noqa: F401 - where the rooms tell of theirs

    return [(path, told["get"]) for path, told in document()["paths"].items() if "get" in told]


OPERATIONS = operations()
STEPS = st.one_of(
    st.sampled_from(["V-7000", "V-6001", "V-9999", "v-7000", *VALUES]), st.text(max_size=20)
)


def step(known: dict[str, Any]) -> st.SearchStrategy[str]:
    """Return what may stand in a path: what does not fit a pattern is no address of the API."""
    pattern = known["schema"].get("pattern")
    return (
        st.from_regex(pattern, fullmatch=True, alphabet=st.characters(codec="ascii"))
        if pattern
        else STEPS
    )


@st.composite
def asked(draw: st.DrawFn) -> tuple[Operation, str]:
    """Draw an operation, and an address that asks it."""
    path, told = draw(st.sampled_from(OPERATIONS))
    parameters = told.get("parameters", [])
    steps = {one["name"]: in_path(draw(step(one))) for one in parameters if one["in"] == "path"}
    return (path, told), written(path.format(**steps), draw(queries(parameters)))


def answered(client: Client, operation: Operation, address: str) -> None:
    """Fail unless an address is answered as the document tells."""
    path, told = operation
    response = client.get(address)
    known = told["responses"].get(response.status_code)
    assert known is not None, (address, response.status_code)
    shape = known["content"]["application/json"]["schema"]
    problems = VALIDATORS[path, response.status_code, json.dumps(shape)].iter_errors(
        json.loads(response.content)
    )
    assert [error.message[:200] for error in problems] == [], address


class _Validators(dict[Any, Draft202012Validator]):
    """Validators of the shapes of answers, each made once."""

    def __missing__(self, key: tuple[str, int, str]) -> Draft202012Validator:
        shape = {**json.loads(key[2]), "components": document()["components"]}
        Draft202012Validator.check_schema(shape)
        self[key] = Draft202012Validator(shape)
        return self[key]


VALIDATORS = _Validators()


@FEW
@given(asked())
def test_the_api_answers_as_it_says(
    record: None, client: Client, question: tuple[Operation, str]
) -> None:
    answered(client, *question)


@pytest.mark.tail("test_the_api_answers_as_it_says")
@MANY
@given(asked())
def test_the_api_answers_many_as_it_says(
    record: None, client: Client, question: tuple[Operation, str]
) -> None:
    answered(client, *question)


def test_each_value_of_each_parameter(record: None, client: Client) -> None:
    """Every parameter once with what it is told to take, and once with what it cannot."""
    for operation in OPERATIONS:
        path, told = operation
        if "{" in path:
            continue
        for number, parameter in enumerate(told.get("parameters", [])):
            shape = parameter["schema"]
            for value in (shape.get("example", ""), VALUES[number % len(VALUES)]):
                answered(client, operation, written(path, [(parameter["name"], value)]))


def test_an_answer_of_another_shape_would_be_found(record: None, client: Client) -> None:
    operation = next(one for one in OPERATIONS if one[0] == "/api/v1/cases")
    answered(client, operation, "/api/v1/cases?country=MEX")
    with pytest.raises(AssertionError):
        answered(client, operation, "/api/v1/codebook")
    with pytest.raises(AssertionError):
        answered(client, operation, "/api/v1/none")


PARAMETERS_OF_PAGES = [
    {"name": name, "in": "query"}
    for name in (*PARAMETERS, "page", "limit", "after", "view", "by", "labels", "format", "state")
]


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Draw the address of a page with a query."""
    return written(draw(st.sampled_from(PAGES)), draw(queries(PARAMETERS_OF_PAGES)))


def shown(client: Client, address: str) -> None:
    """Fail unless a page is shown, leads on, or says what it cannot answer."""
    response = client.get(address)
    assert response.status_code in (200, 301, 302, 400, 404), (address, response.status_code)


@FEW_PAGES
@given(pages())
def test_a_page_takes_any_query(record: None, client: Client, address: str) -> None:
    shown(client, address)


@pytest.mark.tail("test_a_page_takes_any_query")
@MANY_PAGES
@given(pages())
def test_a_page_takes_many_queries(record: None, client: Client, address: str) -> None:
    shown(client, address)
