"""Read a list of works as CSL-JSON, BibTeX or RIS, and write one. Pure."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from vigil.outlook.reports.bibliography.bibtex import read_bibtex, write_bibtex
from vigil.outlook.reports.bibliography.items import BadItem, clean_item
from vigil.outlook.reports.bibliography.ris import read_ris, write_ris

LONGEST: Final = 2_000_000
"""The most characters of a list that is read."""
MOST: Final = 500
FORMATS: Final = {
    "json": "application/vnd.citationstyles.csl+json",
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
}
"""The endings of the files that are written, with their media types."""


@dataclass(frozen=True)
class ImportProblem:
    """A work that was not read: the line where it begins, its key, and why."""

    line: int
    key: str
    why: str


@dataclass
class ImportedWorks:
    """The works of a list, each with its key (or ""), and what was not read."""

    works: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    problems: list[ImportProblem] = field(default_factory=list)


def read_works(text: str) -> ImportedWorks:
    """Read a list of works in whatever of the three formats it is. Faults are returned."""
    told = ImportedWorks()
    if len(text) > LONGEST:
        told.problems.append(ImportProblem(1, "", _("The list is too long. Import it in parts.")))
        return told
    for line, key, item in _entries(text):
        if isinstance(item, str):
            told.problems.append(ImportProblem(line, key, item))
            continue
        if len(told.works) >= MOST:
            said = _("At most %(n)d works at once. Import the rest afterwards.") % {"n": MOST}
            told.problems.append(ImportProblem(line, key, said))
            break
        try:
            told.works.append((key, clean_item(item)))
        except BadItem as error:
            told.problems.append(ImportProblem(line, key, str(error)))
    if not told.works and not told.problems:
        told.problems.append(
            ImportProblem(
                1,
                "",
                _("No work was found in it. Export it as CSL-JSON, BibTeX or RIS, and try again."),
            )
        )
    return told


def _entries(text: str) -> Iterator[tuple[int, str, dict[str, Any] | str]]:
    plain = text.lstrip("\ufeff \t\r\n")
    if not plain:
        yield 1, "", _("There is nothing in it.")
    elif plain[0] in "[{":
        yield from _read_json(text.lstrip("\ufeff"))
    elif re.search(r"^\s*TY  ?- ?", plain, re.MULTILINE):
        yield from read_ris(text)
    elif "@" in plain:
        yield from read_bibtex(text)
    else:
        yield 1, "", _("This is neither CSL-JSON nor BibTeX nor RIS.")


def _read_json(text: str) -> Iterator[tuple[int, str, dict[str, Any] | str]]:
    try:
        rows = json.loads(text)
    except ValueError as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        yield line, "", _("This is no valid JSON.")
        return
    except RecursionError:
        yield 1, "", _("This is no valid JSON.")
        return
    rows = rows if isinstance(rows, list) else [rows]
    line = 0
    for n, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            yield 1, f"{n}", _("This entry is not a work.")
            continue
        key = str(row.get("id") or "")[:60]
        line = max(line, _line_of(text, key))
        yield line or 1, key, row


def _line_of(text: str, key: str) -> int:
    at = text.find(json.dumps(key, ensure_ascii=False)) if key else -1
    return text.count("\n", 0, at) + 1 if at >= 0 else 0


def written_works(rows: Sequence[tuple[str, Mapping[str, Any]]], form: str) -> str:
    """Return works, each with its key, as a file of a format ("json", "bib" or "ris")."""
    if form == "bib":
        return write_bibtex(rows)
    if form == "ris":
        return write_ris(rows)
    told = [{"id": key, **item} for key, item in rows]
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
