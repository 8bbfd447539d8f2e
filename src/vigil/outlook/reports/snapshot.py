"""Read a whole report as plain data, to freeze it as an edition or to show the draft."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext as _

from vigil.outlook.models import OutlookReport, Paragraph, Section
from vigil.outlook.reports.bibliography.citing import CitedWorks
from vigil.outlook.reports.countries import countries_named
from vigil.outlook.reports.likelihood import scale_in
from vigil.outlook.reports.matter import matter_of, picture_as_data, picture_faults
from vigil.outlook.reports.token_filling import (
    FilledParagraph,
    ReadBasis,
    basis_as_data,
    fill_paragraph,
    read_basis,
)

FORMAT: Final = "vigil-outlook-report/1"
_NO_WORDS: Final = (
    *("uid", "digest", "seen", "chart", "wide", "printed", "said"),
    *("file", "picture_uid", "cover_uid"),
)
"""Parts of an edition that are not words, or that repeat other words."""


@dataclass(frozen=True)
class ReportSnapshot:
    """A report as data, with the faults of each paragraph and what it depends on, by uid."""

    snapshot: dict[str, Any]
    faults: Mapping[str, list[str]]
    leans: Mapping[str, list[str]]


class _Counting:
    """Counters for a report: sections, paragraphs, figures, tables, footnotes."""

    def __init__(self) -> None:
        self.paragraphs = self.figures = self.tables = self.notes = 0
        self._at = [0, 0]
        self.works = CitedWorks()

    def section(self, depth: int) -> str:
        self._at = [self._at[0] + 1, 0] if depth == 1 else [self._at[0], self._at[1] + 1]
        return ".".join(str(n) for n in self._at[:depth])

    def figure(self, kind: str) -> int:
        if kind == Paragraph.Kind.TABLE:
            self.tables += 1
            return self.tables
        self.figures += 1
        return self.figures

    def paragraph(self) -> int:
        self.paragraphs += 1
        return self.paragraphs

    def note(self) -> int:
        self.notes += 1
        return self.notes


def report_snapshot(report: OutlookReport, number: int, site: str = "") -> ReportSnapshot:
    """Return the present draft of a report as data, in its own language.

    `number` is the number of the edition. `site` is the address of the site without a path, for
    links in print and files. Withdrawn parts are left out. Nothing is stored.
    """
    with override(report.language):
        return _made(report, number, site)


def _made(report: OutlookReport, number: int, site: str) -> ReportSnapshot:
    counting = _Counting()
    faults: dict[str, list[str]] = {}
    leans: dict[str, list[str]] = {}
    sections = []
    for section in _used(report):
        told = _section(section, counting)
        for paragraph in section.paragraphs.all():
            if paragraph.withdrawals:
                continue
            grounds = [read_basis(basis) for basis in paragraph.bases.all()]
            result = fill_paragraph(
                paragraph.text, paragraph.kind, grounds, scale_in(report.language)
            )
            lacks = [*result.lacks, *picture_faults(paragraph)]
            faults[paragraph.uid] = [*dict.fromkeys([*result.faults, *lacks])]
            leans[paragraph.uid] = sorted({*paragraph.leans, *_leans_of(grounds)})
            told["paragraphs"].append(_paragraph(paragraph, grounds, result, counting))
        sections.append(told)
    return ReportSnapshot({**_whole(report, number, sections), "site": site}, faults, leans)


def _used(report: OutlookReport) -> list[Section]:
    """Return the sections that have a paragraph, in themselves or in a section below them."""
    used: list[Section] = []
    below = False
    for section in reversed(
        list(report.sections.prefetch_related("paragraphs__bases", "paragraphs__picture"))
    ):
        own = any(not paragraph.withdrawals for paragraph in section.paragraphs.all())
        if own or (below and section.depth == 1):
            used.insert(0, section)
        below = section.depth > 1 and (below or own)
    return used


def _whole(report: OutlookReport, number: int, sections: list[dict[str, Any]]) -> dict[str, Any]:
    scale = scale_in(report.language)
    bidi = get_language_info(report.language)["bidi"]
    return {
        "format": FORMAT,
        "uid": report.uid,
        "slug": report.slug,
        "number": number,
        "title": report.title,
        "language": report.language,
        "direction": "rtl" if bidi else "ltr",
        "frozen_on": timezone.localdate().isoformat(),
        "url": _address(report.slug, number),
        "scale": {
            "version": scale.version,
            "terms": [
                {"text": t.text, "low": t.low, "high": t.high, "over": t.over} for t in scale.terms
            ],
            "source": scale.source,
            "url": scale.url,
            "used": _uses_terms(sections),
        },
        "sections": sections,
        "countries": countries_named({"sections": sections}),
        **matter_of(report, sections),
    }


def _address(slug: str, number: int) -> str:
    """Return the address of the English page of an edition, which is used in all languages."""
    with override(settings.LANGUAGE_CODE):
        return reverse("outlook:edition", args=[slug, number])


def _uses_terms(sections: list[dict[str, Any]]) -> bool:
    parts = (part for one in sections for p in one["paragraphs"] for part in p["parts"])
    return any(part["t"] == "term" for part in parts)


def _section(section: Section, counting: _Counting) -> dict[str, Any]:
    return {
        "uid": section.uid,
        "depth": section.depth,
        "number": counting.section(section.depth),
        "heading": "" if section.withdrawals else section.heading,
        "paragraphs": [],
    }


def _paragraph(
    paragraph: Paragraph, grounds: list[ReadBasis], result: FilledParagraph, counting: _Counting
) -> dict[str, Any]:
    notes = {
        part["key"]: counting.note()
        for part in _once(part for part in result.parts if part["t"] == "note")
    }
    bases = [
        basis_as_data(ground, notes.get(ground.key)) for ground in grounds if ground.now is not None
    ]
    parts = [
        {**part, "n": notes[part["key"]]} if part["t"] == "note" else part for part in result.parts
    ]
    figures = [_figure(one, paragraph.kind, counting) for one in result.figures]
    told = {
        "uid": paragraph.uid,
        "n": counting.paragraph(),
        "kind": paragraph.kind,
        "parts": parts,
        "figures": figures,
        "bases": counting.works.shortened(bases),
        **picture_as_data(paragraph),
    }
    return {**told, "digest": digest_of(told)}


def _figure(figure: dict[str, Any], kind: str, counting: _Counting) -> dict[str, Any]:
    """Return a figure with its number, and with ids in its chart that are unique on the page."""
    number = counting.figure(kind)
    mark = f"{'t' if kind == Paragraph.Kind.TABLE else 'f'}{number}-"
    drawn = {
        name: figure[name].replace(' id="', f' id="{mark}').replace("url(#", f"url(#{mark}")
        for name in ("chart", "wide")
    }
    return {**figure, "number": number, **drawn}


def _once(parts: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for part in parts:
        if part["key"] not in seen:
            seen.add(part["key"])
            yield part


def _leans_of(grounds: list[ReadBasis]) -> Iterator[str]:
    for ground in grounds:
        if ground.now is not None:
            yield from ground.now.leans


def digest_of(told: Any) -> str:
    """Return 64 bits of SHA-256 over a part of a report: its state, for citations."""
    whole = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def paragraphs_of(snapshot: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the paragraphs of a report as data."""
    for section in snapshot["sections"]:
        yield from section["paragraphs"]


def figures_of(snapshot: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield each figure of a report, with its paragraph first."""
    for paragraph in paragraphs_of(snapshot):
        for figure in paragraph["figures"]:
            yield paragraph, figure


def plain_text(paragraph: Mapping[str, Any]) -> str:
    """Return the words of a paragraph as a reader sees them, without marks and footnotes."""
    return "".join(part.get("shown") or part.get("text", "") for part in paragraph["parts"])


def words_in(value: Any) -> Iterator[str]:
    """Yield the texts in a report or a part of it; paragraphs also as a reader sees them."""
    if isinstance(value, Mapping):
        if "parts" in value:
            yield "".join(one.get("shown") or one.get("text", "") for one in value["parts"])
        for name, part in value.items():
            if name not in _NO_WORDS:
                yield from words_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from words_in(part)
    elif isinstance(value, str):
        yield value


def without_words(paragraph: Mapping[str, Any], day: str) -> dict[str, Any]:
    """Return what stays of a removed paragraph: its uid, number, kind, and day of removal."""
    kept = {name: paragraph[name] for name in ("uid", "n", "kind")}
    return {**kept, "removed": day, "parts": [], "figures": [], "bases": [], "digest": ""}


def name_of_figure(paragraph: Mapping[str, Any], figure: Mapping[str, Any]) -> str:
    """Return the printed name of a figure or table, such as "Figure 3"."""
    word = _("Table %(n)d") if paragraph["kind"] == "table" else _("Figure %(n)d")
    return word % {"n": figure["number"]}
