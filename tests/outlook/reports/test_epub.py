"""The EPUB of a report: its parts name each other rightly, nothing in it lacks words or ends."""

import io
import posixpath
import zipfile
from typing import Any

import pytest
from lxml import etree

from outlook.factories_print import a_long_report, the_pictures
from vigil.outlook.reports.epub import epub_of

pytestmark = pytest.mark.django_db
OPF = "{http://www.idpf.org/2007/opf}"
OPS = "{http://www.idpf.org/2007/ops}"
DC = "{http://purl.org/dc/elements/1.1/}"
SHORT = {"chapters": 2, "figures": 6, "notes": 8}


@pytest.fixture(scope="module")
def snapshot() -> dict[str, Any]:
    """Return a report with one figure of each shape."""
    return a_long_report(**SHORT)


@pytest.fixture
def book(snapshot: dict[str, Any]) -> dict[str, bytes]:
    """Return the files of its EPUB."""
    with zipfile.ZipFile(io.BytesIO(epub_of(snapshot, the_pictures()))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pages_of(book: dict[str, bytes]) -> dict[str, etree._Element]:
    """Return its pages, read as XML."""
    return {name: etree.fromstring(one) for name, one in book.items() if name.endswith(".xhtml")}


def test_readers_know_it_by_its_first_bytes(snapshot: dict[str, Any]) -> None:
    content = epub_of(snapshot, {})
    assert content[30:58] == b"mimetypeapplication/epub+zip"
    assert content == epub_of(snapshot, {})


def test_the_package_lists_every_file_once_and_says_whose_it_is(book: dict[str, bytes]) -> None:
    package = etree.fromstring(book["EPUB/package.opf"])
    items = list(package.iter(f"{OPF}item"))
    listed = {f"EPUB/{one.get('href')}" for one in items}
    others = {"mimetype", "META-INF/container.xml", "EPUB/package.opf"}
    assert listed == set(book) - others
    assert len({one.get("id") for one in items}) == len(items)
    assert {one.get("idref") for one in package.iter(f"{OPF}itemref")} <= {
        one.get("id") for one in items
    }
    assert [one.text for one in package.iter(f"{DC}creator")] == ["Ana Invented", "Éric Imaginé"]
    told = {one.get("property") for one in package.iter(f"{OPF}meta")}
    assert {"schema:accessMode", "schema:accessibilityFeature", "dcterms:modified"} <= told


def test_every_link_within_the_book_has_its_place(book: dict[str, bytes]) -> None:
    pages = pages_of(book)
    places = {
        f"{name}#{one.get('id')}"
        for name, page in pages.items()
        for one in page.iter()
        if one.get("id")
    }
    for name, page in pages.items():
        ids = [one.get("id") for one in page.iter() if one.get("id")]
        assert len(set(ids)) == len(ids), name
        for one in page.iter():
            link = one.get("href") or one.get("src") or ""
            if not link or link.startswith("https://"):
                continue
            file, _hash, place = link.partition("#")
            whole = posixpath.join("EPUB", file) if file else name
            assert whole in book, link
            assert not place or f"{whole}#{place}" in places, link


def test_every_picture_has_words_and_every_note_leads_back(
    book: dict[str, bytes], snapshot: dict[str, Any]
) -> None:
    notes, pictures = [], []
    for page in pages_of(book).values():
        assert page.get("lang") == "en"
        pictures += [one for one in page.iter() if one.tag.endswith("}img")]
        notes += [one for one in page.iter() if one.get(f"{OPS}type") == "footnote"]
    assert len(pictures) >= 7
    assert all(len(one.get("alt")) > 20 for one in pictures)
    assert [one.get("id") for one in notes] == [f"note-{n}" for n in range(1, 9)]
    for name, one in book.items():
        if name.endswith(".svg"):
            etree.fromstring(one)


def test_an_arabic_book_is_read_from_the_right() -> None:
    content = epub_of(a_long_report("ar", **SHORT), {})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        package = etree.fromstring(archive.read("EPUB/package.opf"))
        first = etree.fromstring(archive.read("EPUB/section-01.xhtml"))
    assert package.find(f"{OPF}spine").get("page-progression-direction") == "rtl"
    assert (first.get("dir"), first.get("lang")) == ("rtl", "ar")


def test_signs_that_xml_does_not_know_are_left_out() -> None:
    snapshot = {**a_long_report(**SHORT), "title": "Roads\x0b & <ports>"}
    with zipfile.ZipFile(io.BytesIO(epub_of(snapshot, {}))) as archive:
        title = etree.fromstring(archive.read("EPUB/title.xhtml"))
    assert "Roads & <ports>" in "".join(title.itertext())
