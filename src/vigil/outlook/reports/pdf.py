"""Lay out a report for print: a tagged PDF (PDF/UA-1), set by Typst with our own fonts."""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any, Final

from anyascii import anyascii
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from vigil.charts.cards import drawable_text, font_files, font_folders
from vigil.outlook.reports.snapshot import is_table, name_of_figure
from vigil.trust.organisation.queries import organisation

LONGEST: Final = 90
"""Seconds that making a PDF may take."""
COLUMNS: Final = 5
"""How many columns of a table fit the width of a page, besides its labels."""
_SOURCES: Final = Path(__file__).resolve().parents[3]
_one_at_a_time = threading.Lock()
"""Making a PDF takes a whole core, so simultaneous requests wait for each other."""


def pdf_of(snapshot: Mapping[str, Any]) -> bytes:
    """Return a frozen report as a PDF, in its language.

    Raises subprocess.SubprocessError (Typst failed, or took too long).
    """
    with override(snapshot["language"]):
        return _set(_written(template_data(snapshot)))


def template_data(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data for the page template: all words of the report, and the labels."""
    names = ("title", "language", "direction", "scale", "url", "site")
    return {
        **{name: snapshot[name] for name in names},
        "publisher": organisation().name,
        "says": _says(snapshot),
        "sections": [_section(section) for section in snapshot["sections"]],
    }


def _says(snapshot: Mapping[str, Any]) -> dict[str, str]:
    day = date_format(date.fromisoformat(snapshot["frozen_on"]), "DATE_FORMAT")
    edition = _("Edition %(number)s, %(day)s") % {"number": snapshot["number"], "day": day}
    return {
        "house": _("%(publisher)s · outlook") % {"publisher": organisation().name},
        "edition": edition,
        "scale": _("What words of likelihood mean here"),
        "term": _("Term"),
        "range": _("Probability"),
        "after": _("After:"),
        "about": _(
            "This edition is frozen. Every number in it comes from a source and leads to it; "
            "what was found to be wrong stands as errata beside it, at its address."
        ),
        "contents": _("Contents"),
        "data": _("Data:"),
        "source": _("source"),
        "there": _("see there"),
        "stands": _("What the paragraphs stand on"),
        "stands-about": _("By the number of each paragraph, as it stood when it was frozen."),
    }


def _section(section: Mapping[str, Any]) -> dict[str, Any]:
    title = section["heading"] or _("(heading taken out)")
    return {
        "depth": section["depth"],
        "title": f"{section['number']}  {title}".strip(),
        "paragraphs": [_paragraph(paragraph) for paragraph in section["paragraphs"]],
    }


def _paragraph(paragraph: Mapping[str, Any]) -> dict[str, Any]:
    bases = {one["key"]: one for one in paragraph["bases"]}
    return {
        "uid": paragraph["uid"],
        "n": paragraph["n"],
        "kind": paragraph["kind"],
        "removed": removal_text(paragraph),
        "parts": [
            {**part, "basis": bases[part["key"]]} if part["t"] == "note" else part
            for part in paragraph["parts"]
        ],
        "recommendations": [one for one in bases.values() if one["kind"] == "recommendation"],
        "figures": [_figure(paragraph, one) for one in paragraph["figures"]],
        "grounds": [
            {"label": one["label"], "url": one["url"], "told": provenance_text(one)}
            for one in bases.values()
        ],
    }


def removal_text(paragraph: Mapping[str, Any]) -> str:
    """Return a sentence that a passage was removed, and when; empty if it was not."""
    if not paragraph.get("removed"):
        return ""
    day = date_format(date.fromisoformat(paragraph["removed"]), "DATE_FORMAT")
    return _("A passage was taken out here on %(day)s.") % {"day": day}


def provenance_text(basis: Mapping[str, Any]) -> str:
    """Return sentences on how a source was read: its day, n, spread and method."""
    day = date_format(date.fromisoformat(basis["as_of"]), "DATE_FORMAT")
    said = [_("As of %(day)s.") % {"day": day}]
    if basis["n"] is not None:
        said.append(_("n = %(n)d.") % {"n": basis["n"]})
    if basis["spread"]:
        said.append(_("Spread: %(spread)s.") % {"spread": basis["spread"]})
    return " ".join([*said, *([basis["method"]] if basis["method"] else [])])


def _figure(paragraph: Mapping[str, Any], figure: Mapping[str, Any]) -> dict[str, Any]:
    names = ("title", "alt", "notes", "url", "printed")
    return {
        **{name: figure[name] for name in names},
        "name": name_of_figure(paragraph, figure),
        "file": file_of(paragraph, figure),
        "tables": tables_of(figure),
    }


def tables_of(figure: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the table of a figure in parts that fit the page, each with the labels of the rows.

    `width` counts the columns after the label; every row of a part has the same number.
    """
    rows = [[label, *(cell["shown"] for cell in cells)] for label, cells in figure["rows"]]
    heads = list(figure["heads"])
    width = max([len(row) - 1 for row in rows] + [len(heads) - 1, 1])
    if not rows or len(heads) < width + 1:
        heads = ["", *heads]
    lines = [[*line, *[""] * (width + 1 - len(line))] for line in (heads, *rows)]
    parts = ceil(width / COLUMNS)
    each = ceil(width / parts)
    return [
        {
            "width": len(lines[0][at : at + each]),
            "heads": [lines[0][0], *lines[0][at : at + each]],
            "rows": [[line[0], *line[at : at + each]] for line in lines[1:]],
        }
        for at in range(1, width + 1, each)
    ]


def file_of(paragraph: Mapping[str, Any], figure: Mapping[str, Any]) -> str:
    """Return the name of the file in `data.zip` that has the data of a figure."""
    word = "table" if is_table(paragraph) else "figure"
    return f"{word}-{figure['number']:02}.csv"


def _written(value: Any) -> Any:
    """Return data with texts that our fonts can write; other letters become Latin letters."""
    if isinstance(value, str):
        return value if value.startswith("<svg") else _text(value)
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


def _set(report: dict[str, Any]) -> bytes:
    """Return the PDF, made in a separate process so that the memory of Typst is freed."""
    with _one_at_a_time:
        done = subprocess.run(
            [sys.executable, "-P", "-s", "-B", "-m", "vigil.outlook.reports.pdf_worker"],
            input=json.dumps(
                {"report": report, "fonts": list(map(str, font_folders(settings.DATA)))}
            ).encode(),
            # Only two variables: the process gets no key and no database address.
            env={"PYTHONPATH": str(_SOURCES), "LC_ALL": "C.UTF-8"},
            capture_output=True,
            timeout=LONGEST,
            check=True,
        )
    return done.stdout
