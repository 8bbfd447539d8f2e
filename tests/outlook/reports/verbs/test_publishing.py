"""Frozen editions: two people, everything from sources, and bytes that never change."""

import io
import json
import zipfile
from pathlib import Path

import pikepdf
import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from extra_rooms import add_room
from factories import publish_anew
from outlook.factories_report import (
    COUNTED,
    added,
    an_edition,
    begun,
    chair,
    counted,
    first_section,
    published,
)
from pages import flat
from pdf_text import text_of
from vigil.outlook.models import EditionFile, OutlookReport, ReportEdition
from vigil.outlook.reports.edition_files import file_faults
from vigil.outlook.reports.pdf import pdf_of
from vigil.outlook.reports.snapshot import paragraphs_of
from vigil.outlook.reports.verbs import publishing, writing
from vigil.outlook.sources.kinds import SOURCE_KINDS, CitedSource, SourceKind
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.models import Decision, User
from witness.people_factories import editor, killed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def by() -> User:
    return chair()


def content(edition: ReportEdition) -> dict[str, bytes]:
    return {row.name: bytes(row.content) for row in EditionFile.objects.filter(edition=edition)}


def test_what_changes_later_changes_no_byte(by: User) -> None:
    edition = an_edition(by)
    before = content(edition)
    killed("Another Person", "2020-01-02")
    report = edition.report
    writing.retitle_report(report, "Another title", by=by)
    paragraph = first_section(report).paragraphs.first()
    assert paragraph is not None
    writing.look_again(paragraph.bases.get(), by=by)
    writing.write_paragraph(paragraph, "Still {number:cases}.", by=by)
    assert content(edition) == before
    assert file_faults(edition) == []
    body = Client().get("/outlook/trajectories/1/").content.decode()
    assert flat(before["report.html"].decode()) in body


def test_the_next_edition_says_what_is_so_then(by: User) -> None:
    first = an_edition(by)
    killed("Another Person", "2020-01-02")
    report = first.report
    with pytest.raises(NotPossible, match="look again"):
        publishing.send_report(report, by=by)
    for paragraph in first_section(report).paragraphs.all():
        writing.look_again(paragraph.bases.get(), by=by)
    second = published(report, by)
    said = [next(paragraphs_of(one.snapshot))["parts"][0]["shown"] for one in (first, second)]
    assert said == ["1", "2"]
    assert (first.number, second.number) == (1, 2)
    assert Client().get("/outlook/trajectories/")["Location"] == "/outlook/trajectories/2/"


def test_who_sent_it_does_not_publish_it(by: User) -> None:
    report = begun(by)
    counted(report, by)
    publishing.send_report(report, by=by)
    with pytest.raises(NeedsSecondPerson):
        publishing.publish_report(report, by=by, site="")
    assert not ReportEdition.objects.exists()
    publishing.publish_report(report, by=chair(), site="")
    assert OutlookReport.objects.get().state == "published"


def test_what_was_written_after_sending_is_sent_again(by: User) -> None:
    report = begun(by)
    paragraph = counted(report, by)
    publishing.send_report(report, by=by)
    writing.write_paragraph(paragraph, "{number:cases} cases.", by=by)
    with pytest.raises(NotPossible, match="not sent"):
        publishing.publish_report(report, by=chair(), site="")


def test_only_chairs_send_and_publish(by: User) -> None:
    report = begun(by)
    counted(report, by)
    with pytest.raises(NotAllowed):
        publishing.send_report(report, by=editor())
    publishing.send_report(report, by=by)
    with pytest.raises(NotAllowed):
        publishing.publish_report(report, by=editor(), site="")
    with pytest.raises(NotPossible, match="why"):
        publishing.send_report_back(report, by=chair(), why=" ")
    publishing.send_report_back(report, by=chair(), why="A source is missing")
    assert OutlookReport.objects.get().state == "draft"


@pytest.mark.parametrize("kind", ["text", "figure", "table", "recommendations"])
def test_a_paragraph_without_what_its_kind_needs_is_not_published(by: User, kind: str) -> None:
    report = begun(by)
    counted(report, by)
    added(report, by, kind)
    assert len(publishing.hindrances(report)) >= 2
    with pytest.raises(NotPossible, match="Paragraph 2"):
        publishing.send_report(report, by=by)


def test_an_empty_report_is_not_published(by: User) -> None:
    with pytest.raises(NotPossible, match="no paragraph"):
        publishing.send_report(begun(by), by=by)


def test_a_case_that_left_the_public_hinders(by: User) -> None:
    victim = killed()
    report = begun(by)
    paragraph = added(report, by)
    writing.add_basis(paragraph, "one", "case", victim.case.public_id, by=by)
    writing.write_paragraph(paragraph, "One case shows how it is done.", by=by)
    assert publishing.hindrances(report) == []
    victim.case.visibility = "withdrawn"
    victim.case.save()
    publish_anew(victim.case)
    assert any("not there any more" in str(one) for one in publishing.hindrances(report))


def test_the_archive_holds_the_numbers_behind_each_figure(by: User) -> None:
    files = content(an_edition(by))
    with zipfile.ZipFile(io.BytesIO(files["data.zip"])) as archive:
        assert sorted(archive.namelist()) == ["README.txt", "figure-01.csv", "manifest.json"]
        lines = archive.read("figure-01.csv").decode().splitlines()
    assert any(line.startswith("2019,1,") for line in lines)
    manifest = json.loads(files["manifest.json"])
    assert set(manifest["files"]) == set(files) - {"manifest.json"}


def test_the_pdf_is_tagged_and_says_what_the_page_says(by: User) -> None:
    pdf_bytes = content(an_edition(by))["report.pdf"]
    with pikepdf.open(io.BytesIO(pdf_bytes)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("en")
        meta = pdf.open_metadata()
        assert meta["pdfuaid:part"] == "1"
    said = " ".join(text_of(pdf_bytes).split())
    for words in ("1 cases are known", "Figure 1", "Contents", "Sources of the paragraphs"):
        assert words.replace(" ", "") in said.replace(" ", ""), words


def test_a_range_without_its_lower_end_is_printed_so(
    by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = SourceKind(
        "invented", "a panel", lambda ref, about: CitedSource("A", "/x/", probability=0.6)
    )
    add_room(monkeypatch, adds=[SOURCE_KINDS.by(kind)])
    report = begun(by)
    paragraph = added(report, by)
    writing.add_basis(paragraph, "pool", "invented", "x", by=by)
    writing.write_paragraph(paragraph, "It is more likely than not to grow.", by=by)
    edition = published(report, by)
    page = Client().get("/outlook/trajectories/1/").content.decode()
    assert page.count("&gt;50–100%") == 3
    assert text_of(content(edition)["report.pdf"]).count(">50–100%") == 2
    # An edition that was frozen before says of no term that its end is not in it.
    first = json.loads(json.dumps(edition.snapshot).replace(', "over": true', ""))
    first = json.loads(json.dumps(first).replace(', "over": false', ""))
    assert "over" not in first["scale"]["terms"][0]
    assert ">50" not in text_of(pdf_of(first))


def test_no_decision_holds_words_of_the_report(by: User) -> None:
    an_edition(by)
    rows = Decision.objects.filter(target_kind="outlook_report")
    said = json.dumps([[row.before, row.after, row.why] for row in rows])
    assert rows.count() >= 5
    assert "are known" not in said
    assert COUNTED not in said


@pytest.mark.parametrize("name", ["report.html", "report.pdf", "report.epub", "snapshot.json"])
def test_a_changed_byte_is_found(by: User, name: str) -> None:
    edition = an_edition(by)
    row = edition.files.get(name=name)
    row.content = bytes(row.content)[:-1] + b"!"
    row.save()
    assert any(name in one for one in file_faults(edition))


def test_an_edition_that_says_something_else_than_its_files_is_found(by: User) -> None:
    """Paragraphs are cited from what the edition keeps, not from its files."""
    edition = an_edition(by)
    snapshot = json.loads(json.dumps(edition.snapshot))
    next(paragraphs_of(snapshot))["parts"][0]["shown"] = "900"
    ReportEdition.objects.filter(pk=edition.pk).update(snapshot=snapshot)
    edition.refresh_from_db()
    assert file_faults(edition) == ["snapshot.json: is not what the edition says"]


def test_a_missing_and_a_foreign_file_are_found(by: User) -> None:
    edition = an_edition(by)
    edition.files.filter(name="data.zip").delete()
    EditionFile.objects.create(edition=edition, name="more.txt", content=b"", sha256="")
    assert file_faults(edition) == ["data.zip: is not there", "more.txt: is not in the manifest"]
    edition.files.filter(name="manifest.json").delete()
    assert file_faults(edition) == ["manifest.json: is not there"]
