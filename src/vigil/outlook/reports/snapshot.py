"""Read a whole report as plain data, to freeze it as an edition or to show the draft."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
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
from vigil.outlook.reports.part_rules import PartRules, ReportRules
from vigil.outlook.reports.report_parts import in_print_order
from vigil.outlook.reports.token_filling import (
    FilledParagraph,
    ReadBasis,
    ReadingOfSources,
    basis_as_data,
    fill_paragraph,
    quoted,
)
from vigil.outlook.reports.tokens import BadToken, Token, split_tokens
from vigil.outlook.results.public import reading_each_panel_once

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
        self._at = {Section.ReportPart.BODY: [0, 0], Section.ReportPart.ANNEX: [0, 0]}
        self.works = CitedWorks()

    def section(self, part: str, depth: int) -> str:
        """Return the number of a section; annexes have letters, other parts no number."""
        if part not in self._at:
            return ""
        counted = self._at[Section.ReportPart(part)]
        if depth == 1:
            counted[:] = [counted[0] + 1, 0]
        else:
            counted[1] += 1
        first = (
            chr(ord("A") + (counted[0] - 1) % 26)
            if part == Section.ReportPart.ANNEX
            else counted[0]
        )
        return ".".join(str(n) for n in (first, counted[1])[:depth])

    def figure(self, as_table: bool) -> int:
        if as_table:
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
    with override(report.language), reading_each_panel_once():
        return _made(report, number, site)


def _made(report: OutlookReport, number: int, site: str) -> ReportSnapshot:
    counting = _Counting()
    faults: dict[str, list[str]] = {}
    leans: dict[str, list[str]] = {}
    sections = []
    rules, reading = ReportRules(report.pk), ReadingOfSources()
    for section in _used(report):
        told = _section(section, counting)
        for paragraph in section.paragraphs.all():
            if paragraph.withdrawals:
                continue
            grounds, result = _read(paragraph, report.language, rules.of(section), reading)
            lacks = [*result.lacks, *picture_faults(paragraph)]
            faults[paragraph.uid] = [*dict.fromkeys([*result.faults, *lacks])]
            leans[paragraph.uid] = sorted({*paragraph.leans, *_leans_of(grounds)})
            told["paragraphs"].append(_paragraph(paragraph, grounds, result, counting))
        sections.append(told)
    return ReportSnapshot({**_whole(report, number, sections), "site": site}, faults, leans)


def _read(
    paragraph: Paragraph, language: str, rules: PartRules, reading: ReadingOfSources
) -> tuple[list[ReadBasis], FilledParagraph]:
    """Return the sources of a paragraph as they are now, and its filled text."""
    grounds = [reading.basis(basis) for basis in paragraph.bases.all()]
    text = paragraph.text
    result = fill_paragraph(text, paragraph.kind, grounds, scale_in(language), rules)
    return grounds, result


@dataclass(frozen=True)
class ParagraphReading:
    """One paragraph of a draft as data, what is wrong with it, and the numbers typed in it."""

    told: dict[str, Any]
    faults: list[str]
    typed: list[str]
    grounds: list[ReadBasis]


def paragraph_snapshot(paragraph: Paragraph) -> ParagraphReading:
    """Return one paragraph of a draft as an edition would have it, in its language.

    No other source is read: the paragraphs before it are only counted.
    """
    section, report = paragraph.section, paragraph.section.report
    rules = ReportRules(report.pk).of(section)
    with override(report.language), reading_each_panel_once():
        grounds, result = _read(paragraph, report.language, rules, ReadingOfSources())
        told = _paragraph(paragraph, grounds, result, _counted_before(paragraph))
    faults = [*dict.fromkeys([*result.faults, *result.lacks])]
    return ParagraphReading(told, faults, result.typed, grounds)


def _counted_before(paragraph: Paragraph) -> _Counting:
    counting = _Counting()
    sections = in_print_order(list(paragraph.section.report.sections.all()))
    place = {section.pk: n for n, section in enumerate(sections)}
    rows = Paragraph.objects.filter(section__report=paragraph.section.report_id, withdrawals=[])
    rows = rows.order_by("order").only("uid", "kind", "text", "show", "section_id")
    for row in sorted(rows, key=lambda one: place[one.section_id]):
        if row.uid == paragraph.uid:
            break
        counting.paragraph()
        tokens = _tokens_in(row.text)
        for _figure in (one for one in tokens if one.kind == "figure"):
            counting.figure(_is_table(row.kind, row.show))
        for _note in {one.key for one in tokens if one.kind == "note"}:
            counting.note()
    return counting


def _tokens_in(text: str) -> list[Token]:
    try:
        return [one for one in split_tokens(text) if isinstance(one, Token)]
    except BadToken:
        return []


def _used(report: OutlookReport) -> list[Section]:
    """Return the sections that have a paragraph, in themselves or in a section below them.

    They are in the order of print, so that paragraphs, notes and figures are counted as read.
    """
    used: list[Section] = []
    below = False
    rows = report.sections.prefetch_related("paragraphs__bases", "paragraphs__picture")
    for section in reversed(in_print_order(list(rows))):
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


def section_numbers(sections: Iterable[Section]) -> list[str]:
    """Return the numbers of sections as readers see them; empty for a foreword and the like."""
    counting = _Counting()
    return [counting.section(one.part, one.depth) for one in sections]


def _section(section: Section, counting: _Counting) -> dict[str, Any]:
    return {
        "uid": section.uid,
        "depth": section.depth,
        "part": section.part,
        "number": counting.section(section.part, section.depth),
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
    as_table = _is_table(paragraph.kind, paragraph.show)
    figures = [_figure(one, as_table, counting) for one in result.figures]
    told = {
        "uid": paragraph.uid,
        "n": counting.paragraph(),
        "kind": paragraph.kind,
        "parts": parts,
        "figures": figures,
        "bases": counting.works.shortened(bases),
        **picture_as_data(paragraph),
        **_of_kind(paragraph, parts, grounds),
    }
    return {**told, "digest": digest_of(told)}


def _of_kind(
    paragraph: Paragraph, parts: list[dict[str, Any]], grounds: list[ReadBasis]
) -> dict[str, Any]:
    """Return what only paragraphs of one kind have."""
    if paragraph.kind == Paragraph.Kind.LIST:
        return {"items": list(_items(parts))}
    if paragraph.kind == Paragraph.Kind.QUOTE and not parts:
        return {"parts": [{"t": "text", "text": quoted(grounds)}]}
    if paragraph.kind in (Paragraph.Kind.FIGURE, Paragraph.Kind.MAP):
        return {"show": paragraph.show}
    return {}


def _items(parts: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Yield the items of a list: its lines, each as parts. Empty lines are left out."""
    item: list[dict[str, Any]] = []
    for part in parts:
        if part["t"] != "text":
            item.append(part)
            continue
        first, *others = part["text"].split("\n")
        item.append({**part, "text": first})
        for line in others:
            if _says(item):
                yield item
            item = [{**part, "text": line}]
    if _says(item):
        yield item


def _says(item: list[dict[str, Any]]) -> bool:
    return any(part["t"] != "text" or part["text"].strip() for part in item)


def _is_table(kind: str, show: str) -> bool:
    """Return whether a figure is shown as a table alone, and so counted among the tables."""
    return kind == Paragraph.Kind.TABLE or show == Paragraph.Show.TABLE


def is_table(paragraph: Mapping[str, Any]) -> bool:
    """Return whether the figures of a paragraph as data are shown as tables alone."""
    return _is_table(paragraph["kind"], paragraph.get("show", ""))


def _figure(figure: dict[str, Any], as_table: bool, counting: _Counting) -> dict[str, Any]:
    """Return a figure with its number, and with ids in its chart that are unique on the page."""
    number = counting.figure(as_table)
    mark = f"{'t' if as_table else 'f'}{number}-"
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
    word = _("Table %(n)d") if is_table(paragraph) else _("Figure %(n)d")
    return word % {"n": figure["number"]}
