"""The map: every number is a list of just those cases, and no mark says more than is known."""

import json
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from factories import (
    AcceptedValueFactory,
    CaseFactory,
    OutletFactory,
    VictimFactory,
    adjudicator,
    published_together,
)
from publication.planted import QUARTER, SECRET, plant
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.casefile.models import Case, Monitoring
from vigil.publication.map import places
from vigil.publication.map.places import places_of
from vigil.publication.map.projection import map_view_of
from vigil.publication.record.columns import current

pytestmark = [pytest.mark.django_db, pytest.mark.either]

LINK = re.compile(r'href="(/cases/\?[^"]*)"[^>]*>(?:<strong>)?(\d+)')
MARK = re.compile(r'<a href="([^"]+)" aria-label="([^"]+)"><title>[^<]*</title>(.*?)</a>', re.S)


def made(country: str, precision: str, at: tuple[float, float] | None = None, **more: Any) -> Case:
    lat, lon = at or (None, None)
    case = CaseFactory(
        country=country,
        place_precision=precision,
        lat=lat,
        lon=lon,
        **{"admin1": "", "place_name": "", **more},
    )
    return VictimFactory(case=case).case


@pytest.fixture
@published_together()
def record() -> None:
    """Cases placed as finely as can be, and as coarsely."""
    for n in range(4):
        made("MEX", "town", (16.85 + n / 100, -99.9))
    made("MEX", "town", (32.53, -117.02))
    made("MEX", "admin1", admin1="Sinaloa")
    made("MEX", "admin1", admin1="Sinaloa")
    made("MEX", "country")
    made("COL", "admin2", (10.0, -73.9))
    made("COL", "admin1", admin1="No such division")
    made("COL", "town", place_name="A town without coordinates")
    made("ITA", "country")
    made("ITA", "country")
    made("", "unknown")


def page(query: str = "", language: str = "") -> str:
    response = Client().get(f"{language}/map/{query}")
    assert response.status_code == 200
    return response.content.decode()


def count_of(address: str) -> int:
    """How many cases the list at an address counts."""
    listed = Client().get(unescape(address)).content.decode()
    found = re.search(r"<strong>(\d+) case", listed)
    assert found, address
    return int(found[1])


@pytest.mark.usefixtures("record")
@pytest.mark.parametrize("query", ["", "?country=MEX", "?precision=point", "?bbox=-118,14,-86,33"])
def test_every_number_is_a_list_of_so_many_cases(query: str) -> None:
    found = LINK.findall(page(query))
    assert len(found) > 4
    for address, number in found:
        assert count_of(address) == int(number), address


@pytest.mark.usefixtures("record")
@pytest.mark.parametrize("query", ["", "?country=MEX", "?country=COL"])
def test_every_mark_is_a_list_of_so_many_cases(query: str) -> None:
    marks = MARK.findall(page(query))
    assert marks
    for address, label, _drawn in marks:
        said = re.match(r"\d+", label)
        assert said
        assert count_of(address) == int(said[0]), label


@pytest.mark.usefixtures("record")
def test_marks_say_no_more_than_is_known() -> None:
    marks = {unescape(label): drawn for _a, label, drawn in MARK.findall(page())}
    assert "frame" in marks["2 cases placed only in Italy"]
    assert "frame" in marks["1 case placed only in Mexico"]
    ring = marks["2 cases placed only to a state, province or region: Sinaloa, Mexico"]
    assert "ring" in ring
    assert "dot" not in ring
    points = [drawn for label, drawn in marks.items() if "town or district" in label]
    assert any("circle" in drawn for drawn in points)
    assert len(marks) == len(points) + 3, "nothing else is marked"
    assert not any("Colombia" in label and "ring" in drawn for label, drawn in marks.items())
    assert "1 case placed here, to a town or district: Colombia" in marks


@pytest.mark.usefixtures("record")
def test_the_table_adds_up_to_the_headline_of_the_page() -> None:
    body = page()
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", body, re.S)
    told = {
        re.sub("<[^>]+>", "", name): [int(n) for n in re.findall(r">(\d+)<", cells)]
        for name, cells in rows
    }
    assert told["Mexico"] == [8, 5, 2, 1]
    assert told["Colombia"] == [3, 2, 1, 0]
    assert told["Italy"] == [2, 0, 0, 2]
    assert told["country not reported"] == [1, 0, 0, 1]
    *countries, total = told.values()
    assert [sum(column) for column in zip(*countries, strict=True)] == total == [14, 7, 3, 4]
    assert "14 cases</a></strong> in all, without a filter" in body
    assert list(told) == ["Colombia", "Italy", "Mexico", "country not reported", "All"]


@pytest.mark.usefixtures("record")
def test_what_is_not_drawn_is_said() -> None:
    body = page()
    assert re.search(r"Not on the map: <a href=\"[^\"]*country=none\">1 case</a>", body)
    assert "1 case is placed to a town or district whose coordinates are not in the record" in body
    assert "1 case is placed to a division that the map does not know" in body
    front = " ".join(Client().get("/").content.decode().split())
    assert "1 case is placed in a town or district whose coordinates are not in the record" in front
    [coarse] = re.findall(r"(\d+) cases are placed only in a region or a country", front)
    sums = [count_of(f"/cases/?precision={one}") for one in ("admin1", "country")]
    assert int(coarse) == sum(sums) - 1, "the country of one is not reported"


@pytest.mark.usefixtures("record")
def test_the_filter_is_printed_and_that_nothing_meets_it() -> None:
    body = page("?country=MEX&method=blade")
    assert "0 cases</a></strong>." in body
    assert '<span dir="auto">Method: blade</span>' in body
    assert "No published case meets this filter." in body


@pytest.mark.usefixtures("record")
def test_a_country_or_a_box_is_shown_near() -> None:
    found = places_of(current(), current().all())
    for asked in ({}, {"country": "none"}):
        west, south, east, north = found.view(asked).bbox
        assert -140 < west < -117.02, "Tijuana is in it, and little more"
        assert 12.6 < east < 40, "and the name of Italy"
        assert south < 10.0
        assert 42.8 < north < 60
    nothing = places_of(current(), ~current().all())
    assert nothing.view({}).is_world
    near = found.view({"bbox": (-118.0, 14.0, -86.0, 33.0)})
    assert near == map_view_of((-118.0, 14.0, -86.0, 33.0))
    mexico = places_of(current(), current().coded["country"].equal("MEX"))
    assert mexico.view({"country": "MEX"}).span < 60


def test_a_country_view_holds_its_far_islands_when_a_case_is_there() -> None:
    made("USA", "town", (21.3, -157.9))
    view = places_of(current(), current().all()).view({"country": "USA"})
    x, y = view.place(-157.9, 21.3)
    assert 0 < float(x) < 2000
    assert 0 < float(y) < view.height


def test_too_many_rings_become_one_for_each_country(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Sinaloa", "Jalisco", "Oaxaca"):
        made("MEX", "admin1", admin1=name)
        made("MEX", "admin1", admin1=name)
    made("COL", "admin1", admin1="Cauca")
    found = places_of(current(), current().all())
    apart = {spot.key: spot.count for spot in found.spots(map_view_of(None))}
    assert apart[("MEX", "Oaxaca")] == 2
    assert len(apart) == 4
    monkeypatch.setattr(places, "RINGS_AT_MOST", 3)
    together = {spot.key: spot.count for spot in found.spots(map_view_of(None))}
    assert together == {("MEX", ""): 6, ("COL", ""): 1}
    (address,) = {a for a, label, _ in MARK.findall(page()) if "Mexico" in label}
    assert count_of(address) == 6


def test_a_home_and_a_survivor_are_placed_no_finer_than_the_policy_says() -> None:
    plant(public_id="V-7000", lat=16.8512, lon=-99.9123)
    alive = CaseFactory(place_precision="town", lat=16.8512, lon=-99.9123, admin1="Guerrero")
    VictimFactory(case=alive, outcome="injured")
    told = json.loads(Client().get("/map/points.json").content)
    assert told["points"] == {"MEX": [[-99.9, 16.9, 1]]}
    (ring,) = told["rings"]
    assert ring["n"] == 1
    assert "Guerrero" in ring["label"]
    everything = page() + json.dumps(told, ensure_ascii=False)
    assert not [word for word in (*SECRET, QUARTER, "16.85", "99.91") if word in everything]


def test_a_withdrawn_case_leaves_the_map_and_its_points() -> None:
    case = made("MEX", "town", (16.85, -99.9))
    client = Client()
    first = client.get("/map/points.json")
    assert json.loads(first.content)["count"] == 1
    withdraw_case(case, by=adjudicator(), why="The family asks.")
    again = client.get("/map/points.json", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert json.loads(again.content)["points"] == {}
    assert "No published case" in page()


@pytest.mark.usefixtures("record")
def test_points_are_not_sent_again_while_nothing_changed() -> None:
    client = Client()
    first = client.get("/map/points.json?country=MEX")
    assert first["Cache-Control"] == "no-cache"
    tag = {"If-None-Match": first["ETag"]}
    assert client.get("/map/points.json?country=MEX", headers=tag).status_code == 304
    assert client.get("/map/points.json?country=COL", headers=tag).status_code == 200
    assert client.get("/es/map/points.json?country=MEX", headers=tag).status_code == 200
    told = json.loads(first.content)
    assert told["count"] == 8
    assert sum(n for _lon, _lat, n in told["points"]["MEX"]) == 5
    for spot in [*told["rings"], *told["numbers"]]:
        assert count_of(spot["url"]) == spot["n"]


def test_cases_at_the_same_coordinates_are_one_point_with_their_number() -> None:
    for country in ("MEX", "MEX", "ITA", "COL", ""):
        made(country, "town", {"COL": (2.44, -76.61)}.get(country, (16.85, -99.9)))
    made("ITA", "town", (38.12, 13.36))
    told = json.loads(Client().get("/map/points.json").content)
    assert told["points"] == {
        "COL": [[-76.61, 2.44, 1]],
        "ITA": [[13.36, 38.12, 1]],
        "": [[-99.9, 16.85, 4]],  # of several countries
    }


def test_countries_that_were_not_monitored_are_hatched_and_said() -> None:
    made("MEX", "town", (16.85, -99.9))
    hatched = json.loads(Client().get("/map/points.json").content)["unmonitored"]
    assert {"MEX", "ITA"} <= set(hatched)
    assert "Mexico was not monitored in this time." in page("?country=MEX")
    outlet = OutletFactory(name="El Día")
    Monitoring.objects.create(outlet=outlet, countries=["MEX"], since=date(2018, 1, 1))
    hatched = json.loads(Client().get("/map/points.json").content)["unmonitored"]
    assert "MEX" not in hatched
    assert "ITA" in hatched
    assert "Mexico was monitored through 1 outlet" in page("?country=MEX")
    assert "Mexico was not monitored in this time." in page("?country=MEX&year_to=2017")
    early = json.loads(Client().get("/map/points.json?year_to=2017").content)["unmonitored"]
    assert "MEX" in early


def test_monitoring_that_begins_changes_the_tag_of_the_points() -> None:
    made("MEX", "town", (16.85, -99.9))
    client = Client()
    tag = {"If-None-Match": client.get("/map/points.json")["ETag"]}
    Monitoring.objects.create(outlet=OutletFactory(), countries=["MEX"], since=date(2018, 1, 1))
    assert client.get("/map/points.json", headers=tag).status_code == 200


def test_the_policy_of_the_page_allows_a_worker_of_ours_and_nothing_else_more() -> None:
    def policy(path: str) -> set[str]:
        return set(Client().get(path)["Content-Security-Policy"].split("; "))

    assert policy("/map/") - policy("/cases/") == {"worker-src 'self'"}
    assert policy("/cases/") - policy("/map/") == set()


def test_no_inline_style_or_script_in_the_page() -> None:
    plant(public_id="V-7000", lat=16.85, lon=-99.91)
    body = page()
    assert " style=" not in body
    assert "<style" not in body
    assert not re.search(r"<script(?![^>]* src=)", body)


def test_bad_parameters_are_told_and_do_not_break_the_map() -> None:
    made("MEX", "town", (16.85, -99.9))
    body = page("?bbox=200,1,2,3&country=ZZZ&year_from=abc")
    assert "Write four numbers of degrees" in body
    assert "1 case</a></strong> in all" in body


@pytest.mark.usefixtures("record")
def test_in_arabic_too() -> None:
    body = page(language="/ar")
    assert 'dir="rtl"' in body
    assert 'href="/ar/cases/?' in body
    assert 'href="/cases/?' not in body


@pytest.mark.usefixtures("record")
def test_reading_the_map_takes_few_queries(django_assert_max_num_queries: Any) -> None:
    page()
    with django_assert_max_num_queries(6):
        page()


def test_exact_places_keep_two_decimals() -> None:
    case = made("MEX", "exact", (16.8512, -99.9123))
    AcceptedValueFactory(case=case, field="place_type", value="street")
    told = json.loads(Client().get("/map/points.json").content)
    ((lon, lat, _n),) = told["points"]["MEX"]
    assert (lon, lat) == (round(lon, 2), round(lat, 2))


def test_a_case_page_shows_where_it_was_no_finer_than_it_may() -> None:
    died = made("MEX", "town", (16.8512, -99.9123))
    alive = CaseFactory(place_precision="town", lat=16.8512, lon=-99.9123, admin1="Guerrero")
    VictimFactory(case=alive, outcome="injured")
    nowhere = made("", "unknown")

    def drawn(case: Case) -> str:
        body = Client().get(f"/cases/{case.public_id}/").content.decode()
        return "".join(re.findall(r'<svg class="locator".*?</svg>', body, re.S))

    assert 'class="dot"' in drawn(died)
    assert 'class="ring"' in drawn(alive)
    assert 'class="dot"' not in drawn(alive)
    assert drawn(nowhere) == ""
