"""The index of countries: what a paragraph names in its sources, words and tables."""

from typing import Any

import pytest

from vigil.outlook.reports.countries import (
    countries_named,
    places_of_source,
    without_paragraphs,
)


def paragraph(
    uid: str, text: str = "", places: tuple[str, ...] = (), **more: Any
) -> dict[str, Any]:
    """Return a paragraph as data."""
    parts = [{"t": "text", "text": text}]
    return {"uid": uid, "parts": parts, "bases": [{"places": places}], "figures": [], **more}


def index_of(*paragraphs: dict[str, Any]) -> dict[str, list[str]]:
    """Return the index of a report of these paragraphs."""
    found = countries_named({"sections": [{"paragraphs": list(paragraphs)}]})
    return {one["code"]: one["paragraphs"] for one in found}


def test_sources_words_lists_and_tables_name_countries() -> None:
    figure = {"title": "Scores", "heads": ["Country", "Brazil"], "rows": [["Haiti", []]]}
    assert index_of(
        paragraph("a", "Nothing.", ("COL",)),
        paragraph("b", "From Nigeria to Equatorial Guinea."),
        paragraph("c", items=["Colombia’s ports", [{"t": "text", "text": "Peru"}]]),
        paragraph("d", figures=[figure]),
    ) == {
        "BRA": ["d"],
        "COL": ["a", "c"],
        "GNQ": ["b"],
        "HTI": ["d"],
        "NGA": ["b"],
        "PER": ["c"],
    }


def test_countries_stand_by_their_names() -> None:
    found = countries_named({"sections": [{"paragraphs": [paragraph("a", "", ("ZAF", "ALB"))]}]})
    assert [one["name"] for one in found] == ["Albania", "South Africa"]


def test_a_removed_paragraph_leaves_the_index() -> None:
    index = countries_named({"sections": [{"paragraphs": [paragraph("a", "Peru and Chile.")]}]})
    index[0]["paragraphs"].append("b")
    assert [one["code"] for one in without_paragraphs(index, {"a"})] == [index[0]["code"]]


@pytest.mark.parametrize(
    ("kind", "ref", "places"),
    [
        ("index", "COL:cocaine", ["COL"]),
        ("cases", "country=MEX&country=HTI&year=2025", ["HTI", "MEX"]),
        ("literature", "10.5555/1", []),
        ("index", "XXX:cocaine", []),
    ],
)
def test_a_source_names_its_countries(kind: str, ref: str, places: list[str]) -> None:
    assert places_of_source(kind, ref) == places
