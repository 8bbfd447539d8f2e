"""Cite works in paragraphs, and list what a report cites."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from vigil.outlook.reports.bibliography.formatting import (
    author_of,
    full_reference,
    short_reference,
)
from vigil.outlook.reports.bibliography.items import address_of, year_of

ITEM: Final = "item"
"""The name, in what describes literature, of the uid of a work of the library."""


def description_of(item: Mapping[str, Any], uid: str, language: str) -> dict[str, str]:
    """Return what a basis stores of a work, written in a language."""
    with override(language):
        return {
            ITEM: uid,
            "author": author_of(item),
            "year": year_of(item),
            "title": str(item["title"]),
            "url": address_of(item),
            "text": full_reference(item),
            "short": short_reference(item),
        }


def note_text(about: Mapping[str, Any], short: bool = False) -> str:
    """Return a cited work as a note has it: what is before it, the reference, and the pages."""
    said = str(about["short" if short else "text"])
    if pages := about.get("pages"):
        said = _("%(reference)s, %(pages)s.") % {"reference": said.rstrip("."), "pages": pages}
    elif short:
        said = f"{said}."
    return f"{about['before']} {said}" if about.get("before") else said


class CitedWorks:
    """The works that the notes of a report have cited so far: repeated ones become short."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def shortened(self, bases: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the sources of the next paragraph, with repeated works in short."""
        short = {}
        for basis in sorted((one for one in bases if one["note"]), key=lambda one: one["note"]):
            uid = basis["about"].get(ITEM)
            if uid and uid in self._seen:
                short[basis["key"]] = {**basis, "label": note_text(basis["about"], short=True)}
            elif uid:
                self._seen.add(uid)
        return [short.get(one["key"], one) for one in bases]


def bibliography_of(
    sections: list[dict[str, Any]], keys: Mapping[str, str]
) -> list[dict[str, str]]:
    """Return the works that a report as data cites, in alphabetical order.

    `keys` are the keys of the works of its library by uid. Literature that was described at its
    paragraph, without the library, is listed too.
    """
    found: dict[str, dict[str, str]] = {}
    for basis in _literature(sections):
        about = basis["about"]
        uid = about.get(ITEM) or _uid_of(basis["label"])
        url = str(about.get("url", ""))
        found[uid] = {
            "uid": uid,
            "key": keys.get(uid, ""),
            "text": str(about.get("text") or basis["label"]),
            "url": url,
            "doi": url.removeprefix("https://doi.org/") if "://doi.org/" in url else "",
        }
    return sorted(found.values(), key=lambda one: one["text"].strip("“«\"'").casefold())


def _literature(sections: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for section in sections:
        for paragraph in section["paragraphs"]:
            yield from (one for one in paragraph["bases"] if one["kind"] == "literature")


def _uid_of(label: str) -> str:
    return "w" + hashlib.sha256(label.encode()).hexdigest()[:31]
