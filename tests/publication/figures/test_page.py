"""The page of figures: every number on it is the number of the list that it leads to."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override

from factories import (
    AcceptedValueFactory,
    CaseFactory,
    OutletFactory,
    VictimFactory,
    published_together,
)
from pages import flat
from vigil.casefile.models import Monitoring
from vigil.publication.figures.page import make_figures_page
from vigil.publication.record.columns import Columns, current
from vigil.publication.search.facets import total
from vigil.publication.search.selection import Chosen, Selection

pytestmark = pytest.mark.django_db

PEOPLE = {
    "People": "people",
    "People killed": "killed",
    "Targets": "targets",
    "Targets who survived": "targets_survived",
    "Survived": "targets_survived",
}
SELECTIONS = [
    "",
    "country=MEX",
    "country=none",
    "country=COL&year_from=2018&year_to=2019",
    "year_from=2018",
    "year_to=2019&sort=oldest",
    "month=2019-03",
    "undated=year",
    "undated=month&method=firearm",
    "method=blade",
    "method=unknown",
    "event=attempt",
    "target_category=journalist",
    "target_category=unknown",
    "motive=organised_crime&target_category=journalist",
    "motive=unclear",
    "outcome=injured",
    "gender=female",
    "gender=male&target_category=journalist",
    "age_group=under_18",
    "age_group=unknown&outcome=killed",
    "impunity=partial",
    "impunity=no_information&country=MEX",
    "why_targeted=duty",
    "place_type=home",
    "years_to_check=5_to_9",
    "years_to_judgement=2_to_4",
    "organised_crime_link=suspected",
    "contract_or_reward=unclear",
    "headline=on",
    "country=MEX&admin1=none",
    "country=MEX&admin1=Guerrero&precision=point",
    "q=quintero",
    "q=nobody+of+this+name",
]


@dataclass(frozen=True)
class Number:
    """A number of the page that is a link: where it stands, and how many are in its list."""

    figure: str
    head: str
    shown: int
    listed: str
    cases: int
    href: str


def day(said: str) -> dict[str, Any]:
    """Return the columns of a date: a day, a month, or years from and to."""
    if len(said) == 10:
        first = last = datetime.date.fromisoformat(said)
    elif len(said) == 7:
        first = datetime.date.fromisoformat(said + "-01")
        last = first.replace(day=28)
    elif said:
        first, last = datetime.date(int(said[:4]), 1, 1), datetime.date(int(said[-4:]), 12, 31)
    else:
        return {"date": "", "date_precision": "unknown", "date_earliest": None, "date_latest": None}
    return {"date": said, "date_earliest": first, "date_latest": last}


@pytest.fixture
@published_together()
def record() -> None:
    """Cases that differ in everything that is counted, with several people in some."""
    journalist = {"target_category": "journalist"}
    made: list[tuple[dict[str, Any], list[dict[str, Any]]]] = [
        ({}, [journalist]),
        ({}, [journalist, {"target_category": "bystander", "role": "caught_in_crossfire"}]),
        (day("2019-03-20"), [journalist, {"outcome": "injured", "name": "Bento Nunes"}]),
        ({"method": "blade", **day("2018-07")}, [{"target_category": "judicial"}]),
        ({"method": "unknown", **day("2018/2019")}, [{"target_category": "unknown"}]),
        ({"method": "", **day("")}, [{"target_category": "", "outcome": "missing"}]),
        ({"country": "COL", "admin1": "Nariño", **day("2018-01-01")}, [journalist]),
        ({"country": "COL", "admin1": "", **day("2019-12-31")}, [{"outcome": "unknown"}]),
        ({"country": "", "admin1": "", "organised_crime_link": "unclear"}, [{}]),
        (
            {"event": "attempt", "n_killed": 0, "organised_crime_link": "suspected"},
            [{"outcome": "injured", **journalist}, {"outcome": "unhurt", "name": "Ada Vela"}],
        ),
        ({"event": "prevented", "n_killed": 0, "country": "ITA"}, [{"outcome": "unhurt"}]),
        (
            {"country": "MEX", "admin1": "", "contract_or_reward": "yes"},
            [{"gender": "male", "age_low": 28, "age_high": 31}, {"age_low": 9, "age_high": 9}],
        ),
        ({"specific_target": "unclear", "n_killed": 2, **day("2021")}, [{}, {"name": "B. C."}]),
    ]
    coded: dict[str, tuple[Any, ...]] = {
        "why_targeted": ("duty", "stand_taken", "unclear"),
        "place_type": ("home", "street", "", "workplace"),
        "impunity": ("partial", "complete", "full_justice", "no_information", "proceedings_open"),
        "judicial_as_of": ({"value": "2024"}, {"value": "2020"}, {"value": "2045"}, ""),
        "judicial_year": (2021, 2020, ""),
        "judicial_outcome": ("One man was convicted.", ""),
    }
    motives = ("organised_crime", "justice", "unclear", "", "organised_crime", "political")
    for n, (values, people) in enumerate(made):
        case = CaseFactory(**values)
        for person in people:
            VictimFactory(case=case, **person)
        if motive := motives[n % len(motives)]:
            AcceptedValueFactory(case=case, field="motive", value=motive, basis="adjudicated")
        for field, choices in coded.items():
            if value := choices[n % len(choices)]:
                AcceptedValueFactory(case=case, field=field, value=value, basis="adjudicated")


def page(query: str = "", language: str = "") -> str:
    """Return the page of figures, with the whole of each figure below it."""
    response = Client().get(f"{language}/figures/?{query}")
    assert response.status_code == 200
    columns = current()
    selection = Selection.from_query(QueryDict(query), columns)
    with override(language.strip("/") or "en"):
        figures = make_figures_page(selection, columns).drawn
        whole = (
            render_to_string("publication/figures/_figure.html", {"figure": figure})
            for figure in figures
        )
        return response.content.decode() + flat("".join(whole))


ADDING_UP = (
    *("by-year", "by-motive", "by-method", "by-event", "by-link", "by-contract", "by-why"),
    *("by-place-type", "by-impunity", "by-judgement"),
    *("by-target", "by-gender", "by-age", "by-outcome"),
)
"""Figures of which every case, or every person, is in one row or not reported."""
LINK = re.compile(r'<a class="n" href="([^"]*)" data-(cases|people)="(\d+)">(\d+)</a>')


TOTAL = re.compile(r"<strong>(?:<[^>]*>)?(\d+) (?:cases?|people|person)")


def numbers(html: str) -> Iterator[Number]:
    """Yield every number of the page that is a link."""
    seen = 0
    for table in re.finditer(r"<thead>(.*?)</thead>(.*?)</table>", html, re.DOTALL):
        figure = re.findall(r'<figure class="[^"]*" id="([^"]*)"', html[: table.start()])
        heads = re.findall(r'<th scope="col">(.*?)</th>', table[1])
        for row in re.findall(r"<tr>(.*?)</tr>", table[2], re.DOTALL):
            for head, cell in zip(
                heads, re.findall(r"<td>(.*?)</td>", row, re.DOTALL), strict=False
            ):
                for href, listed, cases, shown in LINK.findall(cell):
                    seen += 1
                    at = figure[-1] if figure else "headline"
                    yield Number(at, unescape(head), int(shown), listed, int(cases), unescape(href))
    outside = re.sub(r"<table>.*?</table>", "", html, flags=re.DOTALL)
    for href, listed, cases, shown in LINK.findall(outside):
        seen += 1
        yield Number("", "", int(shown), listed, int(cases), unescape(href))
    assert seen == html.count('class="n"')


@pytest.mark.turns
@pytest.mark.usefixtures("record")
@pytest.mark.parametrize(
    "every_list",
    [
        False,
        pytest.param(
            True, marks=pytest.mark.tail("one list of each kind and half the selections, daily")
        ),
    ],
)
def test_every_number_is_that_of_its_list(every_list: bool) -> None:
    """Each number is counted anew; a list is read of each kind: of the same parameters."""
    columns, client = current(), Client()
    seen: dict[str, Chosen] = {}
    read: set[str] = set()
    for query in SELECTIONS if every_list else SELECTIONS[::2]:
        for number in numbers(page(query)):
            known = number.href in seen
            if not known:
                seen[number.href] = chosen(number, columns)
            assert number.shown == counted(number, seen[number.href], columns), (query, number)
            if known:
                continue
            kind = number.href if every_list else " ".join(parse_qs(number.href.partition("?")[2]))
            if kind not in read:
                read.add(kind)
                found = TOTAL.search(client.get(number.href).content.decode())
                assert found is not None
                assert int(found[1]) == number.cases, (query, number)
    assert len(seen) > 200
    assert len(read) > 20


def chosen(number: Number, columns: Columns) -> Chosen:
    """Return the cases to whose list a number leads, and the people counted in them."""
    selection = Selection.from_query(QueryDict(number.href.partition("?")[2]), columns)
    assert not selection.errors, number
    return selection.chosen(columns)


def counted(number: Number, found: Chosen, columns: Columns) -> int:
    """Count anew what a number says that it counts, of the list that it leads to."""
    if number.listed == "people":
        assert number.href.startswith("/cases/people/")
        assert number.shown == number.cases
        return int((found.people & columns.people.killed).sum())
    assert int(found.cases.sum()) == number.cases, number
    if number.head in PEOPLE:
        return int(getattr(total(columns, found), PEOPLE[number.head]))
    if number.head == "" and number.shown != number.cases:
        return int(found.people.sum())  # of how many people a field is not reported
    return number.cases


@pytest.mark.usefixtures("record")
def test_what_is_told_apart_adds_up_to_all() -> None:
    drawn: set[str] = set()
    for query in SELECTIONS:
        html = page(query)
        found = TOTAL.search(html)
        assert found is not None
        for key in ADDING_UP:
            figure = re.search(rf'<figure class="[^"]*" id="{key}".*?</figure>', html, re.DOTALL)
            if figure is None:
                continue
            drawn.add(key)
            cells = [cells[0] for cells in rows_of(html, key).values()]
            inside = sum(int(cell) for cell in cells if cell != "–")
            missing = re.search(r"not reported (?:in|for) (?:<a[^>]*>)?(\d+)", figure[0])
            people = re.search(r"Of (\d+) (?:people|person) in ", figure[0])
            whole = int(people[1] if people else found[1])
            assert inside + (int(missing[1]) if missing else 0) == whole, (query, key)
    assert drawn == {*ADDING_UP}


@pytest.mark.usefixtures("record")
def test_each_figure_says_its_filter_its_denominator_and_what_is_not_reported() -> None:
    html = page("country=MEX&method=firearm")
    figures = re.findall(r'<figure class="stat.*?</figure>', html, re.DOTALL)
    assert len(figures) == 17
    for figure in figures:
        assert "Filter: Mexico; Method: firearm." in figure
        assert re.search(r"(Of \d+ cases|\d+ (targets|people) in \d+ cases)\.", figure)
        assert re.search("not reported (in|for)|reported for all", figure)
        assert 'aria-hidden="true"' in figure
    keys = re.findall(r'<figure class="[^"]*" id="([^"]*)"', html)
    assert len(set(keys)) == len(keys)
    for key in keys:
        assert f'href="/figures/{key}/?country=MEX&amp;method=firearm"' in html


@pytest.mark.usefixtures("record")
def test_only_the_category_asked_for_is_counted_where_a_case_may_have_several() -> None:
    html = page("target_category=bystander")
    folded = re.search(r'<li id="by-target">.*?<span>(.*?)</span>', html, re.DOTALL)
    assert folded is not None
    assert folded[1].endswith(": bystander, for the one person counted here.")
    assert "Only the people whom it selects are counted" in html
    assert rows_of(html, "by-country") == {"Mexico": ["1", "1", "not monitored"]}


@pytest.mark.usefixtures("record")
def test_motives_stand_in_the_order_of_the_codebook_and_lead_to_their_lists() -> None:
    html = page()
    assert {label: cells[0] for label, cells in rows_of(html, "by-motive").items()} == {
        "Criminal trade or territory": "5",
        "Political": "2",
        "To stop justice": "2",
    }
    figure = re.search(r'<figure [^>]*id="by-motive".*?</figure>', html, re.DOTALL)
    assert figure is not None
    assert 'href="/cases/?motive=organised_crime"' in figure[0]
    assert (
        'not reported in <a class="n" href="/cases/?motive=unclear" data-cases="4">4' in figure[0]
    )


@pytest.mark.usefixtures("record")
def test_countries_stand_by_name_in_the_language_of_the_page() -> None:
    for language, expected in (
        ("", ["Colombia", "Italy", "Mexico"]),
        ("/es", ["Colombia", "Italia", "México"]),
    ):
        html = page(language=language)
        figure = re.search(r'<figure [^>]*id="by-country".*?</figure>', html, re.DOTALL)
        assert figure is not None
        body = figure[0].partition("<tbody>")[2].partition("</tbody>")[0]
        assert re.findall(r'<th scope="row"><a[^>]*>(.*?)</a>', body) == expected


# What was monitored


def monitor(*countries: str, since: str, until: str | None = None, outlet: str = "El Día") -> None:
    Monitoring.objects.create(
        outlet=OutletFactory(name=outlet),
        countries=list(countries),
        since=datetime.date.fromisoformat(since),
        until=datetime.date.fromisoformat(until) if until else None,
    )


def rows_of(html: str, key: str) -> dict[str, list[str]]:
    figure = re.search(rf'<figure class="[^"]*" id="{key}".*?</figure>', html, re.DOTALL)
    assert figure is not None
    body = figure[0].partition("<tbody>")[2].partition("</tbody>")[0]
    told = {}
    for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL):
        label, *cells = (
            re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        )
        told[label] = cells
    return told


def test_a_time_without_cases_is_a_zero_only_where_it_was_monitored() -> None:
    VictimFactory(case=CaseFactory(**day("2016-05-05")))
    VictimFactory(case=CaseFactory(**day("2019-05-05")))
    monitor("MEX", since="2017-07-01", until="2018-12-31")
    html = page("country=MEX&year_to=2019")
    assert rows_of(html, "by-year") == {
        "2016": ["1", "1", "not monitored"],
        "2017": ["–", "–", "in part"],
        "2018": ["0", "0", "yes"],
        "2019": ["1", "1", "not monitored"],
    }
    figure = re.search(r'<figure [^>]*id="by-year".*?</figure>', html, re.DOTALL)
    assert figure is not None
    assert figure[0].count('fill="url(#by-year-over-not)"') == 2  # both columns keep their hatch
    assert figure[0].count('fill="url(#by-year-not)"') == 2
    assert figure[0].count('fill="url(#by-year-part)"') == 1
    assert figure[0].count('class="joined"') == 1
    assert "El Día (1 July 2017)" in html


def test_months_are_shown_of_a_few_years_only() -> None:
    for year in range(2014, 2020):
        VictimFactory(case=CaseFactory(**day(f"{year}-05-05")))
    assert 'id="by-month"' not in page()
    html = page("year_from=2018&year_to=2019")
    assert len(rows_of(html, "by-month")) == 24
    assert list(rows_of(page("month=2018-05"), "by-month")) == ["May 2018"]


def test_a_country_that_nobody_followed_is_hatched_and_said_so() -> None:
    VictimFactory(case=CaseFactory(country="COL"))
    VictimFactory(case=CaseFactory(country="MEX"))
    monitor("MEX", since="2019-01-01")
    html = page("year_to=2019")
    assert {name: cells[-1] for name, cells in rows_of(html, "by-country").items()} == {
        "Colombia": "not monitored",
        "Mexico": "throughout",
    }
    assert html.count('fill="url(#by-country-over-not)"') == 1
    assert "Countries that were monitored for some of this time: 1 of 2; throughout: 1." in html


def test_with_no_case_and_no_monitoring_the_page_says_that_it_knows_nothing() -> None:
    html = page()
    assert "That says nothing about what happened." in html
    assert "No country was monitored in this time." in html
