"""Write a frozen report as an EPUB 3: text that flows, with figures, tables, notes and an index.

It is made from the snapshot and the pictures alone: the same snapshot gives the same bytes.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePath
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.utils.translation import override

from vigil.outlook.reports.imprint import (
    address_of,
    author_names,
    edition_text,
    full_title,
    imprint_of,
)
from vigil.outlook.reports.report_parts import (
    bibliography_of,
    caption_sentences,
    file_of,
    footnotes_of,
    front_of,
    items_of,
    parts_of,
    removal_text,
    sections_by_part,
    shows,
    sources_of,
)
from vigil.outlook.reports.report_tables import table_parts
from vigil.outlook.reports.snapshot import name_of_figure
from vigil.trust.organisation.queries import organisation

PICTURES: Final[Mapping[str, str]] = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
"""The media type of a picture, by the end of its name."""
_READER: Final = 110.0
"""The width of a table, as if printed, that most readers of EPUB can show."""
_THEN: Final = (1980, 1, 1, 0, 0, 0)
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ROLES: Final[Mapping[str, tuple[str, str]]] = {
    "foreword": ("foreword", "doc-foreword"),
    "acknowledgements": ("acknowledgments", "doc-acknowledgments"),
    "annex": ("appendix", "doc-appendix"),
}
"""Parts of a report -> their names in the vocabulary of EPUB, and as roles of DPUB-ARIA."""


@dataclass
class _File:
    """A file of the book: its name, its media type, its content, and its place in the contents."""

    name: str
    media: str
    content: bytes
    title: str = ""
    properties: str = ""
    below: list[dict[str, str]] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The name of the file as an id of the package."""
        return "f-" + re.sub(r"[^a-z0-9]+", "-", self.name.lower())


def epub_of(snapshot: Mapping[str, Any], pictures: Mapping[str, bytes]) -> bytes:
    """Return a frozen report as an EPUB, in its language, with its pictures by file name.

    A picture that is not given is left out; its caption stays.
    """
    with override(snapshot["language"]):
        files = list(_Book(_clean(snapshot), pictures).files())
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        # Readers know the file by this entry: it is the first, and not compressed.
        archive.writestr(zipfile.ZipInfo("mimetype", _THEN), "application/epub+zip")
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, _THEN), content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _clean(value: Any) -> Any:
    """Return data without the characters that XML does not know."""
    if isinstance(value, str):
        return _NOT_XML.sub("", value)
    if isinstance(value, Mapping):
        return {name: _clean(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_clean(part) for part in value]
    return value


class _Book:
    """Writes the files of a report."""

    def __init__(self, snapshot: Mapping[str, Any], pictures: Mapping[str, bytes]) -> None:
        self.snapshot, self.pictures = snapshot, pictures
        self.site = snapshot.get("site", "")
        self.front = front_of(snapshot)
        self.notes = {one["note"]: one for one in footnotes_of(snapshot)}
        self.chapters = list(self._chapters())
        self.file_of_paragraph = {
            paragraph["uid"]: name
            for name, sections in self.chapters
            for section in sections
            for paragraph in section["paragraphs"]
        }
        self.drawings: list[_File] = []

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the name and the content of each file, except the first."""
        pages = list(self._pages())
        others = [
            _File("style.css", "text/css", render_to_string(_template("style.css")).encode()),
            *self.drawings,
            *self._shown_pictures(),
        ]
        named = [one for one in pages if one.title]
        contents = self._render("nav.xhtml", title=_("Contents"), pages=named)
        nav = _File("nav.xhtml", _XHTML, contents, properties="nav")
        package = self._render(
            "package.opf", files=[nav, *pages, *others], spine=pages, **self._metadata()
        )
        yield "META-INF/container.xml", self._render("container.xml")
        yield "EPUB/package.opf", package
        for one in (nav, *pages, *others):
            yield f"EPUB/{one.name}", one.content

    def _metadata(self) -> dict[str, Any]:
        return {
            "title": full_title(self.snapshot),
            "identifier": self.front["doi"] or address_of(self.snapshot),
            "authors": [one["name"] for one in self.front["authors"]],
            "publisher": organisation().name,
            "address": address_of(self.snapshot),
            "summary": _(
                "Each figure has a text that says what it shows, and its numbers are in a table. "
                "Notes lead to the text and back."
            ),
        }

    def _render(self, name: str, **values: Any) -> bytes:
        context = {"report": self.snapshot, "front": self.front, **values}
        return render_to_string(_template(name), context).encode()

    # Pages

    def _pages(self) -> Iterator[_File]:
        cover = self.front["cover"]
        if cover in self.pictures:
            yield self._page("cover.xhtml", "", cover=f"pictures/{cover}")
        yield self._page(
            "title.xhtml",
            _("About this edition"),
            authors=author_names(self.snapshot),
            publisher=organisation().name,
            edition=edition_text(self.snapshot),
            imprint=[
                {"label": one.label, "text": one.text, "url": self._address(one.url)}
                for one in imprint_of(self.snapshot)
            ],
        )
        for name, sections in self.chapters:
            yield self._chapter(name, sections)
        if books := bibliography_of(self.snapshot):
            listed = [{**one, "url": self._address(one["url"])} for one in books]
            yield self._page("literature.xhtml", _("Literature"), books=listed)
        if sources := sources_of(self.snapshot):
            listed = [self._linked(one) for one in sources]
            yield self._page("sources.xhtml", _("Sources of the paragraphs"), sources=listed)
        if countries := list(self._countries()):
            yield self._page("countries.xhtml", _("Countries"), countries=countries)

    def _page(self, name: str, title: str, **values: Any) -> _File:
        content = self._render(name, title=title or self.snapshot["title"], **values)
        return _File(name, _XHTML, content, title)

    def _chapters(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Yield the sections of each file: one of the first depth, with those below it."""
        number = 0
        for sections in sections_by_part(self.snapshot).values():
            starts = [n for n, one in enumerate(sections) if one["depth"] == 1 or n == 0]
            for start, end in pairwise([*starts, len(sections)]):
                number += 1
                yield f"section-{number:02}.xhtml", sections[start:end]

    def _chapter(self, name: str, sections: list[dict[str, Any]]) -> _File:
        told = [self._section(one) for one in sections]
        cited = {part["n"] for section in sections for part in _notes_in(section)}
        epub_type, role = _ROLES.get(sections[0]["part"], ("chapter", "doc-chapter"))
        content = self._render(
            "section.xhtml",
            title=told[0]["title"],
            sections=told,
            notes=[self._linked(self.notes[n]) for n in sorted(cited) if n in self.notes],
            epub_type=epub_type,
            role=role,
        )
        below = [{"href": f"{name}#s-{one['uid']}", "title": one["title"]} for one in told[1:]]
        return _File(name, _XHTML, content, told[0]["title"], below=below)

    def _section(self, section: Mapping[str, Any]) -> dict[str, Any]:
        heading = section["heading"] or _("(heading taken out)")
        return {
            "uid": section["uid"],
            "title": f"{section['number']} {heading}".strip(),
            "paragraphs": [self._paragraph(one) for one in section["paragraphs"]],
        }

    def _paragraph(self, paragraph: Mapping[str, Any]) -> dict[str, Any]:
        seen: set[int] = set()
        bases = paragraph["bases"]
        picture = paragraph.get("file") or ""
        return {
            **{name: paragraph.get(name) or "" for name in ("alt", "caption", "credit")},
            **{name: paragraph[name] for name in ("uid", "n", "kind")},
            "removed": removal_text(paragraph),
            "parts": self._parts(parts_of(paragraph), seen),
            "items": [self._parts(item, seen) for item in items_of(paragraph)],
            "recommendations": [one for one in bases if one["kind"] == "recommendation"],
            "figures": [self._figure(paragraph, one) for one in paragraph["figures"]],
            "picture": f"pictures/{picture}" if picture in self.pictures else "",
            "is_picture": bool(picture) or paragraph["kind"] == "picture",
        }

    def _parts(self, parts: Iterable[dict[str, Any]], seen: set[int]) -> list[dict[str, Any]]:
        """Return parts with whole addresses; the first reference to a note is marked."""
        told = []
        for part in parts:
            if part["t"] == "number":
                part = {**part, "url": self._address(part["url"])}
            elif part["t"] == "note":
                part = {**part, "first": part["n"] not in seen}
                seen.add(part["n"])
            told.append(part)
        return told

    def _figure(self, paragraph: Mapping[str, Any], figure: Mapping[str, Any]) -> dict[str, Any]:
        drawn, as_table = shows(paragraph)
        drawn = drawn and bool(figure["printed"])
        name = file_of(paragraph, figure)
        if drawn:
            drawing = f"figures/{name.removesuffix('.csv')}.svg"
            self.drawings.append(_File(drawing, "image/svg+xml", figure["printed"].encode()))
        return {
            **{key: figure[key] for key in ("title", "alt", "notes")},
            "id": name.removesuffix(".csv"),
            "name": name_of_figure(paragraph, figure),
            "drawing": drawing if drawn else "",
            "said": caption_sentences(figure) if drawn else "",
            # Whoever cannot see the drawing has its numbers in any case.
            "tables": table_parts(figure, _READER),
            "folded": drawn and not as_table,
            "url": self._address(figure["url"]),
            "data": name,
        }

    def _countries(self) -> Iterator[dict[str, Any]]:
        numbers = {
            paragraph["uid"]: paragraph["n"]
            for _name, sections in self.chapters
            for section in sections
            for paragraph in section["paragraphs"]
        }
        for one in self.snapshot.get("countries") or []:
            places = [
                {"href": f"{self.file_of_paragraph[uid]}#p-{uid}", "n": numbers[uid]}
                for uid in one["paragraphs"]
                if uid in numbers
            ]
            yield {"name": one["name"], "places": places}

    def _linked(self, source: Mapping[str, Any]) -> dict[str, Any]:
        places = [
            {"href": f"{self.file_of_paragraph[one['uid']]}#p-{one['uid']}", "n": one["n"]}
            for one in source.get("paragraphs") or []
        ]
        return {**source, "url": self._address(source["url"]), "places": places}

    def _address(self, url: str) -> str:
        """Return a whole address; empty if the book does not know the site it is of."""
        whole = self.site + url if url.startswith("/") else url
        return iri_to_uri(whole) if whole.startswith(("http://", "https://")) else ""

    def _shown_pictures(self) -> Iterator[_File]:
        for name, content in sorted(self.pictures.items()):
            media = PICTURES[PurePath(name).suffix.lower()]
            is_cover = name == self.front["cover"]
            yield _File(
                f"pictures/{name}", media, content, properties="cover-image" if is_cover else ""
            )


_XHTML: Final = "application/xhtml+xml"


def _template(name: str) -> str:
    return f"outlook/reports/epub/{name}"


def _notes_in(section: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for paragraph in section["paragraphs"]:
        for parts in (parts_of(paragraph), *items_of(paragraph)):
            yield from (part for part in parts if part["t"] == "note")
