"""The printed report, taken apart: tags, whole tables and links, headings with text, every letter.

Daily a short report with one figure of each shape; in the tail the long one, in three languages.
"""

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as raw
import pytest

from outlook.factories_print import a_long_report, the_pictures
from vigil.outlook.reports.pdf import pdf_of
from vigil.outlook.reports.report_parts import bibliography_of, footnotes_of
from vigil.outlook.reports.snapshot import paragraphs_of

pytestmark = pytest.mark.django_db
SHORT = {"chapters": 2, "figures": 6, "notes": 8}
MARGIN = 72
"""Points at the foot of a page that the text leaves free."""


def test_a_short_report() -> None:
    require_printable(a_long_report(**SHORT))


@pytest.mark.tail("test_a_short_report")
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_long_report(language: str) -> None:
    require_printable(a_long_report(language))


def require_printable(snapshot: dict[str, Any]) -> None:
    """Set a report, and assert what an editor would look for."""
    started = monotonic()
    content = pdf_of(snapshot, the_pictures())
    assert monotonic() - started < 20
    with pikepdf.open(io.BytesIO(content)) as pdf:
        require_tags(pdf, snapshot)
        require_whole_tables(pdf)
        require_whole_links(pdf, snapshot)
        require_page_numbers(pdf)
        assert not list(missing_letters(pdf))
    with pypdfium2.PdfDocument(content) as pdf:
        pages = [Letters.of(page) for page in pdf]
    require_headings_with_text(pages)
    require_full_pages(pages)


# Tags


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """Yield the elements of a tree of tags, in the order in which they are read."""
    below = node.get("/K")
    for one in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(one, pikepdf.Dictionary) and "/S" in one:
            yield one
            yield from elements(one)


def named(pdf: pikepdf.Pdf, name: str) -> list[pikepdf.Dictionary]:
    """Return the elements of a kind."""
    return [one for one in elements(pdf.Root.StructTreeRoot) if str(one.S) == f"/{name}"]


def require_tags(pdf: pikepdf.Pdf, snapshot: dict[str, Any]) -> None:
    """Assert that it is PDF/UA, in its language, and that each figure has its words."""
    assert bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.Root.Lang).startswith(snapshot["language"])
    assert pdf.open_metadata()["pdfuaid:part"] == "1"
    alts = " ".join(str(one.Alt) for one in named(pdf, "Figure"))
    drawn = [
        figure for one in paragraphs_of(snapshot) for figure in one["figures"] if figure["printed"]
    ]
    assert len(named(pdf, "Figure")) >= len(drawn) > 3
    assert all(len(str(one.Alt)) > 20 for one in named(pdf, "Figure"))
    assert all(figure["alt"][:60] in alts for figure in drawn if figure["alt"].isascii())
    assert len(named(pdf, "H1")) == 1
    assert len(named(pdf, "H2")) > 5
    assert all(list(elements(table)) for table in named(pdf, "Table"))


def pages_of(pdf: pikepdf.Pdf, element: pikepdf.Dictionary) -> set[int]:
    """Return the pages on which an element stands."""
    numbers = {page.objgen: n for n, page in enumerate(pdf.pages)}
    found = {one.Pg.objgen for one in (element, *elements(element)) if "/Pg" in one}
    for one in elements(element):
        below = one.get("/K")
        for mark in below if isinstance(below, pikepdf.Array) else [below]:
            if isinstance(mark, pikepdf.Dictionary) and "/Pg" in mark:
                found.add(mark.Pg.objgen)
    return {numbers[one] for one in found}


def require_whole_tables(pdf: pikepdf.Pdf) -> None:
    """Assert that a table goes on to another page only if it fits none, with rows on each."""
    long = 0
    for table in named(pdf, "Table"):
        rows = [one for one in elements(table) if str(one.S) == "/TR"]
        if len(pages_of(pdf, table)) > 1:
            long += 1
            assert len(rows) > 40
            on = defaultdict(int)
            for row in rows[1:]:
                [page] = pages_of(pdf, row)
                on[page] += 1
            assert min(on.values()) >= 3, dict(on)
    assert long == 1


# Links


def addresses(pdf: pikepdf.Pdf) -> set[str]:
    """Return the addresses that the links of a document lead to."""
    return {
        str(note.A.URI)
        for page in pdf.pages
        for note in page.get("/Annots", [])
        if "/A" in note and "/URI" in note.A
    }


def require_whole_links(pdf: pikepdf.Pdf, snapshot: dict[str, Any]) -> None:
    """Assert that each note and each book leads to its whole address."""
    there = addresses(pdf)
    told = {one["url"] for one in footnotes_of(snapshot)}
    told |= {one["url"] for one in bibliography_of(snapshot)}
    assert told <= there
    assert f"{snapshot['site']}{snapshot['url']}" in there
    assert not [one for one in there if not re.fullmatch(r"https://[^\s\u2066-\u2069]+", one)]


def require_page_numbers(pdf: pikepdf.Pdf) -> None:
    """Assert that pages before the text have Roman numbers, and others count from 1."""
    labels = [page.label for page in pdf.pages]
    first = labels.index("ii") - 1
    start = next(n for n, label in enumerate(labels) if n > 1 and label == "1")
    assert first == 0
    assert all(re.fullmatch("[ivx]+", label) for label in labels[1:start])
    assert labels[start:] == [str(n) for n in range(1, len(labels) - start + 1)]
    # The first page of the text is a right one.
    assert start % 2 == 0


# Letters


def missing_letters(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield what is shown with glyph 0, which fonts keep for letters that they do not have."""
    for page in pdf.pages:
        for streams in (page, *_forms(page)):
            for operands, operator in pikepdf.parse_content_stream(streams):
                if str(operator) in ("Tj", "TJ"):
                    texts = operands[0] if str(operator) == "TJ" else operands
                    for text in texts:
                        if isinstance(text, pikepdf.String):
                            codes = bytes(text)
                            if any(codes[n : n + 2] == b"\0\0" for n in range(0, len(codes), 2)):
                                yield repr(codes)


def _forms(page: Any) -> Iterator[Any]:
    for one in page.get("/Resources", {}).get("/XObject", {}).values():
        if str(one.get("/Subtype", "")) == "/Form":
            yield one
            yield from _forms(one)


@dataclass(frozen=True)
class Letters:
    """The letters of a page: the size and the place of each, from the foot, in points."""

    at: list[tuple[float, float]]
    height: float

    @classmethod
    def of(cls, page: pypdfium2.PdfPage) -> "Letters":
        """Read a page."""
        text = page.get_textpage()
        found = []
        for n in range(text.count_chars()):
            if not chr(raw.FPDFText_GetUnicode(text, n)).isspace():
                _left, bottom, _right, _top = text.get_charbox(n)
                found.append((raw.FPDFText_GetFontSize(text, n), bottom))
        return cls(found, page.get_height())

    @property
    def text(self) -> list[tuple[float, float]]:
        """The letters between head and foot."""
        return [one for one in self.at if MARGIN < one[1] < self.height - 80]


def require_headings_with_text(pages: list[Letters]) -> None:
    """Assert that below each heading at least two lines of text stand on its page."""
    found = 0
    for page in pages[2:]:
        for size, place in page.text:
            if 12.5 < size < 25:
                found += 1
                below = {round(y) for small, y in page.text if small < 11 and y < place - 8}
                assert len(below) >= 2
    assert found > 100


def require_full_pages(pages: list[Letters]) -> None:
    """Assert that only one page is empty at most: the one before the text begins on the right."""
    assert sum(not page.at for page in pages) <= 1
    # A page with only a line or two belongs to the one before it.
    lonely = [n for n, page in enumerate(pages) if 0 < len({round(y) for _s, y in page.text}) < 3]
    assert lonely in ([], [0]), lonely
