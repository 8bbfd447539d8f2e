"""The ten-country table of the Global Assassination Monitor: as published, in every form."""

import csv
import io
import json
from collections import Counter

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from publication.figures.gam_table import CASES, TABLE, make_rows
from publication.figures.test_page import page, rows_of
from publication.many import body

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def table(shared_world: None) -> None:
    make_rows()


@pytest.mark.turns
def test_the_page_of_figures_prints_it_as_published() -> None:
    html = page()
    shown = rows_of(html, "survivors")
    assert list(shown) == sorted(shown)
    for line in TABLE:
        few = " (few)" if line.cases < 20 else ""
        percent = f"{float(line.share) * 100:.2f}%{few}"
        assert shown[line.name] == [
            str(line.cases),
            str(line.cases),
            str(line.survivors),
            percent,
        ], line
        assert f'<data value="{line.share}">{percent}</data>' in html
        assert rows_of(html, "by-country")[line.name][0] == str(line.cases)
    assert f"<strong>{CASES} cases</strong>" in html
    of_india = page("country=IND")
    assert rows_of(of_india, "by-event")["Prevented"][0] == "9"
    assert '<data value="0.1291512915">' in of_india


def test_every_form_says_the_same_counts_survivors_and_shares(client: Client) -> None:
    told = json.loads(body(client, "/api/v1/facets"))
    assert told["count"] == CASES
    by_country = {tally["value"]: tally for tally in told["facets"]["country"]["values"]}
    assert {line.country for line in TABLE} == set(by_country)
    sheet, book = of_csv(client), of_xlsx(client)
    for line in TABLE:
        tally = by_country[line.country]
        assert (tally["cases"], tally["targets_survived"]) == (line.cases, line.survivors)
        assert f"{tally['targets_survived_share']:.10f}" == line.share
        count = json.loads(body(client, f"/api/v1/cases?country={line.country}&limit=0"))["count"]
        assert count == line.cases
        for cases, survived, targets in (sheet, book):
            assert (cases[line.country], survived[line.country]) == (line.cases, line.survivors)
            assert f"{survived[line.country] / targets[line.country]:.10f}" == line.share


Counted = tuple[Counter[str], Counter[str], Counter[str]]


def counted(rows: list[dict[str, str]]) -> Counted:
    cases: Counter[str] = Counter(row["country"] for row in rows)
    survived: Counter[str] = Counter()
    targets: Counter[str] = Counter()
    for row in rows:
        survived[row["country"]] += int(float(row["targets_survived"]))
        targets[row["country"]] += int(float(row["targets"]))
    return cases, survived, targets


def of_csv(client: Client) -> Counted:
    text = body(client, "/cases/cases.csv").decode("utf-8-sig")
    return counted(list(csv.DictReader(io.StringIO(text))))


def of_xlsx(client: Client) -> Counted:
    book = CalamineWorkbook.from_filelike(io.BytesIO(body(client, "/cases/cases.xlsx")))
    head, *rows = book.get_sheet_by_name("Cases").to_python()
    return counted([dict(zip(map(str, head), map(str, row), strict=True)) for row in rows])
