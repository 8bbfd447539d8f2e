"""A selection as files and a feed: stable, honest about what they are, safe to open."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from factories import CaseFactory, VictimFactory, adjudicator
from publication import many
from publication.many import body, read
from publication.planted import KILLED, QUARTER, SECRET, plant
from vigil.casefile.cases.verbs.contesting import set_contested
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.files.formula_safety import safe_cell
from vigil.publication.downloads import files, sheet_columns
from vigil.publication.record.columns import current
from vigil.reading import codebook

pytestmark = pytest.mark.django_db

FORMS = ("csv", "geojson", "xlsx", "atom", "csv-metadata.json")
FILES = [*(f"/cases/cases.{form}" for form in FORMS), "/cases/people.csv"]
ATOM = "{http://www.w3.org/2005/Atom}"
DOCUMENT = Path(__file__).parents[3] / "docs" / "use" / "api.md"


def sheet(client: Client, name: str, query: str = "") -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(body(client, f"/cases/cases.xlsx?{query}")))
    return book.get_sheet_by_name(name).to_python()


def texts_of(client: Client, address: str) -> str:
    """Return all that a file says as one text, a workbook unpacked."""
    if "xlsx" not in address:
        return body(client, address).decode()
    book = CalamineWorkbook.from_filelike(io.BytesIO(body(client, address)))
    return " ".join(str(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


@pytest.mark.parametrize("language", ["", "/es", "/ar"])
@pytest.mark.parametrize("address", FILES)
def test_nothing_planted_is_in_any_file(client: Client, address: str, language: str) -> None:
    plant(public_id="V-7000")
    told = texts_of(client, language + address)
    assert "V-7000" in told or "metadata" in address
    assert not [word for word in (*SECRET, QUARTER) if word.lower() in told.lower()]


@pytest.mark.parametrize("address", FILES)
def test_a_kept_file_is_good_until_something_changes(client: Client, address: str) -> None:
    case = plant(public_id="V-7000")
    first = client.get(address)
    read(first)
    assert first["Cache-Control"] == "no-cache"
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    set_contested(case, True, by=adjudicator(), why="The family disagrees.")
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})
    read(changed)
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


@pytest.mark.parametrize("address", FILES)
def test_the_same_record_gives_the_same_bytes(client: Client, address: str) -> None:
    many.make(5)
    assert body(client, address) == body(client, address)


@pytest.mark.parametrize("address", FILES)
def test_head_tells_of_a_file_without_it(client: Client, address: str) -> None:
    plant(public_id="V-7000")
    head = client.head(address)
    got = client.get(address)
    assert read(got)
    assert (head.status_code, read(head)) == (200, b"")
    assert head["ETag"] == got["ETag"]
    assert head["Content-Type"] == got["Content-Type"]


@pytest.mark.parametrize("address", FILES)
@pytest.mark.parametrize("query", ["year_from=abc", "country=XXX", "contry=MEX", "page=2"])
def test_what_cannot_be_read_is_refused_and_named(client: Client, address: str, query: str) -> None:
    told = json.loads(body(client, f"{address}?{query}", 400))
    assert list(told["errors"]) == [query.partition("=")[0]]


@pytest.mark.parametrize("address", FILES)
def test_files_only_read_and_any_site_may_ask(client: Client, address: str) -> None:
    assert Client(enforce_csrf_checks=True).post(address).status_code == 405
    response = client.get(address)
    read(response)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies


# CSV


def test_csv_has_the_columns_that_are_promised_and_nothing_else(client: Client) -> None:
    many.make(3)
    text = body(client, "/cases/cases.csv").decode("utf-8-sig")
    head, *rows = list(csv.reader(io.StringIO(text)))
    assert head == [column.name for column in sheet_columns.COLUMNS]
    assert len(rows) == 3
    assert {len(row) for row in rows} == {len(head)}
    assert not any(row[0].startswith("#") for row in rows)


def test_the_promised_columns_are_these_in_this_order() -> None:
    assert [column.name for column in sheet_columns.COLUMNS] == [
        *("id", "url", "date", "date_from", "date_to", "country", "admin1", "place"),
        *("place_precision", "coarsened", "lat", "lon", "event", "method"),
        *("organised_crime_link", "contract_or_reward", "impunity", "people", "named", "killed"),
        *("survived", "targets", "targets_killed", "targets_survived", "names"),
        *("target_categories", "outcomes", "headline", "contested", "basis", "published_at"),
        *("changed_at", "digest", "motive", "why_targeted", "place_type"),
        *("checked_year", "judged_year", "genders", "occupations", "sources", "publishers"),
        "source_urls",
    ]


def test_every_column_is_in_the_guide() -> None:
    told = DOCUMENT.read_text(encoding="utf-8")
    missing = [column.name for column in sheet_columns.COLUMNS if f"`{column.name}`" not in told]
    assert not missing


def test_csv_says_in_its_header_what_its_rows_cannot(client: Client) -> None:
    many.make(5)
    response = client.get("/cases/cases.csv?country=MEX&sort=oldest")
    read(response)
    assert response["Vigil-Filter"] == "country=MEX&sort=oldest"
    assert response["Vigil-Count"] == "2"
    assert response["Vigil-Status"] == "provisional"
    assert response["Vigil-State"].startswith(str(current().version))
    assert response["Vigil-Day"] == timezone.localdate().isoformat()
    described = "/cases/cases.csv-metadata.json?country=MEX&sort=oldest"
    assert f'<http://testserver{described}>; rel="describedby"' in response["Link"]
    told = json.loads(body(client, described))
    assert told["url"] == "http://testserver/cases/cases.csv?country=MEX&sort=oldest"
    assert told["vigil:about"]["filter_in_words"] == "Mexico"
    assert told["vigil:about"]["count"] == 2
    assert [c["name"] for c in told["tableSchema"]["columns"]] == [
        c.name for c in sheet_columns.COLUMNS
    ]
    assert told["dc:license"] == "Apache-2.0"


def test_what_was_asked_for_cannot_write_header_lines(client: Client) -> None:
    response = client.get("/cases/cases.csv", {"q": "a\r\nSet-Cookie: b=c"})
    read(response)
    assert "\n" not in response["Vigil-Filter"]
    assert "Set-Cookie" not in response.headers


FORMULAS = ["=SUM(A1)", "@x", "+1+cmd|' /C calc'!A0", "-2+3", "\t=1"]
HARMLESS = ["+380 44 123", "-Ibrahim", "O'Neill", "Jean; Marc", 'Ana "la Maestra" Paz']


@pytest.mark.parametrize("name", [*FORMULAS, *HARMLESS])
def test_no_name_is_taken_for_a_formula_and_none_is_damaged(client: Client, name: str) -> None:
    VictimFactory(case=CaseFactory(public_id="V-7000"), name=name)
    text = body(client, "/cases/cases.csv").decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    head, cells = sheet(client, "Cases")
    in_book = dict(zip(head, cells, strict=True))["names"]
    assert row["names"] == in_book == safe_cell(name)
    assert in_book.startswith("'") is (name in FORMULAS)


# GeoJSON


def test_a_case_that_is_placed_too_roughly_is_no_point(client: Client) -> None:
    many.make(6)
    told = json.loads(body(client, "/cases/cases.geojson"))
    assert told["type"] == "FeatureCollection"
    for feature in told["features"]:
        place = feature["properties"]["place"]
        if place["precision"] in (None, "admin1", "country"):
            assert feature["geometry"] is None
        elif feature["geometry"]:
            lon, lat = feature["geometry"]["coordinates"]
            assert (lat, lon) == (place["lat"], place["lon"])
            assert round(lat, 2) == lat
    assert any(feature["geometry"] is None for feature in told["features"])


def test_points_can_be_asked_for_by_part_of_the_map(client: Client) -> None:
    case = CaseFactory(public_id="V-7000", lat=None, lon=None)
    VictimFactory(case=case)
    everything = json.loads(body(client, "/api/v1/cases.geojson"))
    within = json.loads(body(client, "/api/v1/cases.geojson?bbox=-180,-90,180,90"))
    assert (everything["count"], within["count"]) == (1, 0)


# Workbooks


def test_a_workbook_says_first_where_it_comes_from(client: Client) -> None:
    many.make(5)
    about = dict(sheet(client, "About", "country=MEX"))
    assert about["source"] == "http://testserver/cases/?country=MEX"
    assert about["filter"] == "country=MEX"
    assert about["filter_in_words"] == "Mexico"
    assert about["count"] == 2
    assert about["status"] == "provisional"
    assert about["licence"] == "Apache-2.0"
    assert about["codebook"] == codebook.current().version
    assert about["day"] == timezone.localdate().isoformat()


def test_a_workbook_says_what_found_no_room_in_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    many.make(7)
    assert "left_out" not in dict(sheet(client, "About"))
    monkeypatch.setattr(files, "MOST_ROWS", 5)
    assert len(sheet(client, "Cases")) == len(sheet(client, "People")) == 6
    assert dict(sheet(client, "About"))["left_out"].startswith("2 cases and 5 people")


def test_a_workbook_has_a_row_for_every_person(client: Client) -> None:
    plant(public_id="V-7000")
    head, *rows = sheet(client, "People")
    assert head == ["case", "person", *(column.name for column in sheet_columns.PEOPLE)]
    assert [row[:3] for row in rows] == [
        ["V-7000", 1.0, KILLED],
        ["V-7000", 2.0, ""],
        ["V-7000", 3.0, ""],
    ]
    assert {row[1] for row in sheet(client, "Columns")[1:]} == {
        column.name for column in (*sheet_columns.COLUMNS, *sheet_columns.PEOPLE)
    }


def test_a_file_is_written_some_cases_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has been withdrawn by the time its part is written is not in the file."""
    made = many.make(6)
    monkeypatch.setattr(files, "AT_ONCE", 2)
    pks = [case.pk for case in made]
    written = files.csv_of(pks, "http://testserver")
    parts = [next(written), next(written)]
    withdraw_case(made[4], by=adjudicator(), why="The family asks.")
    text = b"".join([*parts, *written]).decode("utf-8-sig")
    ids = [row["id"] for row in csv.DictReader(io.StringIO(text))]
    assert ids == ["V-6000", "V-6001", "V-6002", "V-6003", "V-6005"]


# The page about the data


@pytest.mark.parametrize("language", ["", "/es", "/fr", "/pt", "/ar"])
def test_the_page_about_the_data_leads_to_every_form(client: Client, language: str) -> None:
    many.make(2)
    text = body(client, f"{language}/data/").decode()
    for address in (*FILES, "/data/api/"):
        assert f'href="{language}{address}"' in text
    for address in ("/api/v1/openapi.json", "/api/v1/codebook", "/api/v1/cases"):
        assert f'href="{address}"' in text


def test_the_list_offers_its_own_view(client: Client) -> None:
    many.make(6)
    text = body(client, "/cases/?sort=oldest&country=MEX").decode()
    for form in ("csv", "xlsx", "geojson", "atom"):
        assert f'href="/cases/cases.{form}?country=MEX&amp;sort=oldest"' in text
    assert 'href="/api/v1/cases?country=MEX&amp;sort=oldest"' in text
    assert "Vigil: 2 cases (Mexico)" in text
    assert "http://testserver/cases/?country=MEX&amp;sort=oldest" in text
