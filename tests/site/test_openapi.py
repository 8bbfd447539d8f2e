"""The one document of the API: it describes every address, and what each answers."""

import json
import re
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from ninja import NinjaAPI

from factories import CaseFactory
from network.factories import agree, full
from outlook.factories_editions import an_edition
from outlook.factories_panels import finalise, played
from programme.factories import ContributionFactory, EventFactory, PartnerFactory, SessionFactory
from publication import many
from publication.planted import plant
from routes.table import routes
from vigil.network.profiles.fields import Audience
from vigil.outlook.models import Panel
from vigil.publication.api import openapi
from witness.story_factories import QUOTED, a_story, agreed, editor, published

pytestmark = pytest.mark.django_db

AT = "/api/v1/openapi.json"
NOT_TOLD = {"api/v1/", "api/v1/openapi.json"}
"""The way to the guide, and the document itself."""
OF = {
    "/api/v1/cases/{public_id}": {"public_id": "V-7000"},
    "/api/v1/stories/{handle}": {"handle": "S-0100"},
    "/api/v1/programme/events/{slug}": {"slug": "kyoto-2021"},
    "/api/v1/programme/events/{slug}/sessions/{session}": {
        "slug": "kyoto-2021",
        "session": "witness",
    },
    "/api/v1/outlook/panels/{uid}": {"uid": "final"},
}


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(client.get(AT).content)
    return told


@pytest.fixture
def things() -> None:
    """Something of each kind that the API tells of."""
    plant(public_id="V-7000")
    many.make(3)
    event = EventFactory(slug="kyoto-2021")
    PartnerFactory(event=event)
    session = SessionFactory(event=event, slug="witness", number=166, languages=["es"])
    ContributionFactory(session=session, role="moderator", name="Ana Paula Oliveira")
    ContributionFactory(session=session, name="", unnamed="people affected directly")
    agree(full("zq"), Audience.PUBLIC)
    by = editor()
    story = a_story(by, body=QUOTED)
    agreed(story, by=by)
    published(story, by)
    panel, _row, _seats = played(kind="final")
    finalise(panel, by=panel.chair)
    Panel.objects.filter(pk=panel.pk).update(uid="final")
    an_edition()


def test_every_route_of_the_api_is_described(document: dict[str, Any]) -> None:
    ours = {at for at in routes() if at.startswith("api/v1/")} - NOT_TOLD
    told = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/{at}") for at in ours}
    assert set(document["paths"]) == told | {"/network/members.json"}


def test_every_operation_says_what_it_is(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert document["info"]["title"]
    named: list[str] = []
    for path, item in document["paths"].items():
        assert list(item) == ["get"]
        operation = item["get"]
        named.append(operation["operationId"])
        assert operation["summary"]
        assert operation["description"]
        in_path = [p["name"] for p in operation["parameters"] if p["in"] == "path"]
        assert in_path == re.findall(r"{(\w+)}", path)
        for parameter in operation["parameters"]:
            assert parameter["schema"]["type"] == "string"
            assert parameter["required"] is (parameter["in"] == "path")
            assert parameter["in"] == "path" or parameter["description"]
    assert len(named) == len(set(named))


def test_every_reference_leads_somewhere(client: Client) -> None:
    text = client.get(AT).content.decode()
    referred = set(re.findall(r'"#/components/schemas/(\w+)"', text))
    assert referred
    assert referred <= set(json.loads(text)["components"]["schemas"])


def test_every_path_answers_and_its_answer_has_the_shape_that_is_told(
    client: Client, document: dict[str, Any], things: None
) -> None:
    shapes = document["components"]["schemas"]
    lists = 0
    for path, item in document["paths"].items():
        response = client.get(path.format(**OF.get(path, {})))
        assert response.status_code == 200, path
        (told,) = item["get"]["responses"]["200"]["content"].values()
        answer = json.loads(response.content)
        assert amiss(answer, told["schema"], shapes, path) == []
        if "results" in answer:
            lists += 1
            assert answer["results"], path
    assert lists == 8


def test_what_is_refused_and_what_is_absent_is_told_as_described(
    client: Client, document: dict[str, Any]
) -> None:
    asked = 0
    for path, item in document["paths"].items():
        for status, told in item["get"]["responses"].items():
            if status not in ("400", "404"):
                continue
            at = path.format(slug="none", session="none", public_id="V-1", handle="S-1", uid="none")
            response = client.get(f"{at}?nothing=1" if status == "400" else at)
            assert str(response.status_code) == status, (path, status)
            (media,) = told["content"].values()
            shapes = document["components"]["schemas"]
            assert amiss(json.loads(response.content), media["schema"], shapes, path) == []
            asked += 1
    assert asked > 8


def test_the_examples_are_answered(client: Client, document: dict[str, Any]) -> None:
    CaseFactory(country="MEX")
    tried = 0
    for path, item in document["paths"].items():
        for parameter in item["get"]["parameters"]:
            if "example" in parameter and "{" not in path:
                query = f"{parameter['name']}={parameter['example']}"
                assert client.get(f"{path}?{query}").status_code == 200, (path, query)
                tried += 1
    assert tried > 20


def test_two_rooms_cannot_mean_different_things(monkeypatch: pytest.MonkeyPatch) -> None:
    another = NinjaAPI(urls_namespace="another", openapi_url=None)

    @another.get("/facets", operation_id="others")
    def facets(request: object) -> None:
        """Tell something else."""

    monkeypatch.setattr(openapi, "import_string", lambda name: another)
    with pytest.raises(ImproperlyConfigured, match="/api/v1/facets"):
        openapi._document.__wrapped__(frozenset())


# What is used of JSON Schema, and no more


KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (list,),
    "object": (dict,),
}
SAID = {"title", "description", "examples", "default"}
KNOWN = {
    *("type", "properties", "required", "additionalProperties", "items", "anyOf", "enum", "$ref"),
    *SAID,
}


def amiss(value: Any, schema: dict[str, Any], shapes: dict[str, Any], at: str) -> list[str]:
    """Return where a value differs from its schema."""
    assert set(schema) <= KNOWN, f"{at}: {set(schema) - KNOWN} is not looked at here"
    if "$ref" in schema:
        return amiss(value, shapes[schema["$ref"].rpartition("/")[2]], shapes, at)
    if "anyOf" in schema:
        found = [amiss(value, one, shapes, at) for one in schema["anyOf"]]
        return min(found, key=len)
    kind = schema.get("type")
    if kind is None:
        return []
    if not isinstance(value, KINDS[kind]) or (isinstance(value, bool) and kind != "boolean"):
        return [f"{at}: {value!r} is no {kind}"]
    if value not in schema.get("enum", [value]):
        return [f"{at}: {value!r} is none of {schema['enum']}"]
    if kind == "array":
        pairs = enumerate(value)
        return [e for n, one in pairs for e in amiss(one, schema["items"], shapes, f"{at}/{n}")]
    return amiss_within(value, schema, shapes, at) if kind == "object" else []


def amiss_within(
    value: dict[str, Any], schema: dict[str, Any], shapes: dict[str, Any], at: str
) -> list[str]:
    fields, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    found = [f"{at}: no {name}" for name in schema.get("required", []) if name not in value]
    for name, one in value.items():
        if name in fields:
            found += amiss(one, fields[name], shapes, f"{at}/{name}")
        elif others is False:
            found.append(f"{at}: {name} is not told of")
        elif isinstance(others, dict):
            found += amiss(one, others, shapes, f"{at}/{name}")
    return found
