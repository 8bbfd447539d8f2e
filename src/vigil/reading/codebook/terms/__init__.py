"""Lists of terms beside the coding scheme: markets, actors, drivers, resilience, regions. Pure.

Each is a TOML file with its version and source. A code is never reused for something else; what a
newer version has no more keeps its code and label, so that what was said with it can be read.
"""

import tomllib
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.reading.codebook.scheme import LANGUAGES, CodebookError

HERE = Path(__file__).parent


class Term(Struct, frozen=True, forbid_unknown_fields=True):
    """One entry. `since` is the edition of the source in which it stands first.

    `formerly` are the English names that earlier editions gave to the same, by edition.
    """

    label: dict[str, str]
    since: str = ""
    formerly: dict[str, str] = {}

    def named(self, language: str) -> str:
        """Return the label in a language (BCP 47), or the English one."""
        return self.label.get(language.partition("-")[0], self.label["en"])

    def name_in(self, edition: str) -> str:
        """Return the English name in an edition; empty if the edition does not have it."""
        if self.since and edition < self.since:
            return ""
        return self.formerly.get(edition, self.label["en"])


class Region(Struct, frozen=True, forbid_unknown_fields=True):
    """A region of the world, with its English name."""

    name: str
    within: str = ""
    """The larger region that it is part of; empty for a continent."""
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-3."""


class Terms[T](Struct, frozen=True, forbid_unknown_fields=True):
    """A list of terms by their codes, in the order of its source."""

    version: str
    source: str
    terms: dict[str, T]


@cache
def markets() -> Terms[Term]:
    """Return the illicit markets. Raises CodebookError (a damaged file)."""
    return read_labelled(HERE / "markets.toml")


@cache
def actors() -> Terms[Term]:
    """Return the kinds of criminal actors. Raises CodebookError."""
    return read_labelled(HERE / "actors.toml")


@cache
def resilience() -> Terms[Term]:
    """Return the building blocks of resilience. Raises CodebookError."""
    return read_labelled(HERE / "resilience.toml")


def responses() -> Terms[Term]:
    """Return the kinds of responses to organised crime: each builds a block of resilience."""
    return resilience()


@cache
def drivers() -> Terms[Term]:
    """Return what drives the illicit economy. Raises CodebookError."""
    return read_labelled(HERE / "drivers.toml")


@cache
def levels() -> Terms[Term]:
    """Return the levels of responses and recommendations. Raises CodebookError."""
    return read_labelled(HERE / "levels.toml")


def terms_in(edition: str, terms: Terms[Term]) -> dict[str, Term]:
    """Return those of a list that an edition of its source (a year) has already."""
    return {code: term for code, term in terms.terms.items() if term.name_in(edition)}


def new_in(edition: str, terms: Terms[Term]) -> list[str]:
    """Return the codes that stand first in an edition of the source."""
    return [code for code, term in terms.terms.items() if term.since == edition]


@cache
def regions() -> Terms[Region]:
    """Return the regions of the world (UN M49, three digits). Raises CodebookError."""
    return read_regions(HERE / "regions.toml")


@cache
def region_of(country: str) -> str:
    """Return the region in which a country (ISO 3166-1 alpha-3) lies; empty if in none."""
    found = (code for code, region in regions().terms.items() if country in region.countries)
    return next(found, "")


@cache
def regions_within(code: str) -> frozenset[str]:
    """Return a region and those that are parts of it; nothing for no region."""
    known = regions().terms
    parts = (c for c, region in known.items() if code in (c, region.within))
    return frozenset(parts) if code else frozenset()


def read_regions(path: Path) -> Terms[Region]:
    """Read a file of regions. Raises CodebookError, naming file, code and what is wrong."""
    read = _read(path, Terms[Region])
    seen: set[str] = set()
    for code, region in read.terms.items():
        odd = sorted(set(region.countries) - COUNTRIES) or sorted(seen & set(region.countries))
        if odd:
            raise CodebookError(f"{path.name}: {code}: unknown, or in two regions: {odd}")
        if region.within and region.within not in read.terms:
            raise CodebookError(f"{path.name}: {code}: there is no region {region.within}")
        seen |= set(region.countries)
    return read


def read_labelled(path: Path) -> Terms[Term]:
    """Read a file of terms with labels in every language. Raises CodebookError."""
    return _labelled(path, _read(path, Terms[Term]))


def _labelled[T: Term](path: Path, read: Terms[T]) -> Terms[T]:
    for code, term in read.terms.items():
        if missing := [language for language in LANGUAGES if not term.label.get(language)]:
            raise CodebookError(f"{path.name}: {code}: no label in {', '.join(missing)}")
    return read


def _read[T](path: Path, kind: type[Terms[T]]) -> Terms[T]:
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), kind)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise CodebookError(f"{path.name}: {error}") from error
