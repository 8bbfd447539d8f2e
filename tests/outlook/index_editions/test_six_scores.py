"""The six published scores of 2023, shown, compared and cited exactly, in several languages."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from outlook.factories_editions import a_row, as_csv, chair, header
from vigil.outlook.index_editions.verbs import import_edition
from vigil.outlook.models import IndexEdition

pytestmark = pytest.mark.django_db
PUBLISHED = {
    "MMR": ("Myanmar", "8.15"),
    "COL": ("Colombia", "7.77"),
    "MEX": ("Mexico", "7.57"),
    "PRY": ("Paraguay", "7.52"),
    "COD": ("Congo, Dem. Rep.", "7.35"),
    "TUV": ("Tuvalu", "1.62"),
}
"""Criminality in the Global Organized Crime Index of 2023."""
WRITTEN = {"": ".", "es": ",", "fr": ",", "pt": ",", "ar": ","}
"""The sign between whole and part in each language, as the product writes numbers."""


def edition() -> IndexEdition:
    """Import an edition with the published values; their parts are invented."""
    rows = [
        {**a_row("2023", name), "Criminality avg.": score, "Resilience avg.": "4.81"}
        for name, score in PUBLISHED.values()
    ]
    rows[0]["Financial crimes"] = "5.98"
    return import_edition(as_csv(header("2023"), rows), "2023", by=chair()).edition


def text_of(client: Client, address: str) -> str:
    """Return the text of a page, without its tags."""
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"<[^>]*>", " ", answer.content.decode())


def test_they_are_stored_as_published() -> None:
    scores = edition().scores
    for code, (_name, score) in PUBLISHED.items():
        assert scores.get(country=code, term="criminality").value == Decimal(score)
    assert scores.get(country="MMR", term="financial").value == Decimal("5.98")


@pytest.mark.parametrize(("language", "sign"), WRITTEN.items())
def test_they_are_shown_and_cited_exactly(client: Client, language: str, sign: str) -> None:
    edition()
    before = f"/{language}" if language else ""
    for code, (_name, score) in PUBLISHED.items():
        page = text_of(client, f"{before}/outlook/index/{code}/")
        shown = score.replace(".", sign)
        assert shown in page
        assert f"4{sign}81" in page
        near = {f"{Decimal(score):.1f}", f"{Decimal(score) + Decimal('0.05'):.1f}"}
        for rounded in near:
            written = rounded.replace(".", sign)
            assert not re.search(rf"(?<![\d.,]){re.escape(written)}(?![\d])", page), (code, written)
        cited = page.partition("2023.1")[0]
        assert shown in cited


def test_they_are_compared_and_mapped_exactly(client: Client) -> None:
    edition()
    query = "&".join(f"country={code}" for code in PUBLISHED)
    compared = text_of(client, f"/outlook/index/compare/?{query}&term=criminality")
    mapped = text_of(client, "/outlook/index/editions/2023/")
    for _name, score in PUBLISHED.values():
        assert score in compared
        assert score in mapped
    assert "5.98" in text_of(client, "/outlook/index/editions/2023/?term=financial")
    assert "4.81" in text_of(client, "/outlook/index/editions/2023/?term=resilience")


def test_files_api_and_citations_have_them_exactly(client: Client) -> None:
    edition()
    table = client.get("/outlook/index/2023.csv").getvalue().decode("utf-8-sig")
    answer = client.get("/api/v1/outlook/index?of=2023&term=criminality").json()
    by_country = {one["country"]: one for one in answer["results"]}
    for code, (_name, score) in PUBLISHED.items():
        assert f"{code},2023,1," in table
        assert f",average,criminality,{score}," in table
        assert by_country[code]["value"] == float(score)
        for form in ("bib", "ris", "json"):
            cited = client.get(f"/outlook/index/{code}/cite.{form}").content.decode()
            assert f"Criminality {score}" in cited
            assert f"/outlook/index/{code}/?of=2023.1" in cited.replace("\\", "")
