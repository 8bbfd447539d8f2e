"""The page of an edition and its pictures: anchors hold, nothing scrolls, no file is foreign."""

import json
from typing import Any

import pytest
from lxml import html

from outlook.factories_print import a_long_report, the_pictures
from outlook.factories_report import an_edition, chair
from vigil.outlook.models import EditionFile, ReportEdition
from vigil.outlook.reports import edition_files
from vigil.outlook.reports.edition_files import (
    file_faults,
    files_of,
    html_of,
    media_of,
)
from vigil.outlook.reports.pictures.files import pictures_of_edition
from vigil.outlook.reports.verbs.errata_and_removals import take_out
from vigil.outlook.reports.verbs.publishing import keep_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def snapshot() -> dict[str, Any]:
    """Return a report with figures, notes, pictures and an index."""
    return a_long_report(chapters=3, figures=6, notes=8)


def test_every_anchor_has_its_place_and_nothing_scrolls(snapshot: dict[str, Any]) -> None:
    page = html.fromstring(html_of(snapshot))
    ids = page.xpath("//@id")
    assert len(set(ids)) == len(ids)
    links = page.xpath("//a[starts-with(@href, '#')]/@href")
    assert len(links) > 100
    assert {link[1:] for link in links} <= set(ids)
    assert not page.xpath("//*[contains(@class, 'scroll')]")
    assert {one.get("alt") for one in page.xpath("//img")} == {
        "Rings of a drawn harbour, one in another.",
        "Rings of a drawn harbour, one in another, with the sea around them.",
    }


def test_figures_show_what_was_chosen_and_fold_the_rest(snapshot: dict[str, Any]) -> None:
    page = html.fromstring(html_of(snapshot))
    both, alone = page.xpath("//figure[@id='figure-03' or @id='figure-01']")[::-1]
    assert both.xpath(".//details[@class='figure-table'][@open]")
    assert alone.xpath(".//details[@class='figure-table'][not(@open)]")
    [table] = page.xpath("//figure[@id='table-01']")
    assert table.xpath("./table")
    assert not table.xpath(".//svg")
    [cell, *_rest] = table.xpath(".//tbody//td")
    assert cell.get("data-head") == "Score"


def test_only_pictures_that_a_report_shows_are_files_of_it(
    snapshot: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edition_files, "pdf_of", lambda *_given: b"%PDF")
    given = {**the_pictures(), "foreign.jpg": b"x"}
    made = files_of(snapshot, given)
    assert {"cover.jpg", "picture-1.jpg", "report.epub"} <= set(made)
    assert "foreign.jpg" not in made
    listed = json.loads(made["manifest.json"])["files"]
    assert set(listed) == set(made) - {"manifest.json"}
    assert media_of("picture-1.jpg") == "image/jpeg"
    assert media_of("report.html") == ""


@pytest.mark.tail("test_only_pictures_that_a_report_shows_are_files_of_it")
def test_a_picture_goes_with_its_passage(
    snapshot: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edition_files, "pdf_of", lambda *_given: b"%PDF")
    edition = an_edition(chair())
    EditionFile.objects.filter(edition=edition).delete()
    ReportEdition.objects.filter(pk=edition.pk).update(snapshot=snapshot)
    edition.refresh_from_db()
    keep_files(edition, files_of(snapshot, the_pictures()))
    [uid] = [
        one["uid"]
        for section in snapshot["sections"]
        for one in section["paragraphs"]
        if one["kind"] == "picture"
    ]
    take_out(edition, [uid], by=None, why="it was asked")
    edition = ReportEdition.objects.get()
    assert set(pictures_of_edition(edition, edition.snapshot)) == {"cover.jpg"}
    assert not edition.files.filter(name="picture-1.jpg").exists()
    assert file_faults(edition) == []
    assert all(uid not in one["paragraphs"] for one in edition.snapshot["countries"])
