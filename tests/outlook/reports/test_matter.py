"""What stands around the text: authors, cover, pictures, works, in a draft and in editions."""

import io
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from files.carriers import CARRIERS, marker
from outlook.factories_report import added, begun, chair, counted, first_section, published
from vigil.outlook.models import Basis, LibraryItem, ReportPicture
from vigil.outlook.reports.bibliography import verbs as bibliography
from vigil.outlook.reports.edition_files import MANIFEST, file_faults
from vigil.outlook.reports.front_matter import verbs as front_matter
from vigil.outlook.reports.matter_keeper import MatterKeeper
from vigil.outlook.reports.pictures import verbs as pictures
from vigil.outlook.reports.snapshot import report_snapshot
from vigil.outlook.reports.verbs import writing
from vigil.outlook.reports.verbs.publishing import hindrances
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.models import Upload, User
from vigil.trust.uploads.verbs.files import read_copy
from witness.people_factories import killed

pytestmark = pytest.mark.django_db
BOOK = {
    "type": "book",
    "title": "Routes of goods",
    "author": [{"family": "Lind", "given": "Ada"}],
    "issued": {"date-parts": [[2020]]},
    "DOI": "10.1234/routes",
}
TEXTS = {"alt": "Cranes in a harbour", "caption": "The harbour", "credit": "N. Okafor"}


@pytest.fixture(autouse=True)
def _no_pdf(monkeypatch):
    """Leave the PDF out: it takes longer than all the rest."""
    made = lambda *_given: b"%PDF-1.7"  # noqa: E731
    monkeypatch.setattr("vigil.outlook.reports.edition_files.pdf_of", made)


@pytest.fixture
def by() -> User:
    return chair()


@pytest.fixture
def report(by):
    killed("Somebody Else")
    report = begun(by)
    counted(report, by)
    return report


def author(report, by, name="Ada Lind", **more):
    given = {"role": "author", "affiliation": "Institute", "agreed": True} | more
    day = given.pop("agreed_on", timezone.localdate())
    return front_matter.add_author(
        report, name, given["role"], given["affiliation"], day, by=by, agreed=given["agreed"]
    )


def jpeg():
    held = io.BytesIO()
    Image.new("RGB", (60, 40), (9, 90, 160)).save(held, "JPEG")
    return held.getvalue()


def picture(report, by, people="nobody", **more):
    return pictures.add_picture(report, jpeg(), {**TEXTS, "people": people, **more}, by=by)


# Authors


def test_nobody_is_named_without_agreeing(report, by):
    with pytest.raises(Unfit, match="Ask them first"):
        author(report, by, agreed=False)
    with pytest.raises(Unfit, match="still to come"):
        author(report, by, agreed_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(NotAllowed):
        author(report, User.objects.create(username="nobody", email="n@example.org"))


def test_the_front_of_an_edition(report, by):
    author(report, by)
    second = author(report, by, "Nneka Okafor", role="editor", affiliation="")
    front_matter.move_author(second, -1, by=by)
    front_matter.describe_report(
        report, "A survey", "cc-by", "https://doi.org/10.1234/r", "9783161484100", by=by
    )
    front = published(report, by).snapshot["front"]
    assert [(one["name"], one["role"], one["affiliation"]) for one in front["authors"]] == [
        ("Nneka Okafor", "editor", ""),
        ("Ada Lind", "author", "Institute"),
    ]
    assert front["subtitle"] == "A survey"
    assert front["licence"]["name"] == "CC BY 4.0"
    assert (front["doi"], front["isbn"], front["cover"]) == ("10.1234/r", "9783161484100", "")


def test_a_wrong_number_is_refused_at_its_field(report, by):
    for name, typed in (("doi", "12"), ("isbn", "9783161484101"), ("licence", "free")):
        told = {"subtitle": "", "licence": "", "doi": "", "isbn": "", name: typed}
        with pytest.raises(Unfit) as refused:
            front_matter.describe_report(report, **told, by=by)
        assert refused.value.field == name


def test_an_author_who_takes_it_back_is_gone_from_the_edition_too(report, by):
    row = author(report, by)
    edition = published(report, by)
    old = edition.files.get(name=MANIFEST).sha256
    assert front_matter.unname_author(row, by=by) == 1
    edition.refresh_from_db()
    assert edition.snapshot["front"]["authors"] == []
    assert not [one for one in edition.files.all() if b"Ada Lind" in bytes(one.content)]
    assert edition.files.get(name=MANIFEST).sha256 != old
    assert file_faults(edition) == []


# Pictures


def test_a_picture_is_rebuilt_without_metadata(report, by):
    mark = marker(1)
    row = pictures.add_picture(
        report, CARRIERS["jpeg exif gps"](mark), {**TEXTS, "people": "nobody"}, by=by
    )
    upload = Upload.objects.get(uid=row.upload)
    assert mark.encode() not in read_copy(upload, by=None)


def test_what_a_picture_needs(report, by):
    for field, given in (
        ("alt", {"alt": " "}),
        ("people", {"people": ""}),
        ("agreed_on", {"people": "agreed"}),
        ("licence", {"licence": "free"}),
    ):
        with pytest.raises(Unfit) as refused:
            pictures.add_picture(report, jpeg(), {**TEXTS, "people": "nobody", **given}, by=by)
        assert refused.value.field == field
    assert not Upload.objects.exists()
    with pytest.raises(NotPossible):
        pictures.add_picture(report, b"no picture", {**TEXTS, "people": "nobody"}, by=by)
    assert not ReportPicture.objects.exists()


def test_a_picture_with_somebody_who_has_not_agreed_is_not_published(report, by):
    row = picture(report, by, "not_agreed")
    pictures.place_picture(row, first_section(report), by=by)
    assert any("has not agreed yet" in str(one) for one in hindrances(report))
    with pytest.raises(NotPossible, match="has not agreed yet"):
        front_matter.choose_cover(report, row, by=by)
    told = {**TEXTS, "people": "agreed", "agreed_on": timezone.localdate()}
    pictures.describe_picture(row, told, by=by)
    assert hindrances(report) == []


def test_a_cover_whose_agreement_is_changed_is_not_published(report, by):
    row = picture(report, by)
    front_matter.choose_cover(report, row, by=by)
    pictures.describe_picture(row, {**TEXTS, "people": "not_agreed"}, by=by)
    assert [*map(str, hindrances(report))] == ["Somebody on the cover has not agreed yet."]


def test_a_picture_of_an_edition_is_a_file_and_can_be_taken_back(report, by, client):
    row = picture(report, by)
    pictures.place_picture(row, first_section(report), by=by)
    front_matter.choose_cover(report, row, by=by)
    edition = published(report, by)
    assert file_faults(edition) == []
    told = next(
        one for one in edition.snapshot["sections"][0]["paragraphs"] if one["kind"] == "picture"
    )
    assert (told["file"], told["alt"], told["width"]) == (row.file_name, TEXTS["alt"], 60)
    assert row.file_name in json.loads(bytes(edition.files.get(name=MANIFEST).content))["files"]
    at = reverse("outlook:edition_file", args=[report.slug, 1, row.file_name])
    got = client.get(at)
    assert (got.status_code, got["Content-Type"]) == (200, "image/jpeg")
    page = client.get(reverse("outlook:edition", args=[report.slug, 1])).content.decode()
    assert f'src="{edition.snapshot["url"]}{row.file_name}"' in page
    assert pictures.remove_picture(row, by=by, taken_back=True) == 1
    edition.refresh_from_db()
    assert edition.snapshot["front"]["cover"] == ""
    assert client.get(at).status_code == 404
    assert TEXTS["alt"] not in json.dumps(edition.snapshot)
    assert file_faults(edition) == []
    assert Upload.objects.get(uid=row.upload).state == Upload.State.REMOVED


def test_a_picture_that_is_not_needed_stays_in_editions(report, by):
    row = picture(report, by)
    pictures.place_picture(row, first_section(report), by=by)
    edition = published(report, by)
    assert pictures.remove_picture(row, by=by, taken_back=False) == 0
    assert edition.files.filter(name=row.file_name).exists()
    assert first_section(report).paragraphs.count() == 1


# Works


def test_works_are_cited_shortened_and_listed(report, by):
    work = bibliography.add_work(report, BOOK, by=by)
    for pages in ("p. 3", "p. 9"):
        paragraph = added(report, by)
        basis = bibliography.cite_work(work, paragraph, by=by, pages=pages)
        writing.write_paragraph(paragraph, f"Words{{note:{basis.key}}}.", by=by)
    snapshot = published(report, by).snapshot
    notes = [
        one for p in snapshot["sections"][0]["paragraphs"] for one in p["bases"] if one["note"]
    ]
    assert [one["label"] for one in notes] == [
        "Lind, Ada. 2020. Routes of goods, p. 3.",
        "Lind 2020, “Routes of goods”, p. 9.",
    ]
    assert snapshot["bibliography"] == [
        {
            "uid": work.uid,
            "key": "lind2020",
            "text": "Lind, Ada. 2020. Routes of goods.",
            "people": "Ada Lind",
            "url": "https://doi.org/10.1234/routes",
            "doi": "10.1234/routes",
        }
    ]


def test_a_changed_work_changes_every_paragraph_that_cites_it(report, by):
    work = bibliography.add_work(report, BOOK, by=by)
    bibliography.cite_work(work, added(report, by), by=by, pages="p. 3")
    bibliography.change_work(work, {**BOOK, "title": "Routes of money"}, by=by)
    assert Basis.objects.get(kind="literature").about["note"] == (
        "Lind, Ada. 2020. Routes of money, p. 3."
    )
    with pytest.raises(NotPossible, match="cites this work"):
        bibliography.remove_work(work, by=by)


def test_an_import_adds_what_is_new_and_names_the_rest(report, by):
    text = "@book{a, title={One}}\n@book{b, title={}}\n@book{c, title={Two}}\n"
    done = bibliography.import_works(report, text, by=by)
    assert (done.added, done.known, [one.line for one in done.problems]) == (2, 0, [2])
    again = bibliography.import_works(report, text, by=by)
    assert (again.added, again.known) == (0, 2)
    assert set(report.library.values_list("key", flat=True)) == {"a", "c"}


def test_a_list_of_works_asks_the_database_little(report, by, django_assert_max_num_queries):
    works = "".join(f"@book{{k{n}, title={{Work {n}}}}}\n" for n in range(60))
    bibliography.import_works(report, works, by=by)
    client = Client()
    client.force_login(by)
    with django_assert_max_num_queries(30):
        page = client.get(reverse("desk_reports:report_bibliography", args=[report.slug]))
    assert page.content.decode().count("not cited yet") == 60


def test_the_files_of_a_bibliography(report, by):
    bibliography.add_work(report, BOOK, by=by)
    client = Client()
    client.force_login(by)
    for form, mark in (("json", '"id": "lind2020"'), ("bib", "@book{lind2020"), ("ris", "ID  - l")):
        at = reverse("desk_reports:report_bibliography_file", args=[report.slug, form])
        assert mark in client.get(at).content.decode()


# A DOI


def test_doi_org_is_asked_only_where_the_installation_allows_it(report, by, settings, monkeypatch):
    asked = []

    class Answer:
        status = 200
        content = json.dumps({**BOOK, "title": "Told"}).encode()

    def look(_fetcher, url, headers, *, size):
        asked.append((url, headers["Accept"]))
        return url, Answer()

    monkeypatch.setattr("vigil.reading.intake.fetching.client.Fetcher.look", look)
    client = Client()
    client.force_login(by)
    at = reverse("desk_reports:report_bibliography", args=[report.slug])
    assert "doi.org" not in client.get(at).content.decode()
    assert client.post(at, {"act": "ask", "doi": "10.1234/routes"}).status_code == 409
    assert asked == []
    settings.VIGIL_DOI = True
    assert client.post(at, {"act": "ask", "doi": "10.1234/routes"}).status_code == 302
    assert asked == [("https://doi.org/10.1234/routes", "application/vnd.citationstyles.csl+json")]
    assert LibraryItem.objects.get().item["title"] == "Told"


def test_without_a_network_it_says_what_to_do(report, by, settings, monkeypatch):
    from vigil.reading.intake.fetching.errors import FailedError

    def look(*_given, **_named):
        raise FailedError("no network")

    monkeypatch.setattr("vigil.reading.intake.fetching.client.Fetcher.look", look)
    settings.VIGIL_DOI = True
    client = Client()
    client.force_login(by)
    at = reverse("desk_reports:report_bibliography", args=[report.slug])
    got = client.post(at, {"act": "ask", "doi": "10.1234/routes"})
    assert got.status_code == 503
    assert "paste it" in got.content.decode()


# Withdrawal


def test_a_withdrawn_person_is_found_and_deleted_everywhere(report, by):
    author(report, by)
    work = bibliography.add_work(report, BOOK, by=by)
    row = picture(report, by, credit="Ada Lind")
    front_matter.choose_cover(report, row, by=by)
    basis = bibliography.cite_work(work, added(report, by), by=by)
    writing.write_paragraph(basis.paragraph, f"Words{{note:{basis.key}}}.", by=by)
    edition = published(report, by)
    keeper = MatterKeeper()
    found = keeper.find(["Ada Lind"])
    assert {one.kind for one in found} == {"report_author", "report_work", "report_picture"}
    assert keeper.still_shows(["Ada Lind"]) != []

    class Act:
        class withdrawal:  # noqa: N801
            pk, why = 1, "they asked"

    Act.by = by
    for holding in found:
        keeper.withdraw(holding, Act)
    assert keeper.find(["Ada Lind"]) == []
    assert keeper.still_shows(["Ada Lind"]) == []
    edition.refresh_from_db()
    assert edition.snapshot["front"]["authors"] == []
    assert edition.snapshot["bibliography"] == []
    assert not edition.files.filter(name=row.file_name).exists()


def test_the_screens_of_the_front_and_pictures(report, by):
    client = Client()
    client.force_login(by)
    at = reverse("desk_reports:report_front", args=[report.slug])
    told = {"name": "Ada Lind", "role": "author", "agreed_on": "2026-01-02", "agreed": "on"}
    assert client.post(at, {"act": "name", **told}).status_code == 302
    assert "Ada Lind" in client.get(at).content.decode()
    where = reverse("desk_reports:report_pictures", args=[report.slug])
    file = SimpleUploadedFile("a.jpg", jpeg())
    got = client.post(where, {"file": file, "alt": "Cranes", "people": "nobody"})
    assert got.status_code == 302
    row = ReportPicture.objects.get()
    assert "Cranes" in client.get(where).content.decode()
    assert report_snapshot(report, 1).snapshot["front"]["authors"][0]["name"] == "Ada Lind"
    shown = reverse("desk_reports:report_picture_file", args=[report.slug, row.uid])
    assert client.get(shown)["Content-Type"] == "image/jpeg"
