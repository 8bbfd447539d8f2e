"""Match columns of a published spreadsheet to scores. Pure; titles are data (`headers.toml`)."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from anyascii import anyascii
from msgspec import Struct, convert

from vigil.reading.codebook.terms import Term, actors, markets, resilience, terms_in

COUNTRY, ISO, YEAR, PASSED_OVER = "country", "iso", "year", "passed_over"
CRIMINALITY, MARKETS, ACTORS, RESILIENCE = "criminality", "markets", "actors", "resilience"
AVERAGES: Final = (CRIMINALITY, MARKETS, ACTORS, RESILIENCE)
"""The averages that an edition publishes with its scores."""


class Edition(Struct, frozen=True, forbid_unknown_fields=True):
    """The possible names of the worksheet of an edition."""

    worksheets: tuple[str, ...]


class Headers(Struct, frozen=True, forbid_unknown_fields=True):
    """The known titles of columns, by their meaning."""

    index: str
    endings: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    averages: dict[str, tuple[str, ...]]
    terms: dict[str, tuple[str, ...]]
    editions: dict[str, Edition]


@cache
def headers() -> Headers:
    """Return the known titles of columns, from `headers.toml`."""
    path = Path(__file__).with_name("headers.toml")
    return convert(tomllib.loads(path.read_text("utf-8")), Headers)


def editions() -> list[str]:
    """Return the editions (years) whose files can be read, the oldest first."""
    return sorted(headers().editions)


@cache
def parts_of(edition: str) -> Mapping[str, Mapping[str, Term]]:
    """Return the terms of an edition, by the average that is computed from them."""
    lists = {MARKETS: markets, ACTORS: actors, RESILIENCE: resilience}
    return {average: terms_in(edition, read()) for average, read in lists.items()}


def terms_by_kind() -> dict[str, dict[str, Term]]:
    """Return all terms with scores, by the average that is computed from them."""
    lists = {MARKETS: markets, ACTORS: actors, RESILIENCE: resilience}
    return {kind: dict(read().terms) for kind, read in lists.items()}


def scored_in(edition: str) -> list[str]:
    """Return the codes of all terms that an edition scores."""
    return [code for terms in parts_of(edition).values() for code in terms]


def meaning(title: str) -> str:
    """Return the code of a column: a term, an average or another known column; else empty."""
    return _meanings().get(bare_title(title), "")


def is_known(year: str) -> bool:
    """Return whether the columns of an edition are known; otherwise its file says what it holds."""
    return year in headers().editions


def known_titles() -> Mapping[str, str]:
    """Return the meaning of every known title; titles are bare (`bare_title`)."""
    return _meanings()


@cache
def _meanings() -> Mapping[str, str]:
    known: dict[str, str] = {}
    for code, titles in _titles():
        for title in titles:
            known.setdefault(bare_title(title), code)
    return known


def _titles() -> Iterator[tuple[str, Iterable[str]]]:
    said = headers()
    for terms in (markets(), actors(), resilience()):
        for code, term in terms.terms.items():
            names = (term.label["en"], *term.formerly.values(), code.replace("_", " "))
            yield code, (*names, *said.terms.get(code, ()))
    # Last: if a title can be a term of resilience or a column, it is the term.
    yield from said.averages.items()
    yield from said.columns.items()


def bare_title(title: str) -> str:
    """Return a title in lower case, without punctuation and the known endings."""
    text = "".join(char if char.isalnum() else " " for char in anyascii(title).lower())
    words = text.split()
    while len(words) > 1 and words[-1] in headers().endings:
        words.pop()
    return " ".join(words)
