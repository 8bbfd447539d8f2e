"""What of a case may leave the desk: the decisions of docs/use/publication-policy.md. Pure.

These functions know nothing of rows: they take values and answer with what may be shown.
Deny by default: what no rule lets through is left out. Where they are stricter than a page
needs to be, it is because a file that was handed out cannot be taken back.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from vigil.casefile.disclosure.withheld_words import WithheldWords
from vigil.reading.codebook import Field

MOST_ENCODED = 5
"""How often an address may be percent-encoded over and over."""
OF_AGE = 18
"""Nobody who was younger, or whom any report has as younger, is named."""

FINENESS = ("country", "admin1", "admin2", "town", "neighbourhood", "exact")
"""Precision of a place, coarsest first."""

UNSURE_PLACES = frozenset({"", "unknown", "other"})
"""Kinds of place that may have been a home."""

DECIMALS = {"admin2": 1, "town": 2, "neighbourhood": 2, "exact": 2}
"""Decimals of coordinates by the precision shown: two are about a kilometre. Others: none."""
HOME_DECIMALS = 1
"""Near a home, coordinates say the town and no street: about ten kilometres."""

UNKNOWN: tuple[Any, ...] = (None, "", "unknown", [], {})
UNNAMED_FIELDS = frozenset({"outcome"})
"""All that is told of a person who may not be named."""
COUNTED_FIELDS = UNNAMED_FIELDS | {"target_category"}
"""All that is told of an adult who was killed and whose name was withdrawn."""

FIELDS_WRITTEN_SEPARATELY = frozenset(
    {
        "place",
        "judicial_outcome",
        "judicial_court",
        "judicial_year",
        "judicial_as_of",
        "impunity",
        "impunity_as_of",
    }
)
"""Fields that are only shown through `disclosed_place` and `disclosed_justice`."""

TEXT_WITHHELD = "[withheld: it names somebody who is not named in public]"
_CURRENCY = re.compile(r"[A-Z]{3}")
_DATE = re.compile(r"[0-9X/?~%.-]+")
"""The signs that dates are made of: no name is."""
_PRECISION = re.compile(r"day|month|year|range|unknown")
_QUARTER = re.compile(r"([^()]+) \([^()]+\)")


# People


def is_minor(ages: Iterable[int]) -> bool:
    """Say whether any age in a record makes the person a minor. No age is no sign of it."""
    return any(age < OF_AGE for age in ages)


def may_be_named(outcome: str, *, minor: bool, agreed: bool, withdrawn: bool) -> bool:
    """Say whether a person may be named.

    Never where the name was withdrawn or the person is protected. Otherwise whoever was killed
    and was of age; survivors, people in prevented attempts, those of unknown fate and minors
    only where an agreement to be named is in force: their own, or their family's for a minor.
    Which agreements count, and that a minor who lives needs more than one, `domain.naming` says.
    """
    if withdrawn:
        return False
    return agreed or (outcome == "killed" and not minor)


def public_fields_of_person(*, named: bool, counted: bool) -> frozenset[str] | None:
    """Return the fields of a person that may be told; None: all that are public.

    Of somebody unnamed, what became of them. Of an adult who was killed and whose name was
    withdrawn also what they were attacked as: the totals of the record stay as they were.
    """
    if named:
        return None
    return COUNTED_FIELDS if counted else UNNAMED_FIELDS


def is_counted(outcome: str, *, minor: bool, withdrawn: bool) -> bool:
    """Say whether a person without a name stays in the totals by what they were attacked as."""
    return withdrawn and outcome == "killed" and not minor


# Places


def place_ceiling(outcomes: Iterable[str], place_type: str) -> str:
    """Return the finest precision at which the place of a case may be shown.

    `admin1` where nobody was killed; `town` at or near a home; `neighbourhood` where the
    kind of place is not known, since it may have been a home; otherwise `exact`.
    """
    if "killed" not in set(outcomes):
        return "admin1"
    if place_type == "home":
        return "town"
    return "neighbourhood" if place_type in UNSURE_PLACES else "exact"


def is_finer(precision: str, ceiling: str) -> bool:
    """Say whether a place of this precision may not be shown under the ceiling.

    A precision that is not stated may be any: only `exact` lets it through.
    """
    if precision not in FINENESS:
        return ceiling != "exact"
    return FINENESS.index(precision) > FINENESS.index(ceiling)


def disclosed_place(
    place: Mapping[str, Any], ceiling: str, *, quarter_in_brackets: bool = False
) -> dict[str, Any]:
    """Return a place no finer than the ceiling: name, admin1, country, precision, lat, lon.

    What is known more finely falls back to its town where `quarter_in_brackets` says that
    the name is written "Town (quarter)", else to its second-order division, else the first.
    """
    precision = str(place.get("precision") or "")
    shown = {
        "name": place.get("name") or None,
        "admin1": place.get("admin1") or None,
        "country": place.get("country") or None,
        "precision": precision or None,
        "lat": None,
        "lon": None,
        "coarsened": False,
    }
    if not is_finer(precision, ceiling):
        decimals = HOME_DECIMALS if ceiling == "town" else DECIMALS.get(precision)
        if decimals is not None and precision in DECIMALS:
            shown["lat"] = _rounded(place.get("lat"), decimals)
            shown["lon"] = _rounded(place.get("lon"), decimals)
        return shown
    if not shown["name"] and precision not in FINENESS:
        return shown
    name, coarse = _coarser(place, precision, ceiling, quarter_in_brackets)
    return {**shown, "name": name, "precision": coarse, "coarsened": True}


def _coarser(
    place: Mapping[str, Any], precision: str, ceiling: str, quarter_in_brackets: bool
) -> tuple[str | None, str]:
    quarter = _QUARTER.fullmatch(str(place.get("name") or ""))
    if quarter and quarter_in_brackets and precision == "neighbourhood" and ceiling == "town":
        return quarter[1], "town"
    if place.get("admin2") and not is_finer("admin2", ceiling):
        return str(place["admin2"]), "admin2"
    return None, "admin1" if place.get("admin1") else "country"


def place_without_names(place: Mapping[str, Any], withheld: WithheldWords) -> dict[str, Any]:
    """Return a disclosed place without the parts that say a withheld name: a shop, a street.

    `withheld` knows the words of the place, so that a town which shares one with a name stays.
    """
    said = [part for part in ("name", "admin1") if not withheld.allows(place[part] or "")]
    return {**place, **dict.fromkeys(said), "coarsened": place["coarsened"] or bool(said)}


def _rounded(degrees: Any, decimals: int) -> float | None:
    return round(float(degrees), decimals) if isinstance(degrees, int | float) else None


# Values


def disclosed_value(field: Field, value: Any, withheld: WithheldWords) -> Any:
    """Return an accepted value as it may be shown, else None.

    A text is let through whole or not at all; of a list of texts, each entry by itself.
    """
    if not field.public or value in UNKNOWN:
        return None
    entries = value if isinstance(value, list) else [value]
    if field.values and not all(str(entry) in field.values for entry in entries):
        return None  # no value of the codebook: it might be any text
    if field.type == "text":
        return withheld.let_through(str(value)) or None
    if field.type == "list" and not field.values and isinstance(value, list):
        return [entry for entry in value if withheld.allows(str(entry))] or None
    if field.type == "money":
        return _money(value)
    if field.type == "edtf":
        return _day(value)
    return value


def _money(value: Any) -> dict[str, Any] | None:
    """Return an amount and its currency; nothing where it is no number, and might be any text."""
    said = value if isinstance(value, Mapping) else {}
    amount, currency = said.get("amount"), str(said.get("currency") or "")
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        return None
    return {"amount": amount, "currency": currency if _CURRENCY.fullmatch(currency) else None}


def _day(value: Any) -> dict[str, Any] | None:
    """Return a date and its precision; nothing where it is no date, and might be any text."""
    said = value if isinstance(value, Mapping) else {}
    day, precision = str(said.get("value") or ""), str(said.get("precision") or "")
    if not _DATE.fullmatch(day):
        return None
    return {"value": day, "precision": precision if _PRECISION.fullmatch(precision) else None}


def disclosed_justice(
    values: Mapping[str, Any], withheld: WithheldWords, *, known_open: bool = False
) -> dict[str, Any] | None:
    """Return what may be told of courts, always with the year it was last checked, else None.

    While proceedings are open only that is told. No name is let through.
    """
    text = str(values.get("judicial_outcome") or "")
    impunity = str(values.get("impunity") or "")
    year = _year(values.get("judicial_as_of")) or _year(values.get("impunity_as_of"))
    told = {"text": None, "impunity": None, "as_of": year, "proceedings_open": False}
    if known_open or impunity == "proceedings_open":
        return {**told, "proceedings_open": True}
    if not text and impunity in ("", "no_information"):
        return None
    if text and not withheld.allows(text):
        text = TEXT_WITHHELD
    return {**told, "text": text or None, "impunity": impunity or None}


def _year(value: Any) -> int | None:
    said = str((value.get("value") if isinstance(value, Mapping) else value) or "")
    return int(said[:4]) if said[:4].isdigit() else None


# Sources


@dataclass(frozen=True)
class CitedSource:
    """A source as the case file has it. `captured` is the day of the copy, ISO 8601."""

    publisher: str
    title: str
    url: str
    date: str
    language: str
    captured: str
    sha256: str


def disclosed_source(source: CitedSource, withheld: WithheldWords) -> dict[str, str | None]:
    """Return what is shown of a source: a title or an address that names somebody is left out."""
    url = source.url if source.url.startswith(("http://", "https://")) else ""
    publisher = "" if withheld.spells_name(source.publisher) else source.publisher
    return {
        "publisher": publisher or None,
        "title": withheld.let_through(source.title) or None,
        "url": None if withheld.spells_name(decoded(url)) else url or None,
        "date": source.date or None,
        "language": source.language or None,
        "captured": source.captured or None,
        "sha256": source.sha256 or None,
    }


def decoded(address: str) -> str:
    """Return an address with its percent signs resolved, however often it was encoded."""
    for _ in range(MOST_ENCODED):
        before, address = address, unquote(address)
        if address == before:
            break
    return address
