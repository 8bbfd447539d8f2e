"""The JSON API: what it answers, how it refuses, and that its document is true."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from factories import (
    AcceptedValueFactory,
    CaseFactory,
    MembershipFactory,
    VictimFactory,
    adjudicator,
    coder,
)
from publication import many
from publication.planted import KILLED, QUARTER, SECRET, plant
from seconded import publish_again
from vigil.casefile.cases.verbs.contesting import set_contested
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.cases.verbs.relating import relate_cases
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.casefile.models import Case, CaseRelation, Visibility
from vigil.publication.api import schemas
from vigil.publication.api.operations import api

pytestmark = pytest.mark.django_db

LIST, ONE = "/api/v1/cases", "/api/v1/cases/V-7000"
READINGS = [LIST, ONE, "/api/v1/cases.geojson", "/api/v1/facets", "/api/v1/codebook"]
READINGS += ["/api/v1/coverage", "/api/v1/openapi.json"]


def get(client: Client, address: str, status: int = 200) -> Any:
    response = client.get(address)
    assert response.status_code == status, response.content
    return json.loads(response.content)


# What it answers


@pytest.mark.parametrize(
    ("address", "shape"),
    [
        (LIST, schemas.Cases),
        (LIST + "?labels=es&limit=5", schemas.Cases),
        (ONE, schemas.Case),
        (ONE + "?labels=ar", schemas.Case),
        ("/api/v1/cases.geojson", schemas.Features),
        ("/api/v1/facets", schemas.Facets),
        ("/api/v1/coverage", schemas.Coverage),
        ("/api/v1/codebook", schemas.Codebook),
        (LIST + "?year_from=x", schemas.Refused),
    ],
)
def test_every_answer_has_the_shape_that_is_told_of_it(
    client: Client, address: str, shape: type[schemas.Shape]
) -> None:
    plant(public_id="V-7000")
    many.make(6)
    shape.model_validate_json(client.get(address).content, strict=True)


def test_a_case_is_told_as_far_as_it_may_be(client: Client) -> None:
    plant(public_id="V-7000")
    [entry] = get(client, LIST)["results"]
    assert entry["id"] == "V-7000"
    assert entry["url"] == "http://testserver/cases/V-7000/"
    assert entry["date"] == {"value": "2019-03-07", "from": "2019-03-07", "to": "2019-03-07"}
    assert entry["place"]["country"] == "MEX"
    assert entry["counts"]["killed"] == 2
    named, minor, survivor = entry["people"]
    assert named["names"][0] == KILLED
    assert (minor["names"], minor["minor"], minor["age"]) == ([], True, None)
    assert (survivor["names"], survivor["outcome"], survivor["age"]) == ([], "injured", None)


@pytest.mark.parametrize("address", [*READINGS, ONE + "?labels=en", LIST + "?labels=fr"])
def test_nothing_planted_is_in_any_answer(client: Client, address: str) -> None:
    plant(public_id="V-7000")
    told = client.get(address).content.decode()
    assert not [word for word in (*SECRET, QUARTER) if word.lower() in told.lower()]


def test_a_case_whole_says_who_says_what_in_which_words(client: Client) -> None:
    plant(public_id="V-7000")
    told = get(client, ONE)
    method = next(claim for claim in told["claims"] if claim["field"] == "method")
    [said] = method["says"]
    assert said["words"] == ["shot dead"]
    assert told["record"]["sources"][said["source"] - 1]["publisher"] == "The Ejemplo Herald"
    [quoted] = told["quotes"]
    assert "shot dead" in quoted["marked"]
    assert len(quoted["text"].replace("…", " ").split()) <= 25


def test_labels_are_words_of_a_language(client: Client) -> None:
    plant(public_id="V-7000")
    assert "labels" not in get(client, LIST)["results"][0]
    labels = get(client, LIST + "?labels=es")["results"][0]["labels"]
    assert labels["title"] == KILLED
    assert labels["date"] == "7 de marzo de 2019"
    assert labels["values"]["method"] == "arma de fuego"


def test_a_motive_is_told_in_lists_tallies_and_labels(client: Client) -> None:
    plant(public_id="V-7000")
    assert get(client, LIST)["results"][0]["values"]["motive"] is None
    case = Case.objects.get(public_id="V-7000")
    AcceptedValueFactory(case=case, field="motive", value="justice", basis="adjudicated")
    [entry] = get(client, LIST + "?motive=justice&labels=es")["results"]
    assert entry["values"]["motive"] == "justice"
    assert entry["labels"]["values"]["motive"] == "impedir que se haga justicia"
    told = get(client, "/api/v1/facets")["facets"]["motive"]
    assert [(t["value"], t["cases"]) for t in told["values"]] == [("justice", 1)]
    assert get(client, LIST + "?motive=organised_crime")["count"] == 0


def test_a_merged_case_leads_on_and_a_withdrawn_one_is_gone(client: Client) -> None:
    by = adjudicator()
    kept = MembershipFactory(case=CaseFactory(public_id="V-7000")).case
    other = MembershipFactory(case=CaseFactory(public_id="V-7001")).case
    merge_cases(kept, other, by=by, why="The same attack.")
    response = client.get("/api/v1/cases/V-7001")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/cases/V-7000")
    assert get(client, ONE)["formerly"] == ["V-7001"]
    withdraw_case(kept, by=by, why="The family asks.")
    assert get(client, ONE, 410)["detail"] == "This case was withdrawn."
    assert get(client, LIST)["count"] == 0


@pytest.mark.parametrize("public_id", ["V-9999", "nonsense", "%00", "V-7002", "%2e%2e"])
def test_what_is_not_public_is_not_there(client: Client, public_id: str) -> None:
    CaseFactory(public_id="V-7002", visibility=Visibility.INTERNAL)
    get(client, f"/api/v1/cases/{public_id}", 404)


def test_related_cases_are_told_both_ways_and_only_while_public(client: Client) -> None:
    by = adjudicator()
    one = VictimFactory(case=CaseFactory(public_id="V-7000")).case
    other = VictimFactory(case=CaseFactory(public_id="V-7001")).case
    relate_cases(one, other, CaseRelation.Kind.SAME_CHAIN, by=by)
    [related] = get(client, ONE)["related"]
    assert (related["id"], related["kind"], related["direction"]) == ("V-7001", "same_chain", "to")
    assert get(client, "/api/v1/cases/V-7001")["related"][0]["direction"] == "from"
    withdraw_case(other, by=by, why="The family asks.")
    assert get(client, ONE)["related"] == []


def test_steps_are_told_without_who_took_them(client: Client) -> None:
    by = adjudicator(display_name="Ximena Ordaz")
    case = VictimFactory(case=CaseFactory(public_id="V-7000")).case
    set_contested(case, True, by=by, why="Ximena Ordaz was told so.")
    told = client.get(ONE).content.decode()
    assert "Ordaz" not in told
    assert [step["step"] for step in json.loads(told)["steps"]] == ["contest"]


def test_coverage_says_what_was_not_monitored(client: Client) -> None:
    CaseFactory(country="MEX")
    told = get(client, "/api/v1/coverage?country=MEX,COL&from=2019-01-01&to=2019-12-31")
    assert [line["country"] for line in told["countries"]] == ["MEX", "COL"]
    span = {"from": "2019-01-01", "to": "2019-12-31"}
    assert told["countries"][0]["not_monitored"] == [span]


def test_the_codebook_tells_public_fields_alone(client: Client) -> None:
    fields = {field["id"] for field in get(client, "/api/v1/codebook")["fields"]}
    assert {"method", "organised_crime_link", "outcome"} <= fields
    assert "perpetrators" not in fields


# How it refuses


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (LIST + "?year_from=abc", "year_from"),
        (LIST + "?country=XXX", "country"),
        (LIST + "?bbox=1,2,3", "bbox"),
        (LIST + "?month=2019-13", "month"),
        (LIST + "?contry=MEX", "contry"),
        (LIST + "?limit=-1", "limit"),
        (LIST + "?limit=1001", "limit"),
        (LIST + "?limit=x", "limit"),
        (LIST + "?after=2019-02-31.7", "after"),
        (LIST + "?after=%00", "after"),
        (LIST + "?labels=xx", "labels"),
        (ONE + "?limit=5", "limit"),
        ("/api/v1/facets?method=magic", "method"),
        ("/api/v1/cases.geojson?labels=es", "labels"),
        ("/api/v1/coverage?from=2020-01-01&to=2019-01-01", "to"),
        ("/api/v1/coverage?country=mexico", "country"),
        ("/api/v1/coverage?from=soon", "from"),
    ],
)
def test_what_cannot_be_read_is_named(client: Client, address: str, name: str) -> None:
    plant(public_id="V-7000")
    told = get(client, address, 400)
    assert list(told["errors"]) == [name]
    assert told["errors"][name][0]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_only_reads(method: str) -> None:
    send = getattr(Client(enforce_csrf_checks=True), method)
    assert {address: send(address).status_code for address in READINGS} == dict.fromkeys(
        READINGS, 405
    )


# Kept copies


@pytest.mark.parametrize("address", READINGS)
def test_a_kept_answer_is_good_until_something_changes(client: Client, address: str) -> None:
    case = plant(public_id="V-7000")
    by = adjudicator()
    first = client.get(address)
    etag = first["ETag"]
    assert not etag.startswith("W/")
    assert first["Cache-Control"] == "no-cache"
    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    set_contested(case, True, by=by, why="The family disagrees.")
    changed = client.get(address, headers={"If-None-Match": etag})
    of_cases = not any(part in address for part in ("codebook", "coverage", "openapi"))
    assert changed.status_code == (200 if of_cases else 304)


def test_an_answer_does_not_come_back_when_a_case_does(client: Client) -> None:
    """A state that came back has another name: whoever kept the first asks anew."""
    case, by = VictimFactory(case=CaseFactory()).case, adjudicator()
    before = client.get(LIST)
    withdraw_case(case, by=by, why="The family asks.")
    between = client.get(LIST, headers={"If-None-Match": before["ETag"]})
    assert (between.status_code, json.loads(between.content)["count"]) == (200, 0)
    publish_again(case, by=by)
    assert client.get(LIST)["ETag"] not in {before["ETag"], between["ETag"]}


def test_one_address_has_one_etag_and_another_query_another(client: Client) -> None:
    many.make(3)
    assert client.get(LIST)["ETag"] == client.get(LIST)["ETag"]
    assert client.get(LIST)["ETag"] != client.get(LIST + "?country=MEX")["ETag"]
    assert client.get(LIST)["ETag"] != client.get(LIST + "?labels=es")["ETag"]


@pytest.mark.parametrize("address", READINGS)
def test_head_is_get_without_its_body(client: Client, address: str) -> None:
    plant(public_id="V-7000")
    got, head = client.get(address), client.head(address)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("ETag", "Content-Type", "Content-Length", "Cache-Control"):
        assert head[name] == got[name]


@pytest.mark.parametrize("address", READINGS)
def test_programs_of_any_site_may_read_without_credentials(client: Client, address: str) -> None:
    plant(public_id="V-7000")
    response = client.get(address, headers={"Origin": "https://newsroom.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert not response.cookies
    asked = client.options(address, headers={"Origin": "https://newsroom.example"})
    assert asked.status_code == 204
    assert "GET" in asked["Access-Control-Allow-Methods"]
    assert "POST" not in asked["Access-Control-Allow-Methods"]


# Its document


def test_the_document_knows_the_parameters_of_every_page() -> None:
    from vigil.publication.search.filters import PARAMETERS

    document = api.get_openapi_schema(path_prefix="")
    listed = {p["name"]: p for p in document["paths"]["/cases"]["get"]["parameters"]}
    assert set(listed) == {*PARAMETERS, "limit", "after", "labels"}
    assert "firearm" in listed["method"]["schema"]["enum"]
    assert {"organised_crime", "unclear"} < {*listed["motive"]["schema"]["enum"]}
    assert all(parameter["description"] for parameter in listed.values())


@pytest.mark.parametrize("language", ["", "/es", "/ar"])
def test_the_guide_is_a_page_of_our_own(client: Client, language: str) -> None:
    assert client.get("/api/v1/")["Location"] == "/data/api/"
    text = client.get(f"{language}/data/api/").content.decode()
    assert "/api/v1/cases/{public_id}" in text
    assert "/api/v1/programme/sessions" in text
    assert "<script" not in text
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)


def test_a_coder_sees_no_more_than_anybody(client: Client) -> None:
    plant(public_id="V-7000")
    public = client.get(ONE).content
    client.force_login(coder())
    assert client.get(ONE).content == public
