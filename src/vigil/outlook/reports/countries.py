"""Find the countries of which a report speaks, paragraph by paragraph, for its index of countries.

A source names its countries when it is read. Words, labels of tables and heads of columns name a
country by its whole name in the language of the report.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any, Final

from django.http import QueryDict

from vigil.desk.screens.labels import sorting_key
from vigil.outlook.panels.models import Question
from vigil.publication.record.labels import country_name
from vigil.publication.record.models import PublicCase
from vigil.reading.codebook.country_codes import COUNTRIES

COUNTRY: Final = "country"
"""The part of a filter of cases that names countries."""


def places_of_source(kind: str, ref: str) -> list[str]:
    """Return the countries that a source is about (ISO 3166-1 alpha-3), sorted; mostly none."""
    return sorted(set(_codes(kind, ref)) & COUNTRIES)


def _codes(kind: str, ref: str) -> Iterable[str]:
    match kind:
        case "index":
            return [ref.partition(":")[0]]
        case "pooled":
            uid = ref.partition("@")[0].partition("/")[0]
            return Question.objects.filter(uid=uid).values_list("place", flat=True)
        case "case":
            rows = PublicCase.objects.filter(public_id=ref)
            return rows.values_list("country", flat=True)
        case "cases":
            return (code for one in QueryDict(ref).getlist(COUNTRY) for code in one.split(","))
    return ()


def countries_named(snapshot: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the countries that paragraphs name, by their names, each with their uids in order.

    Names are in the present language, which must be that of the report.
    """
    names = {country_name(code): code for code in COUNTRIES}
    # The longest name first: Niger is not named in Nigeria, nor Guinea in Equatorial Guinea.
    longest = sorted(map(re.escape, names), key=len, reverse=True)
    named = re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)")
    found: dict[str, list[str]] = {}
    for section in snapshot["sections"]:
        for paragraph in section["paragraphs"]:
            codes = {code for basis in paragraph["bases"] for code in basis.get("places") or ()}
            for text in _words_of(paragraph):
                codes |= {names[name] for name in named.findall(text)}
            for code in codes:
                found.setdefault(code, []).append(paragraph["uid"])
    told = [
        {"code": code, "name": country_name(code), "paragraphs": uids}
        for code, uids in found.items()
    ]
    return sorted(told, key=lambda one: (sorting_key(str(one["name"])), one["code"]))


def _words_of(paragraph: Mapping[str, Any]) -> Iterator[str]:
    yield "".join(part.get("text", "") for part in paragraph["parts"])
    for item in paragraph.get("items") or []:
        yield item if isinstance(item, str) else "".join(part.get("text", "") for part in item)
    yield str(paragraph.get("caption") or "")
    for figure in paragraph["figures"]:
        yield from (figure["title"], *figure["heads"])
        yield from (label for label, _cells in figure["rows"])


def without_paragraphs(
    countries: Iterable[Mapping[str, Any]], uids: Set[str]
) -> list[dict[str, Any]]:
    """Return the index of countries without these paragraphs, which were removed."""
    kept = (
        {**one, "paragraphs": [uid for uid in one["paragraphs"] if uid not in uids]}
        for one in countries
    )
    return [one for one in kept if one["paragraphs"]]
