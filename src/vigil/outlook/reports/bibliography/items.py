"""Works as items of CSL-JSON: what is kept of one, and what is refused. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from vigil.outlook.reports.front_matter.numbers import bare_doi

KINDS: Final = (
    "book",
    "chapter",
    "article-journal",
    "report",
    "webpage",
    "article-newspaper",
    "legislation",
    "dataset",
)
"""The kinds of works, as CSL calls them."""
TEXTS: Final[Mapping[str, int]] = {
    "title": 500,
    "container-title": 300,
    "publisher": 200,
    "publisher-place": 100,
    "volume": 40,
    "issue": 40,
    "page": 40,
    "number": 100,
    "edition": 40,
    "URL": 1000,
    "DOI": 200,
}
"""What is kept of a work besides its people and days, with the most characters of each."""
MOST_PEOPLE: Final = 60
_LIKE: Final[Mapping[str, str]] = {
    "article": "article-journal",
    "journal-article": "article-journal",
    "paper-conference": "chapter",
    "article-magazine": "article-newspaper",
    "post-weblog": "webpage",
    "post": "webpage",
    "monograph": "book",
    "edited-book": "book",
    "book-chapter": "chapter",
    "thesis": "report",
    "bill": "legislation",
    "legal_case": "legislation",
    "treaty": "legislation",
    "regulation": "legislation",
    "manuscript": "report",
    "posted-content": "report",
    "document": "report",
}
_MARKUP: Final = re.compile(r"</?(?:i|b|em|strong|sub|sup|sc|scp|span|p|jats:\w+)(?: [^<>]*)?>")
_KEY: Final = re.compile(r"[^a-z0-9]+")


class BadItem(ValueError):
    """A work that cannot be kept; the text says why, and what to do."""


def clean_item(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept of a work. Raises BadItem (no title; too long; a bad address or day)."""
    told: dict[str, Any] = {"type": _kind(raw.get("type"))}
    for name, most in TEXTS.items():
        text = _line(raw.get(name))
        if len(text) > most:
            raise BadItem(
                _("“%(field)s” is longer than %(n)d characters.") % {"field": name, "n": most}
            )
        if text:
            told[name] = text
    if "title" not in told:
        raise BadItem(_("A work needs a title."))
    if "DOI" in told:
        told["DOI"] = _doi(told["DOI"])
    if "URL" in told and not re.match(r"https?://[^\s/]+", told["URL"]):
        raise BadItem(_("The address of a work begins with https:// or http://."))
    for role in ("author", "editor"):
        if people := list(_people(raw.get(role))):
            told[role] = people
    for name in ("issued", "accessed"):
        if day := _day(raw.get(name)):
            told[name] = {"date-parts": [day]}
    return told


def _kind(kind: Any) -> str:
    said = str(kind or "").strip().lower()
    if said in KINDS:
        return said
    return _LIKE.get(said, "webpage" if not said else "report")


def _line(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if not isinstance(value, str | int | float):
        return ""
    return " ".join(_MARKUP.sub("", str(value)).replace("\0", "").split())


def _doi(text: str) -> str:
    doi = bare_doi(text)
    if not doi:
        raise BadItem(
            _("“%(doi)s” is no DOI. A DOI begins with 10. and has a slash.") % {"doi": text}
        )
    return doi


def _people(value: Any) -> Iterable[dict[str, str]]:
    if not isinstance(value, list):
        return
    if len(value) > MOST_PEOPLE:
        raise BadItem(_("A work has at most %(n)d authors or editors.") % {"n": MOST_PEOPLE})
    for one in value:
        if not isinstance(one, Mapping):
            continue
        family, given = _line(one.get("family")), _line(one.get("given"))
        particle = _line(one.get("non-dropping-particle"))
        family = f"{particle} {family}".strip()
        literal = _line(one.get("literal")) or _line(one.get("name"))
        if max(map(len, (family, given, literal))) > 200:
            raise BadItem(_("A name is longer than %(n)d characters.") % {"n": 200})
        if family and given:
            yield {"family": family, "given": given}
        elif family or literal or given:
            yield {"literal": literal or family or given}


def _day(value: Any) -> list[int]:
    """Return year, month and day of a date of CSL, as far as they are there."""
    if not isinstance(value, Mapping):
        return []
    parts = value.get("date-parts")
    first: Any = parts[0] if isinstance(parts, list) and parts else None
    if not isinstance(first, list):
        first = re.findall(r"\d+", str(value.get("raw") or value.get("literal") or ""))[:3]
        first = first if first and len(first[0]) == 4 else []
    try:
        numbers = [int(one) for one in first if one not in (None, "")][:3]
    except (TypeError, ValueError):
        numbers = []
    return checked_day(numbers)


def checked_day(numbers: list[int]) -> list[int]:
    """Return year, month and day, if they can be. Raises BadItem."""
    if not numbers:
        return []
    year, month, day = [*numbers, 1, 1][:3]
    if not (1 <= year <= 2200 and 1 <= month <= 12 and 1 <= day <= 31):
        said = "-".join(map(str, numbers))
        raise BadItem(
            _("“%(day)s” is no day. Write it as 2024-05-31, 2024-05 or 2024.") % {"day": said}
        )
    return numbers[:3]


def year_of(item: Mapping[str, Any]) -> str:
    """Return the year of a work; empty if there is none."""
    parts = item.get("issued", {}).get("date-parts", [[]])[0]
    return str(parts[0]) if parts else ""


def address_of(item: Mapping[str, Any]) -> str:
    """Return the address of a work: of its DOI, else its own; empty if there is none."""
    return f"https://doi.org/{item['DOI']}" if item.get("DOI") else str(item.get("URL", ""))


def key_of(item: Mapping[str, Any], taken: Iterable[str]) -> str:
    """Return a short name for a work that is not taken, as `okafor2020` or `okafor2020b`."""
    from anyascii import anyascii

    people = item.get("author") or item.get("editor") or [{"literal": item["title"]}]
    first = people[0].get("family") or people[0].get("literal", "")
    word = _KEY.sub("", anyascii(first).lower().split()[0] if anyascii(first).split() else "")
    base = f"{word[:24] or 'work'}{year_of(item)}"
    used = set(taken)
    for n in range(len(used) + 1):
        key = f"{base}{_letters(n)}"
        if key not in used:
            return key
    raise AssertionError("one of them is free")


def _letters(n: int) -> str:
    """Return "", "b", "c", … "z", "26", "27", …"""
    return "" if not n else chr(ord("a") + n) if n < 26 else f"-{n}"
