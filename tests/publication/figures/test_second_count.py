"""Every number that is shown of the shipped record is what a second count of its file gives."""

import csv
import io
import json
import re
from collections import Counter
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from publication.figures.raw_record import FILE, OF_PEOPLE, UNKNOWN, Line, count, lines_of_file
from publication.figures.test_page import PEOPLE, numbers, page
from publication.many import body
from vigil.casefile.open_case_file.verbs import load
from vigil.publication.figures.kinds import KINDS

pytestmark = pytest.mark.django_db

SELECTIONS = [
    "",
    "headline=on",
    "country=ITA",
    "country=MEX&gender=male",
    "year_from=2017&year_to=2019",
    "target_category=journalist",
    "target_category=law_enforcement",
    "gender=female",
    "age_group=18_to_29",
    "age_group=unknown&target_category=judicial",
    "impunity=partial",
    "impunity=proceedings_open",
    "years_to_check=20_or_more",
    "why_targeted=stand_taken&place_type=home",
]
OVER_TIME = ("year", "month")


@pytest.fixture(scope="module", autouse=True)
def loaded(shared_world: None) -> None:
    assert load() == len(lines_of_file())


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return lines_of_file()


def asked_in(query: str) -> dict[str, str]:
    return dict(parse_qsl(query))


@pytest.mark.turns
@pytest.mark.parametrize("query", SELECTIONS)
def test_every_number_of_the_page_is_that_of_the_file(query: str, lines: list[Line]) -> None:
    found = list(numbers(page(query)))
    assert len(found) > 1
    assert len(found) > 300 or query
    for number in found:
        right = count(lines, asked_in(number.href.partition("?")[2]))
        if number.listed == "people":
            assert number.shown == number.cases == right.killed, (query, number)
            continue
        assert number.cases == right.cases, (query, number)
        if number.head in PEOPLE:
            assert number.shown == getattr(right, PEOPLE[number.head]), (query, number)
        else:
            assert number.shown in (right.cases, right.people), (query, number)
            assert number.head == "" or number.shown == right.cases, (query, number)


@pytest.mark.parametrize("query", SELECTIONS[:6])
def test_every_number_of_the_files_of_a_figure_is_that_of_the_file(
    client: Client, query: str, lines: list[Line]
) -> None:
    asked, seen = asked_in(query), 0
    for key in KINDS:
        told = json.loads(body(client, f"/figures/{key}/figure.json?{query}"))
        whole = asdict(count(lines, asked))
        assert told["denominator"]["n"] == whole[told["unit"]], key
        missing = told["not_reported"]
        if missing and missing["filter"]:
            right = count(lines, {**asked, **asked_in(missing["filter"])})
            assert missing["cases"] == right.cases, key
            assert missing["n"] == (right.people if told["unit"] == "people" else right.cases)
        for row in told["rows"]:
            for name, cell in row["cells"].items():
                if "filter" in cell:
                    seen += 1
                    right = count(lines, asked_in(cell["filter"]))
                    of = name.partition("_")[0] if name.startswith("cases_") else name
                    assert cell["cases"] == right.cases, (key, row["value"], name)
                    if row["value"] == "not_reported" and name in ("people", "killed"):
                        assert cell["value"] == right.people, (key, name)
                    else:
                        assert cell["value"] == getattr(right, of), (key, row["value"], name)
    assert seen > (400 if not query else 20)


def test_the_table_of_a_figure_has_the_numbers_of_its_description(client: Client) -> None:
    for key in ("by-target", "impunity-by-country", "countries-over-time", "by-year"):
        told = json.loads(body(client, f"/figures/{key}/figure.json?headline=on"))
        text = body(client, f"/figures/{key}/table.csv?headline=on").decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert [list(row) for row in rows[:1]] == [[one["name"] for one in told["columns"]]]
        assert len(rows) == len(told["rows"]) > 2
        for row, right in zip(rows, told["rows"], strict=True):
            assert (row["value"], row["label"]) == (right["value"], right["label"])
            assert "a link to organised crime is at least credibly alleged" in row["readme"]
            for name, cell in right["cells"].items():
                value = cell["value"]
                if isinstance(value, float):
                    assert float(row[name]) == value
                else:
                    assert row[name] == ("" if value is None else str(value))


def test_people_killed_stand_in_their_own_row(lines: list[Line]) -> None:
    rows = {
        asked_in(number.href.partition("?")[2])["target_category"]: number.shown
        for number in numbers(page())
        if number.figure == "by-target" and number.head == "People killed"
    }
    of_file = Counter(p.values["target_category"] for line in lines for p in line.people)
    assert rows == dict(of_file)
    assert (rows["journalist"], rows["law_enforcement"], rows["family_of_target"]) == (16, 14, 2)


@pytest.mark.parametrize("query", SELECTIONS)
def test_every_tally_of_the_api_is_that_of_the_file(
    client: Client, query: str, lines: list[Line]
) -> None:
    told = json.loads(body(client, f"/api/v1/facets?{query}"))
    asked = asked_in(query)
    whole = asdict(count(lines, asked))
    assert {name: told["totals"][name] for name in whole} == whole
    assert {*OF_PEOPLE, "impunity", "why_targeted", "place_type"} <= {*told["facets"]}
    for name, facet in told["facets"].items():
        counted = "people" if name in OF_PEOPLE else "cases"
        assert facet["counts"] == counted
        assert facet["denominator"] == whole[counted]
        inside = 0
        for tally in facet["values"]:
            inside += tally[counted]
            right = asdict(count(lines, {**asked, **narrowed(name, tally["value"])}))
            assert {key: tally[key] for key in right} == right, (query, name, tally)
        assert inside + facet["not_reported"] == whole[counted], (query, name)


def narrowed(name: str, value: str) -> dict[str, str]:
    """Return the query for a tally."""
    if name == "headline":
        return {"headline": "on" if value == "yes" else "off"}
    if name == "year":
        return {"year_from": value, "year_to": value}
    if name == "admin1":
        country, _slash, division = value.partition("/")
        return {"country": country, "admin1": division}
    return {name: value}


def test_files_count_as_the_file_does(client: Client, lines: list[Line]) -> None:
    text = body(client, "/cases/cases.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    for name in ("event", "method", "impunity", "why_targeted", "place_type", "country"):
        of_file = Counter(known(line.values[name]) for line in lines)
        assert Counter(known(row[name]) for row in rows) == of_file, name
    assert sum(int(row["killed"]) for row in rows) == count(lines, {}).killed
    assert sum(row["headline"] == "true" for row in rows) == count(lines, {"headline": "on"}).cases


@pytest.mark.parametrize("query", ["", "target_category=journalist", "gender=female"])
def test_a_workbook_and_the_api_have_each_person_under_their_own_values(
    client: Client, query: str, lines: list[Line]
) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(body(client, f"/cases/cases.xlsx?{query}")))
    head, *rows = book.get_sheet_by_name("People").to_python()
    in_book = [dict(zip(map(str, head), map(str, row), strict=True)) for row in rows]
    text = body(client, f"/cases/people.csv?{query}").decode("utf-8-sig")
    in_csv = list(csv.DictReader(io.StringIO(text)))
    entries = json.loads(body(client, f"/api/v1/cases?limit=1000&{query}"))["results"]
    in_api = [person for entry in entries for person in entry["people"]]
    asked = asked_in(query)
    of_file = [person for line in lines if line.meets(asked) for person in line.people]
    for name in OF_PEOPLE:
        right = Counter(known(p.values[name]) for p in of_file if p.meets(asked))
        assert Counter(known(row[name]) for row in in_book) == right, name
        assert Counter(known(row[name]) for row in in_csv) == right, name
        met = [p for p in in_api if all(p[key] == value for key, value in asked.items())]
        assert Counter(known(p[name]) for p in met) == right, name


def known(value: Any) -> str:
    """Return a value, or nothing where it means that it is not known."""
    return "" if value is None or value in UNKNOWN else str(value)


def test_a_field_that_nobody_reports_is_a_sentence_and_no_table() -> None:
    html = page()
    assert "Motive: not reported in any of the 67 cases." in html
    assert "None of the 73 targets in these cases survived." in html
    assert '<figure class="stat" id="survivors"' not in html
    assert "(few)" not in html
    assert "(100.0%)" not in re.sub(r"<td>.*?</td>", "", html)


def test_cases_with_convictions_while_proceedings_are_open_are_those_of_the_file() -> None:
    courts = (json.loads(line)["judicial"] or {} for line in FILE.read_text().splitlines())
    convicted = sum("convictions" in one for one in courts)
    assert convicted == 6
    assert f"In {convicted} of these 13, somebody has already been convicted." in page()
