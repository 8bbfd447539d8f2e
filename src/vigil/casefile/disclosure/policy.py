"""Decide which values of a case may be public, by docs/use/publication-policy.md. Pure.

These functions take values, not rows, and return what may be shown. What no rule allows is left
out. Some rules are stricter than a page would need, because a file that was handed out cannot be
taken back.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from vigil.casefile.disclosure.unknown_names import holds_given_name
from vigil.casefile.disclosure.withheld_words import WithheldWords
from vigil.reading.codebook import Field

QUOTED_WORDS = 25
"""Most words quoted from one source."""
MOST_ENCODED = 5
"""How many times an address may be percent-encoded."""
OF_AGE = 18
"""Age in years. People who were younger, by any report, are not named."""

FINENESS = ("country", "admin1", "admin2", "town", "neighbourhood", "exact")
"""Precision of a place, coarsest first."""

UNSURE_PLACES = frozenset({"", "unknown", "other"})
"""Kinds of place that may have been a home."""

DECIMALS = {"admin2": 1, "town": 2, "neighbourhood": 2, "exact": 2}
"""Decimals of coordinates by the precision shown: two are about a kilometre. Others: none."""
HOME_DECIMALS = 1
"""Near a home, coordinates say the town and no street: about ten kilometres."""

UNKNOWN: tuple[Any, ...] = (None, "", "unknown", [], {})
UNNAMED_FIELDS = frozenset({"outcome", "group_size"})
"""All that is public about a person who may not be named."""
COUNTED_FIELDS = UNNAMED_FIELDS | {"target_category"}
"""All that is public about an adult who was killed and whose name was withdrawn."""

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
_QUOTED = re.compile(r"[“\"«„][^”\"»]+[”\"»]")
_CURRENCY = re.compile(r"[A-Z]{3}")
_DATE = re.compile(r"[0-9X/?~%.-]+")
"""The characters of dates: no name consists of them."""
_PRECISION = re.compile(r"day|month|year|range|unknown")
_QUARTER = re.compile(r"([^()]+) \([^()]+\)")


# People


def is_minor(ages: Iterable[int]) -> bool:
    """Say whether any of these ages is under 18. Without any age, the answer is no."""
    return any(age < OF_AGE for age in ages)


def may_be_named(outcome: str, *, minor: bool, agreed: bool, withdrawn: bool) -> bool:
    """Say whether a person may be named.

    Never if the name was withdrawn or the person is protected. Adults who were killed may be named.
    Survivors, people in prevented attempts, people whose fate is unknown and minors may be named
    only while an agreement is in force: their own, or their family's for a minor.
    `people.name_visibility` decides which agreements count.
    """
    if withdrawn:
        return False
    return agreed or (outcome == "killed" and not minor)


def public_fields_of_person(*, named: bool, counted: bool) -> frozenset[str] | None:
    """Return the fields of a person that may be public; None: every public field.

    For a person without a name, only the outcome; for a group, also how many they are. For an adult
    who was killed and whose name was withdrawn, also the target category, so that the totals of the
    record stay the same.
    """
    if named:
        return None
    return COUNTED_FIELDS if counted else UNNAMED_FIELDS


def is_counted(outcome: str, *, minor: bool, withdrawn: bool) -> bool:
    """Say whether a person without a public name stays in the totals of their target category."""
    return withdrawn and outcome == "killed" and not minor


# Places


def place_ceiling(outcomes: Iterable[str], place_type: str) -> str:
    """Return the finest precision at which the place of a case may be shown.

    `admin1` if nobody was killed; `town` at or near a home; `neighbourhood` if the kind of place
    is not known, since it may have been a home; otherwise `exact`.
    """
    if "killed" not in set(outcomes):
        return "admin1"
    if place_type == "home":
        return "town"
    return "neighbourhood" if place_type in UNSURE_PLACES else "exact"


def is_finer(precision: str, ceiling: str) -> bool:
    """Say whether a precision is finer than the ceiling, so that the place may not be shown.

    An unknown precision is treated as finer than every ceiling but `exact`.
    """
    if precision not in FINENESS:
        return ceiling != "exact"
    return FINENESS.index(precision) > FINENESS.index(ceiling)


def disclosed_place(
    place: Mapping[str, Any], ceiling: str, *, quarter_in_brackets: bool = False
) -> dict[str, Any]:
    """Return a place no finer than the ceiling: name, admin1, country, precision, lat, lon.

    A finer place is replaced by its town, if `quarter_in_brackets` says that the name is written
    "Town (quarter)"; else by its second-order division, else by its first-order division.
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
    """Return a disclosed place without the parts that contain a withheld name: a shop, a street.

    `withheld` exempts the words of the place, so that a town whose name is also a surname stays.
    """
    said = [part for part in ("name", "admin1") if not withheld.allows(place[part] or "")]
    return {**place, **dict.fromkeys(said), "coarsened": place["coarsened"] or bool(said)}


def _rounded(degrees: Any, decimals: int) -> float | None:
    return round(float(degrees), decimals) if isinstance(degrees, int | float) else None


# Values


def disclosed_value(field: Field, value: Any, withheld: WithheldWords) -> Any:
    """Return an accepted value as it may be shown, else None.

    A text is shown whole or not at all; in a list of texts, each entry by itself.
    """
    if not field.public or value in UNKNOWN:
        return None
    entries = value if isinstance(value, list) else [value]
    if field.values and not all(str(entry) in field.values for entry in entries):
        return None  # not a value of the codebook: it could be any text
    if field.type == "text":
        return str(value) if may_be_public(str(value), withheld) else None
    if field.type == "list" and not field.values and isinstance(value, list):
        return [entry for entry in value if withheld.allows(str(entry))] or None
    if field.type == "money":
        return _money(value)
    if field.type == "edtf":
        return _day(value)
    if field.type == "count":
        return _count(value)
    return value


def may_be_public(text: str, withheld: WithheldWords) -> bool:
    """Say whether a text that people wrote may be public: it names nobody who is not named.

    Nor does it quote a report at length: whole sentences that were copied hold names that nobody
    looked for.
    """
    longest = max((len(quote.split()) for quote in _QUOTED.findall(text)), default=0)
    names_nobody = withheld.allows(text) and not holds_given_name(text, withheld)
    return names_nobody and longest <= QUOTED_WORDS


def _money(value: Any) -> dict[str, Any] | None:
    """Return an amount and its currency; None if it is no number and could be any text."""
    said = value if isinstance(value, Mapping) else {}
    amount, currency = said.get("amount"), str(said.get("currency") or "")
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        return None
    return {"amount": amount, "currency": currency if _CURRENCY.fullmatch(currency) else None}


def _count(value: Any) -> dict[str, int] | None:
    """Return the three numbers of a count; None if one is no number and could be any text."""
    said = value if isinstance(value, Mapping) else {}
    found = {part: said.get(part) for part in ("low", "best", "high")}
    whole = {part: n for part, n in found.items() if isinstance(n, int) and not isinstance(n, bool)}
    return whole if len(whole) == len(found) else None


def _day(value: Any) -> dict[str, Any] | None:
    """Return a date and its precision; None if it is no date and could be any text."""
    said = value if isinstance(value, Mapping) else {}
    day, precision = str(said.get("value") or ""), str(said.get("precision") or "")
    if not _DATE.fullmatch(day):
        return None
    return {"value": day, "precision": precision if _PRECISION.fullmatch(precision) else None}


def disclosed_justice(
    values: Mapping[str, Any],
    withheld: WithheldWords,
    *,
    known_open: bool = False,
    reviewed: bool = False,
) -> dict[str, Any] | None:
    """Return what may be public about courts, with the year of the last check, else None.

    While proceedings are open, only this is public. No withheld name is shown, and no given name of
    a stranger. A text that was `reviewed`, as those of the open case file, may name the dead of
    another case.
    """
    text = str(values.get("judicial_outcome") or "")
    impunity = str(values.get("impunity") or "")
    year = _year(values.get("judicial_as_of")) or _year(values.get("impunity_as_of"))
    public = {"text": None, "impunity": None, "as_of": year, "proceedings_open": False}
    if known_open or impunity == "proceedings_open":
        return {**public, "proceedings_open": True}
    if not text and impunity in ("", "no_information"):
        return None
    if text and not (withheld.allows(text) if reviewed else may_be_public(text, withheld)):
        text = TEXT_WITHHELD
    return {**public, "text": text or None, "impunity": impunity or None}


def disclosed_judgement_year(value: Any, justice: Mapping[str, Any] | None) -> int | None:
    """Return the year of a judgement as it may be public with `disclosed_justice`, else None.

    Not while proceedings are open, and not where the text about the judgement is withheld.
    """
    if justice is None or justice["proceedings_open"] or justice["text"] == TEXT_WITHHELD:
        return None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _year(value: Any) -> int | None:
    said = str((value.get("value") if isinstance(value, Mapping) else value) or "")
    return int(said[:4]) if said[:4].isdigit() else None


# Sources


@dataclass(frozen=True)
class CitedSource:
    """A source in the case file. `captured` is the day of its copy, ISO 8601.

    `protected` says which parts people marked because they spell a protected name.
    """

    publisher: str
    title: str
    url: str
    date: str
    language: str
    captured: str
    sha256: str
    protected: str = ""


def disclosed_source(source: CitedSource, withheld: WithheldWords) -> dict[str, str | None]:
    """Return the public parts of a source, with `protected` where some may not be shown.

    A protected title is replaced by a neutral one. A protected address is left out: it opens only
    through an address of ours (`cases.protected_sources` of the public record).
    """
    publisher = "" if withheld.spells_name(source.publisher) else source.publisher
    title, address = _title_is_protected(source, withheld), address_is_protected(source, withheld)
    shown = {
        "publisher": publisher or None,
        "title": (neutral_title(source.date) if title else source.title) or None,
        "url": None if address else web_address(source.url) or None,
        "date": source.date or None,
        "language": source.language or None,
        "captured": source.captured or None,
        "sha256": source.sha256 or None,
    }
    parts = "both" if title and address else "title" if title else "address" if address else ""
    return {**shown, "protected": parts} if parts else shown


def _title_is_protected(source: CitedSource, withheld: WithheldWords) -> bool:
    return source.protected in ("title", "both") or not withheld.allows(source.title)


def address_is_protected(source: CitedSource, withheld: WithheldWords) -> bool:
    """Say whether the address of a source may not be shown: it is marked, or spells a name."""
    marked = source.protected in ("address", "both")
    url = web_address(source.url)
    return bool(url) and (marked or withheld.spells_name(decoded(url)))


def neutral_title(date: str) -> str:
    """Return a title that names nobody, for a source of this date (ISO 8601 or "")."""
    return f"[Report of {date[:10]}]" if date else "[Report]"


def web_address(url: str) -> str:
    """Return an address if it leads to a page on the web, else an empty text."""
    return url if url.startswith(("http://", "https://")) else ""


def decoded(address: str) -> str:
    """Return an address with its percent-encoding removed, also if it was encoded several times."""
    for _ in range(MOST_ENCODED):
        before, address = address, unquote(address)
        if address == before:
            break
    return address
