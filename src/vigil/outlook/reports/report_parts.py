"""The order of a frozen report: its parts, captions, sources and footnotes. Pure, from a snapshot.

Older snapshots lack some keys: each is read with what it means if it is missing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext as _

FOREWORD, BODY, ANNEX = "foreword", "body", "annex"
ORDER: Final = (FOREWORD, BODY, "methods", ANNEX, "acknowledgements", "about")
"""The parts of a report in the order in which they are read."""
NUMBERED: Final = (BODY, ANNEX)
OF_AUTHOR: Final = ("name", "role", "role_label", "affiliation")
CAPTION: Final = 330
"""Letters after which a caption takes no further sentence."""
_SENTENCE: Final = re.compile(r"(?<=[.!?؟])\s+(?=\S)")


class InPart(Protocol):
    """A section of a report, in one of its parts."""

    depth: Any
    part: Any


def in_print_order[S: InPart](sections: Sequence[S]) -> list[S]:
    """Return sections in the order in which they are printed: part by part, each in its order.

    A section below another is in its part.
    """
    found: dict[str, list[S]] = {part: [] for part in ORDER}
    part = BODY
    for section in sections:
        if section.depth == 1:
            part = section.part if section.part in found else BODY
        found[part].append(section)
    return [section for rows in found.values() for section in rows]


def sections_by_part(snapshot: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the sections of each part, in order. A section below another is in its part.

    Each has its "part", and its "number" only in the parts that are numbered.
    """
    found: dict[str, list[dict[str, Any]]] = {part: [] for part in ORDER}
    part = BODY
    for section in snapshot["sections"]:
        if section["depth"] == 1:
            part = section.get("part") or BODY
            part = part if part in found else BODY
        number = section["number"] if part in NUMBERED else ""
        found[part].append({**section, "part": part, "number": number})
    return found


def front_of(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands before the text: subtitle, authors, licence, cover, DOI and ISBN."""
    front = snapshot.get("front") or {}
    licence = front.get("licence") or {}
    names = ("subtitle", "cover", "cover_alt", "cover_credit", "doi", "isbn")
    return {
        **{name: str(front.get(name) or "") for name in names},
        "authors": [
            {name: str(one.get(name) or "") for name in OF_AUTHOR}
            for one in front.get("authors") or []
        ],
        "licence": {"name": licence.get("name") or "", "url": licence.get("url") or ""},
    }


def picture_names(snapshot: Mapping[str, Any]) -> set[str]:
    """Return the names of the files that a report shows: its cover and its pictures."""
    names = {front_of(snapshot)["cover"]}
    for section in snapshot["sections"]:
        names |= {str(one.get("file") or "") for one in section["paragraphs"]}
    return names - {""}


def shows(paragraph: Mapping[str, Any]) -> tuple[bool, bool]:
    """Return whether a paragraph shows its figures drawn, and whether as tables."""
    if paragraph["kind"] == "table":
        return False, True
    show = paragraph.get("show") or "both"
    return show != "table", show != "figure"


def caption_sentences(figure: Mapping[str, Any], with_table: bool = False) -> str:
    """Return the first sentences of what a figure shows, as many as a caption has room for.

    With its table below it, only the first one. One that says the title again is left out.
    """
    said = list(figure.get("said") or _SENTENCE.split(figure["alt"].strip()))
    taken: list[str] = []
    for sentence in said[:1] if with_table else said:
        if len(" ".join([*taken, sentence])) > CAPTION:
            break
        taken.append(sentence)
    if taken and taken[0].rstrip(". ") == figure["title"].strip():
        taken = taken[1:]
    return " ".join(taken)


def items_of(paragraph: Mapping[str, Any]) -> list[list[dict[str, Any]]]:
    """Return the items of a list, each as parts."""
    return [
        [{"t": "text", "text": one}] if isinstance(one, str) else list(one)
        for one in paragraph.get("items") or []
    ]


def parts_of(paragraph: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the words of a paragraph as parts; none of a list, whose items have them."""
    return [] if paragraph.get("items") else list(paragraph["parts"])


def file_of(paragraph: Mapping[str, Any], figure: Mapping[str, Any]) -> str:
    """Return the name of the file in `data.zip` that has the data of a figure."""
    word = "figure" if shows(paragraph)[0] else "table"
    return f"{word}-{figure['number']:02}.csv"


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


def sources_of(snapshot: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return each source once, with the paragraphs that cite it, in the order of the text.

    What is cited in a note stands there.
    """
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for paragraph in _in_order(snapshot):
        for basis in paragraph["bases"]:
            if basis["note"]:
                continue
            told = provenance_text(basis)
            key = (basis["label"], basis["url"], told)
            row = found.setdefault(
                key, {"label": basis["label"], "url": basis["url"], "told": told, "paragraphs": []}
            )
            cited = {"n": paragraph["n"], "uid": paragraph["uid"]}
            if cited not in row["paragraphs"]:
                row["paragraphs"].append(cited)
    return list(found.values())


def _in_order(snapshot: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for sections in sections_by_part(snapshot).values():
        for section in sections:
            yield from section["paragraphs"]


def footnotes_of(snapshot: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the sources that are cited in notes, in the order of the notes, with "uid"."""
    return sorted(
        (
            {**basis, "uid": paragraph["uid"]}
            for paragraph in _in_order(snapshot)
            for basis in paragraph["bases"]
            if basis["note"]
        ),
        key=lambda one: int(one["note"]),
    )


def bibliography_of(snapshot: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the literature of a report, each with its text and its address."""
    return [
        {"text": one["text"], "url": doi_address(one.get("doi") or "") or one.get("url") or ""}
        for one in snapshot.get("bibliography") or []
    ]


def doi_address(doi: str) -> str:
    """Return the address of a DOI; empty without one."""
    if not doi or doi.startswith("http"):
        return doi
    return f"https://doi.org/{doi.removeprefix('doi:').strip()}"
