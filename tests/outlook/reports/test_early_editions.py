"""Editions frozen before reports had a cover, parts, pictures and an index of countries."""

import json
from typing import Any

import pytest

from outlook.factories_print import a_long_report
from vigil.outlook.reports.edition_files import html_of
from vigil.outlook.reports.epub import epub_of
from vigil.outlook.reports.pdf import template_data

pytestmark = pytest.mark.django_db
LATER = ("front", "bibliography", "countries", "part", "show", "said", "wide", "places", "items")


def without_later(value: Any) -> Any:
    """Return data without the keys that early snapshots do not have."""
    if isinstance(value, dict):
        return {name: without_later(one) for name, one in value.items() if name not in LATER}
    return [without_later(one) for one in value] if isinstance(value, list) else value


def test_an_early_snapshot_is_shown_as_before() -> None:
    early = without_later(a_long_report(chapters=1, figures=2, notes=2))
    assert not any(f'"{name}":' in json.dumps(early) for name in LATER)
    page = html_of(early)
    assert "Figure 1." in page
    assert 'id="countries"' not in page
    assert len(epub_of(early, {})) > 10_000
    data = template_data(early, set())
    assert (data["cover"], data["subtitle"], data["countries"]) == ("", "", [])
    assert all(one["tables"] for one in _figures(data))
    assert all(one["said"] for one in _figures(data) if one["printed"])


def _figures(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        figure
        for sections in data["parts"].values()
        for section in sections
        for paragraph in section["paragraphs"]
        for figure in paragraph["figures"]
    ]
