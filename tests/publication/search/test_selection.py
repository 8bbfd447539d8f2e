"""One selection, many forms: whatever is asked for, every form answers about the same cases."""

import csv
import io
import json
import re
from copy import deepcopy
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

from factories import adjudicator
from publication import many
from publication.many import body
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.casefile.models import Case
from vigil.publication.record import columns
from vigil.publication.record.people import FIELDS as OF_PEOPLE
from vigil.publication.search import filters

pytestmark = [pytest.mark.django_db, pytest.mark.either]

ATOM = "{http://www.w3.org/2005/Atom}"
PARAMETERS: dict[str, list[str]] = {
    "q": ["rios", "Muhammad", "Calasso", "puerto ejemplo", "V-6003", "nobody at all"],
    "country": ["MEX", "COL", "none"],
    "admin1": ["Guerrero", "Cauca", "Nowhere"],
    "precision": ["point", "admin1", "country"],
    "year_from": ["1992", "2019", "2020"],
    "year_to": ["1992", "2019", "2020"],
    "month": ["2019-03", "1992-05"],
    "target_category": ["journalist", "judicial", "unknown"],
    "motive": ["organised_crime", "justice", "unclear"],
    "method": ["firearm", "explosive", "unknown"],
    "event": ["killing", "attempt", "prevented"],
    "outcome": ["killed", "injured", "unknown"],
    "gender": ["female", "unknown"],
    "age_group": ["30_to_44", "under_18", "unknown"],
    "impunity": ["partial", "no_information"],
    "years_to_check": ["under_5", "unknown"],
    "years_to_judgement": ["2_to_4", "unknown"],
    "why_targeted": ["duty", "unclear"],
    "place_type": ["home", "unknown"],
    "organised_crime_link": ["credibly_alleged", "unclear"],
    "contract_or_reward": ["yes", "unclear"],
    "headline": ["on"],
    "bbox": ["-118,14,-86,33", "170,-20,-170,0", "-180,-90,180,90"],
    "sort": ["oldest", "country", "killed", "changed"],
}
QUERIES = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in PARAMETERS.items()}
).filter(lambda asked: len(asked) <= 5)
LOOSE: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
}


@pytest.fixture(scope="module")
def made(shared_world: None) -> list[Case]:
    return many.make()


@pytest.fixture
def cases(made: list[Case], db: None) -> list[Case]:
    return deepcopy(made)


def of_page(client: Client, query: str) -> tuple[int, list[str]]:
    text = body(client, f"/cases/?{query}").decode()
    total = re.search(r"<strong>(\d+) cases?</strong>", text)
    assert total is not None
    return int(total[1]), re.findall(r'<h3><a href="/cases/(V-\d+)/">', text)


def of_api(client: Client, query: str) -> tuple[int, list[str]]:
    """Follow the pages to the last, four cases at a time."""
    ids: list[str] = []
    address: str | None = f"/api/v1/cases?{query}&limit=4"
    while address:
        told = json.loads(body(client, address))
        ids += [entry["id"] for entry in told["results"]]
        address = told["next"] and told["next"].removeprefix("http://testserver")
    return told["count"], ids


def of_csv(client: Client, query: str) -> tuple[int, list[str]]:
    response = client.get(f"/cases/cases.csv?{query}")
    text = b"".join(response).decode("utf-8-sig")  # type: ignore[call-overload]
    return int(response["Vigil-Count"]), [row["id"] for row in csv.DictReader(io.StringIO(text))]


def of_geojson(client: Client, query: str) -> tuple[int, list[str]]:
    told = json.loads(body(client, f"/cases/cases.geojson?{query}"))
    return told["about"]["count"], [feature["id"] for feature in told["features"]]


def of_points(client: Client, query: str) -> tuple[int, list[str]]:
    told = json.loads(body(client, f"/api/v1/cases.geojson?{query}"))
    return told["count"], [feature["id"] for feature in told["features"]]


def of_xlsx(client: Client, query: str) -> tuple[int, list[str]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(body(client, f"/cases/cases.xlsx?{query}")))
    about = dict(row for row in book.get_sheet_by_name("About").to_python())
    rows = book.get_sheet_by_name("Cases").to_python()[1:]
    return int(about["count"]), [str(row[0]) for row in rows]


def of_feed(client: Client, query: str) -> list[str]:
    feed = etree.fromstring(body(client, f"/cases/cases.atom?{query}"))
    return [str(e.findtext(f"{ATOM}id")).split("/")[-2] for e in feed.iter(f"{ATOM}entry")]


FORMS = (of_api, of_csv, of_geojson, of_points, of_xlsx)


def test_the_parameters_tried_are_all_there_are_but_for_one_of_dates() -> None:
    assert {*PARAMETERS, "undated"} >= {*filters.PARAMETERS}


@given(asked=QUERIES)
@settings(max_examples=12, **LOOSE)
def test_every_form_answers_about_the_same_cases(
    client: Client, cases: list[Case], asked: dict[str, str]
) -> None:
    all_forms_agree(client, asked)


@pytest.mark.tail("a dozen selections daily")
@given(asked=QUERIES)
@settings(max_examples=100, **LOOSE)
def test_every_form_answers_about_the_same_cases_a_hundred_times(
    client: Client, cases: list[Case], asked: dict[str, str]
) -> None:
    all_forms_agree(client, asked)


def all_forms_agree(client: Client, asked: dict[str, str]) -> None:
    query = urlencode(asked)
    count, ids = of_page(client, query)
    assert count == len(ids)
    for form in FORMS:
        assert form(client, query) == (count, ids), form.__name__
    assert sorted(of_feed(client, query)) == sorted(ids)
    told = json.loads(body(client, f"/api/v1/facets?{urlencode(without(asked, 'sort'))}"))
    assert told["count"] == count
    for name, facet in told["facets"].items():
        counted = facet["counts"]
        assert counted == ("people" if name in OF_PEOPLE else "cases")
        assert facet["denominator"] == told["totals"][counted], name
        values = sum(tally[counted] for tally in facet["values"])
        assert values + facet["not_reported"] == facet["denominator"], name


@pytest.mark.parametrize("query", ["", "country=MEX", "method=firearm&event=killing"])
def test_totals_of_people_are_those_of_the_cases_that_are_listed(
    client: Client, cases: list[Case], query: str
) -> None:
    listed = json.loads(body(client, f"/api/v1/cases?{query}&limit=1000"))["results"]
    totals = json.loads(body(client, f"/api/v1/facets?{query}"))["totals"]
    assert 0 < len(listed) == totals["cases"]
    for name in ("killed", "targets", "targets_survived"):
        assert totals[name] == sum(entry["counts"][name] for entry in listed), name


@pytest.mark.parametrize(
    "asked", [{"outcome": "killed"}, {"outcome": "killed", "target_category": "community_activist"}]
)
def test_a_filter_by_people_finds_one_person_who_meets_it_all_and_counts_only_such(
    client: Client, cases: list[Case], asked: dict[str, str]
) -> None:
    everything = json.loads(body(client, "/api/v1/cases?limit=1000"))["results"]
    met = {
        entry["id"]: sum(all(p[k] == v for k, v in asked.items()) for p in entry["people"])
        for entry in everything
    }
    assert any(0 < met[e["id"]] < len(e["people"]) for e in everything)
    query = urlencode(asked)
    assert set(of_api(client, query)[1]) == {key for key, n in met.items() if n}
    told = json.loads(body(client, f"/api/v1/facets?{query}"))
    assert told["totals"]["people"] == told["totals"]["killed"] == sum(met.values())
    for name, value in asked.items():
        [tally] = told["facets"][name]["values"]
        assert (tally["value"], tally["people"]) == (value, sum(met.values()))


def without(asked: dict[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in asked.items() if key != name}


MISSING = {
    "country": "none",
    "impunity": "no_information",
    **dict.fromkeys(("motive", "organised_crime_link", "why_targeted"), "unclear"),
}


@pytest.mark.parametrize(
    "name",
    [
        *("country", "motive", "method", "event", "organised_crime_link", "outcome", "gender"),
        *("age_group", "impunity", "why_targeted", "place_type", "years_to_check"),
    ],
)
def test_each_tally_is_the_number_of_cases_its_filter_finds(
    client: Client, cases: list[Case], name: str
) -> None:
    facet = json.loads(body(client, "/api/v1/facets"))["facets"][name]
    assert facet["values"]
    for tally in facet["values"]:
        found = json.loads(body(client, f"/api/v1/cases?{name}={tally['value']}&limit=0"))
        assert found["count"] == tally["cases"]
    missing = MISSING.get(name, "unknown")
    if facet["not_reported"] and name != "event":
        found = json.loads(body(client, f"/api/v1/facets?{name}={missing}"))
        assert found["totals"][facet["counts"]] == facet["not_reported"]


def test_one_act_takes_a_case_out_of_every_form(client: Client, cases: list[Case]) -> None:
    withdraw_case(cases[4], by=adjudicator(), why="The family asks.")
    count, ids = of_page(client, "")
    assert count == len(cases) - 1
    assert "V-6004" not in ids
    for form in FORMS:
        assert form(client, "") == (count, ids)
    assert "V-6004" not in of_feed(client, "")


def test_paging_goes_on_whatever_was_withdrawn_between_pages(
    client: Client, cases: list[Case]
) -> None:
    everything = of_api(client, "")[1]
    first = json.loads(body(client, "/api/v1/cases?limit=5"))
    seen = [entry["id"] for entry in first["results"]]
    # The case that the next page begins after, one already seen, and one still to come.
    for gone in (everything[4], everything[1], everything[7]):
        withdraw_case(Case.objects.get(public_id=gone), by=adjudicator(), why="The family asks.")
    second = json.loads(body(client, first["next"].removeprefix("http://testserver")))
    seen += [entry["id"] for entry in second["results"]]
    assert len(seen) == len(set(seen))
    assert seen == [*everything[:5], *(i for i in everything[5:] if i != everything[7])][:10]


def everywhere(client: Client, query: str) -> list[int]:
    """Return how many cases each form counts."""
    return [of_page(client, query)[0], *(form(client, query)[0] for form in FORMS)]


@pytest.mark.parametrize(
    "box",
    [
        "-99.8200001,16.8499999,-99.8199999,16.8500001",  # just around a point
        "-76.61000001,2.439999999,-76.609,2.44000001",
        "177.999999999,-17.7,178.000000001,-17.7",
        "-99.81,16.8500001,-76,40",  # and just beside one
    ],
)
def test_a_box_is_written_again_as_it_was_read(client: Client, cases: list[Case], box: str) -> None:
    counted = everywhere(client, f"bbox={box}")
    assert len(set(counted)) == 1
    first = json.loads(body(client, f"/api/v1/cases?bbox={box}&limit=1"))
    again = json.loads(body(client, f"/api/v1/cases?{first['about']['filter']}"))
    assert again["count"] == first["count"] == counted[0]


@pytest.mark.parametrize("query", ["country=ITA", "country=none"])
def test_a_view_stays_the_view_when_its_last_case_is_withdrawn(
    client: Client, cases: list[Case], query: str
) -> None:
    country = "" if query.endswith("none") else "ITA"
    for case in Case.objects.filter(country=country):
        withdraw_case(case, by=adjudicator(), why="The family asks.")
    assert set(everywhere(client, query)) == {0}
    columns._held = None  # as in another process, which has only read what is there now
    assert set(everywhere(client, query)) == {0}
    page = body(client, f"/cases/?{query}").decode()
    assert re.search(r'<li class="on">\s*<a href="/cases/" aria-current="true"', page)


@pytest.mark.parametrize(
    "query",
    [
        *("country=MEX&country=COL", "q=rios&q=zayd", "limit=1&limit=2", "headline=perhaps"),
        *("country=XYZ", "labels=es&labels=fr"),
    ],
)
def test_a_program_is_told_what_cannot_be_answered(
    client: Client, cases: list[Case], query: str
) -> None:
    told = json.loads(body(client, f"/api/v1/cases?{query}", 400))
    assert list(told["errors"]) == [query.partition("=")[0]]


@pytest.mark.parametrize("said", ["off", "0", "false"])
def test_a_box_that_is_said_to_be_off_is_off(client: Client, cases: list[Case], said: str) -> None:
    assert set(everywhere(client, f"headline={said}")) == {len(cases)}
    assert of_api(client, "headline=")[0] == len(cases)


@pytest.mark.parametrize("page", ["/cases/", "/map/", "/figures/", "/data/"])
def test_a_page_says_what_it_left_out_of_the_filter(
    client: Client, cases: list[Case], page: str
) -> None:
    text = body(client, f"{page}?month=2019-13&country=MEX&method=firearm&method=blade").decode()
    said = "Not understood, and so left out of the filter: Month, as 2019-03; Method."
    assert said in text
    assert "Not understood" not in body(client, f"{page}?country=MEX").decode()


@pytest.mark.parametrize("page", ["/cases/", "/map/", "/figures/", "/data/", "/es/cases/"])
def test_a_page_refuses_a_parameter_that_it_does_not_know_and_offers_itself_without_it(
    client: Client, cases: list[Case], page: str
) -> None:
    text = body(client, f"{page}?contry=MEX&method=firearm&%3Cb%3E=1", 400).decode()
    assert '<code dir="ltr">contry</code>' in text
    assert "&lt;b&gt;" in text
    assert f'href="{page}?method=firearm"' in text
    assert body(client, f"{page}?method=firearm")
    assert f'href="{page}"' in body(client, f"{page}?contry=MEX", 400).decode()


@pytest.mark.parametrize("page", ["/cases/", "/map/", "/figures/", "/data/"])
def test_what_other_sites_add_to_a_link_is_no_error_and_goes_no_further(
    client: Client, cases: list[Case], page: str
) -> None:
    text = body(client, f"{page}?country=MEX&utm_source=letter&fbclid=x1").decode()
    main = text[text.index("<main") : text.index("</main")]
    assert "country=MEX" in main
    assert "utm_source" not in main
    assert "fbclid" not in main


def test_the_list_takes_its_page(client: Client, cases: list[Case]) -> None:
    assert body(client, "/cases/?page=1&country=MEX")
    assert b"<code" in body(client, "/figures/?page=1", 400)


@pytest.mark.parametrize("month", ["2019-03-07", "x2019-03", "2019-031"])
def test_a_month_with_more_around_it_is_not_understood(
    client: Client, cases: list[Case], month: str
) -> None:
    assert "Not understood" in body(client, f"/cases/?month={month}").decode()


def test_the_description_of_a_file_is_of_the_selection(client: Client, cases: list[Case]) -> None:
    text = body(client, "/data/?country=MEX").decode()
    assert '"/cases/cases.csv-metadata.json?country=MEX"' in text
