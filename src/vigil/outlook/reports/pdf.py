"""Lay out a report for print: a tagged PDF (PDF/UA-1), set by Typst with our own fonts."""

import base64
import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from anyascii import anyascii
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from vigil.charts.cards import drawable_text, font_files, font_folders
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
    front_of,
    items_of,
    parts_of,
    removal_text,
    sections_by_part,
    shows,
    sources_of,
)
from vigil.outlook.reports.report_tables import table_parts
from vigil.outlook.reports.snapshot import (
    figures_of,
    is_table,
    name_of_figure,
    paragraphs_of,
    plain_text,
)
from vigil.trust.organisation.queries import organisation

LONGEST: Final = 90
"""Seconds that making a PDF may take."""
FEW_WORDS, FEW_FIGURES = 3000, 8
"""Up to so many words and figures, sections follow each other; else each starts a page."""
NO_PICTURES: Final = MappingProxyType[str, bytes]({})
_SOURCES: Final = Path(__file__).resolve().parents[3]
_one_at_a_time = threading.Lock()
"""Making a PDF takes a whole core, so simultaneous requests wait for each other."""


def pdf_of(snapshot: Mapping[str, Any], pictures: Mapping[str, bytes] = NO_PICTURES) -> bytes:
    """Return a frozen report as a PDF, in its language, with its pictures by file name.

    A picture that is not given is left out; its caption stays. Raises subprocess.SubprocessError
    (Typst failed, or took too long).
    """
    with override(snapshot["language"]):
        return _set(_written(template_data(snapshot, set(pictures))), pictures)


def template_data(snapshot: Mapping[str, Any], pictures: set[str]) -> dict[str, Any]:
    """Return the data for the page template: all words of the report, and the labels."""
    names = ("title", "language", "direction", "scale", "url")
    front = front_of(snapshot)
    return {
        **{name: snapshot[name] for name in names},
        "site": snapshot.get("site", ""),
        "subtitle": front["subtitle"],
        "full_title": full_title(snapshot),
        "authors": author_names(snapshot),
        "publisher": organisation().name,
        "cover": front["cover"] if front["cover"] in pictures else "",
        "cover_alt": front["cover_alt"],
        "edition": edition_text(snapshot),
        "address": address_of(snapshot),
        "imprint": [line._asdict() for line in imprint_of(snapshot)],
        "says": _says(),
        "parts": {
            part: [_section(section, pictures) for section in sections]
            for part, sections in sections_by_part(snapshot).items()
        },
        "chapters": _is_long(snapshot),
        "figures": _listed(snapshot, drawn=True),
        "tables": _listed(snapshot, drawn=False),
        "bibliography": bibliography_of(snapshot),
        "sources": sources_of(snapshot),
        "countries": snapshot.get("countries") or [],
    }


def _is_long(snapshot: Mapping[str, Any]) -> bool:
    """Say whether a report is so long that each of its sections starts a page."""
    words = sum(len(plain_text(one).split()) for one in paragraphs_of(snapshot))
    return words > FEW_WORDS or sum(1 for _one in figures_of(snapshot)) > FEW_FIGURES


def _listed(snapshot: Mapping[str, Any], *, drawn: bool) -> list[dict[str, str]]:
    """Return the figures, or the tables, for the list after the contents."""
    return [
        {"name": name_of_figure(paragraph, figure), "title": figure["title"]}
        for paragraph, figure in figures_of(snapshot)
        if is_table(paragraph) != drawn
    ]


def _says() -> dict[str, str]:
    return {
        "scale": _("What words of likelihood mean here"),
        "term": _("Term"),
        "range": _("Probability"),
        "after": _("After:"),
        "about": _(
            "This edition is frozen. Every number in it comes from a source and leads to it; "
            "what was found to be wrong stands as errata beside it, at its address."
        ),
        "imprint": _("About this edition"),
        "contents": _("Contents"),
        "figures": pgettext("list in a report", "Figures"),
        "tables": pgettext("list in a report", "Tables"),
        "data": _("Data:"),
        "bibliography": _("Literature"),
        "sources": _("Sources of the paragraphs"),
        "sources-about": _(
            "Each source as it was when this edition was frozen, and the paragraphs that cite it "
            "by their numbers in the margin."
        ),
        "countries": _("Countries"),
        "countries-about": _("The pages whose text, sources or figures name a country."),
    }


def _section(section: Mapping[str, Any], pictures: set[str]) -> dict[str, Any]:
    return {
        "depth": section["depth"],
        "number": section["number"],
        "title": section["heading"] or _("(heading taken out)"),
        "paragraphs": [_paragraph(paragraph, pictures) for paragraph in section["paragraphs"]],
    }


def _paragraph(paragraph: Mapping[str, Any], pictures: set[str]) -> dict[str, Any]:
    bases = {one["key"]: one for one in paragraph["bases"]}
    file = str(paragraph.get("file") or "")
    return {
        "uid": paragraph["uid"],
        "n": paragraph["n"],
        "kind": paragraph["kind"],
        "removed": removal_text(paragraph),
        "parts": _with_notes(parts_of(paragraph), bases),
        "items": [_with_notes(item, bases) for item in items_of(paragraph)],
        "recommendations": [one for one in bases.values() if one["kind"] == "recommendation"],
        "figures": [_figure(paragraph, one) for one in paragraph["figures"]],
        "file": file if file in pictures else "",
        **{name: str(paragraph.get(name) or "") for name in ("alt", "caption", "credit")},
    }


def _with_notes(
    parts: list[dict[str, Any]], bases: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return parts in which each note has its source."""
    return [
        {**part, "basis": bases[part["key"]]} if part["t"] == "note" else part for part in parts
    ]


def _figure(paragraph: Mapping[str, Any], figure: Mapping[str, Any]) -> dict[str, Any]:
    drawn, as_table = shows(paragraph)
    names = ("title", "alt", "notes", "url")
    return {
        **{name: figure[name] for name in names},
        "printed": figure["printed"] if drawn else "",
        "name": name_of_figure(paragraph, figure),
        "counted": "table" if is_table(paragraph) else "figure",
        "name_of_table": _("%(figure)s as a table") % {"figure": name_of_figure(paragraph, figure)},
        "said": caption_sentences(figure, as_table) if drawn and figure["printed"] else "",
        "file": file_of(paragraph, figure),
        "tables": tables_of(figure) if as_table or not figure["printed"] else [],
    }


def tables_of(figure: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the table of a figure in parts that fit the page, each with the labels of the rows."""
    parts = table_parts(figure)
    several = len(parts) > 1
    return [
        {
            "heads": part.heads,
            "widths": part.widths,
            "aligned": part.aligned,
            "rows": [[label, *(cell["shown"] for cell in cells)] for label, cells in part.rows],
            "columns": _columns_text(part.first, part.last) if several else "",
        }
        for part in parts
    ]


def _columns_text(first: int, last: int) -> str:
    if first == last:
        return _("column %(n)d") % {"n": first}
    return _("columns %(first)d to %(last)d") % {"first": first, "last": last}


def _written(value: Any) -> Any:
    """Return data with texts that our fonts can write; other letters become Latin letters."""
    if isinstance(value, str):
        return value if value.startswith("<svg") else "\n".join(map(_text, value.split("\n")))
    if isinstance(value, Mapping):
        return {name: _written(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_written(part) for part in value]
    return value


def _text(text: str) -> str:
    """Return a text that our fonts can write, with the spaces at its ends kept."""
    inner = text.strip()
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if not inner:
        return text
    drawn = drawable_text(inner, font_files(settings.DATA)) or anyascii(inner)
    return f"{before}{drawn}{after}"


def _set(report: dict[str, Any], pictures: Mapping[str, bytes]) -> bytes:
    """Return the PDF, made in a separate process so that the memory of Typst is freed."""
    given = {
        "report": report,
        "fonts": list(map(str, font_folders(settings.DATA))),
        "pictures": {n: base64.b64encode(one).decode() for n, one in sorted(pictures.items())},
    }
    with _one_at_a_time:
        done = subprocess.run(
            [sys.executable, "-P", "-s", "-B", "-m", "vigil.outlook.reports.pdf_worker"],
            input=json.dumps(given).encode(),
            # Only two variables: the process gets no key and no database address.
            env={"PYTHONPATH": str(_SOURCES), "LC_ALL": "C.UTF-8"},
            capture_output=True,
            timeout=LONGEST,
            check=True,
        )
    return done.stdout
