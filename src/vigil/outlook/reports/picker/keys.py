"""Short readable keys of sources, chosen by the system: `colombia-cocaine`."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from anyascii import anyascii

from vigil.outlook.reports.picker.consultations import code_of
from vigil.outlook.reports.picker.panels_and_index import english_name
from vigil.publication.record.labels import country_name

LONGEST: Final = 24
_NOT_IN_KEYS: Final = re.compile(r"[^a-z0-9]+")


def suggested_key(kind: str, ref: str, about: Mapping[str, Any], taken: Collection[str]) -> str:
    """Return a key for a source that says what it is, and that no other source has."""
    name = _NAMES[kind](ref, about) if kind in _NAMES else ""
    key = _slug(name) or _slug(kind) or "source"
    if key not in taken:
        return key
    for n in range(2, len(taken) + 3):
        end = f"-{n}"
        if (numbered := key[: LONGEST - len(end)].rstrip("-") + end) not in taken:
            return numbered
    raise AssertionError("one of these numbers is free")


def _slug(name: str) -> str:
    """Return a name as a key: whole words, as many as fit."""
    words = [word for word in _NOT_IN_KEYS.split(anyascii(name).lower()) if word]
    key = ""
    for word in words:
        longer = f"{key}-{word}" if key else word
        if len(longer) > LONGEST:
            break
        key = longer
    key = key or "".join(words)[:LONGEST]
    return key if key[:1].isalpha() else f"s-{key}"[:LONGEST].rstrip("-") if key else ""


def _of_cases(ref: str, about: Mapping[str, Any]) -> str:
    asked = dict(parse_qsl(ref))
    country = country_name(asked["country"]) if "country" in asked else ""
    years = [asked[name] for name in ("year_from", "year_to") if name in asked]
    return " ".join(["cases", country, *dict.fromkeys(years)])


def _of_literature(ref: str, about: Mapping[str, Any]) -> str:
    author = str(about.get("author", "")).split(",")[0].split()
    return " ".join([*author[-1:], str(about.get("year", ""))])


_NAMES: Final[Mapping[str, Callable[[str, Mapping[str, Any]], str]]] = {
    "pooled": lambda ref, _about: english_name("pooled", ref),
    "index": lambda ref, _about: english_name("index", ref),
    "cases": _of_cases,
    "case": lambda ref, _about: f"case {ref}",
    "release": lambda ref, _about: f"release {ref}",
    "statements": lambda ref, _about: f"statements {ref.replace(':', ' ')}",
    "statement": lambda ref, _about: f"statement {code_of('statement', ref)}",
    "response": lambda ref, _about: f"response {code_of('response', ref)}",
    "recommendation": lambda ref, _about: f"recommendation {code_of('recommendation', ref)}",
    "literature": _of_literature,
}
