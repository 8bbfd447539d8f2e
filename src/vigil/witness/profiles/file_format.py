"""Read the profiles that ship with Vigil from their files, and check their form. Pure.

A profile tells of people killed in a case of the open case file, in our own words, from nothing
but the facts and sources of that case. Each paragraph says what it stands on: paths into the
case as it stands in `casefile/open_case_file/cases.jsonl` (`date`, `summary.0`, `victims.1.age`).
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("en", "es")
"""Every profile is written in these. The first is the original."""
PREFIX: Final = "S-"


class ProfileError(ValueError):
    """A profile has an error. The message names the file and the field."""


@dataclass(frozen=True)
class Passage:
    """Some sentences in one language, and the facts of the case that support them."""

    text: str
    stands_on: tuple[str, ...]


@dataclass(frozen=True)
class ProfileText:
    """A profile in one language."""

    language: str
    title: str
    summary: str
    """In one line."""
    paragraphs: tuple[Passage, ...]
    justice: Passage | None
    """What has happened since; none where the record says nothing of it."""

    @property
    def body(self) -> str:
        """Return the paragraphs in the form of `stories.markup`, an empty line between them."""
        return "\n\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True)
class ProfileSource:
    """A published source. `title` in square brackets is our description of it."""

    title: str
    outlet: str
    url: str
    date: str | None
    """As precise as known (EDTF); None where it is not known."""


@dataclass(frozen=True)
class ShippedProfile:
    """One profile in all its languages."""

    handle: str
    case: str
    """The `id` of the case in the open case file."""
    victims: tuple[str, ...]
    """Of whom it is, by the names of the record."""
    as_of: int
    """The year up to which the record says what has happened since."""
    texts: Mapping[str, ProfileText]
    sources: tuple[ProfileSource, ...]

    @cached_property
    def number(self) -> int:
        """Return the number in its handle."""
        return int(self.handle.removeprefix(PREFIX))


def shipped_profiles() -> tuple[ShippedProfile, ...]:
    """Return the profiles that ship with the program, by number. Raises ProfileError."""
    folder = files("vigil.witness.profiles").joinpath("data")
    found = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    return tuple(
        read_profile(file.name, file.read_text("utf-8"))
        for file in sorted(found, key=lambda f: f.name)
    )


def read_profile(file: str, text: str) -> ShippedProfile:
    """Return the profile in `text`. `file` is its file name, which errors name.

    Raises ProfileError: not TOML, a field that is missing, empty, unknown or of another kind.
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{file}: {error}") from None
    return _profile(_Table(file, "", told))


@dataclass(frozen=True)
class _Table:
    """A table of the file that knows its place in it, for error messages."""

    file: str
    at: str
    told: Mapping[str, Any]

    def wrong(self, field: str, why: str) -> ProfileError:
        return ProfileError(f"{self.file}: {self.at}{field}: {why}")

    def only(self, *fields: str) -> None:
        if unknown := sorted(self.told.keys() - set(fields)):
            raise self.wrong(unknown[0], f"is not known here; there are {', '.join(fields)}")

    def get[T](self, field: str, kind: type[T], called: str) -> T:
        if field not in self.told:
            raise self.wrong(field, "is missing")
        value = self.told[field]
        # A bool is an int to Python, and no year.
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self.wrong(field, f"should be {called}")
        return value

    def text(self, field: str) -> str:
        """Return a text as one line, however its lines are broken in the file."""
        value = " ".join(self.get(field, str, "text").split())
        if not value:
            raise self.wrong(field, "is empty")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        values = self.get(field, list, "a list of texts")
        if not values:
            raise self.wrong(field, "is empty")
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.wrong(field, "should be a list of texts, none of them empty")
        return tuple(values)

    def table(self, field: str) -> "_Table":
        told = self.get(field, dict, "a table")
        return _Table(self.file, f"{self.at}{field}.", told)

    def rows[T](self, field: str, read_row: Callable[["_Table"], T]) -> tuple[T, ...]:
        values = self.get(field, list, "a list of tables")
        if not values:
            raise self.wrong(field, "is empty")
        if not all(isinstance(value, dict) for value in values):
            raise self.wrong(field, "should be a list of tables")
        return tuple(
            read_row(_Table(self.file, f"{self.at}{field}.{number}.", value))
            for number, value in enumerate(values)
        )


def _profile(table: _Table) -> ShippedProfile:
    table.only(
        "handle",
        "case",
        "victims",
        "as_of",
        "title",
        "summary",
        "paragraphs",
        "justice",
        "sources",
    )
    return ShippedProfile(
        handle=_handle(table),
        case=table.text("case"),
        victims=table.texts("victims"),
        as_of=table.get("as_of", int, "a year"),
        texts=_texts(table),
        sources=table.rows("sources", _source),
    )


def _handle(table: _Table) -> str:
    handle = table.text("handle")
    digits = handle.removeprefix(PREFIX)
    if not (handle.startswith(PREFIX) and len(digits) == 4 and digits.isdecimal()):
        raise table.wrong("handle", f"should be {PREFIX} and four digits")
    if table.file != f"{handle}.toml":
        raise table.wrong("handle", f"is {handle}, so its file should be {handle}.toml")
    return handle


def _texts(table: _Table) -> Mapping[str, ProfileText]:
    titles, summaries = _in_languages(table.table("title")), _in_languages(table.table("summary"))
    paragraphs = table.rows("paragraphs", _passages)
    justice = _passages(table.table("justice")) if "justice" in table.told else None
    return {
        language: ProfileText(
            language=language,
            title=titles[language],
            summary=summaries[language],
            paragraphs=tuple(row[language] for row in paragraphs),
            justice=justice[language] if justice is not None else None,
        )
        for language in LANGUAGES
    }


def _in_languages(table: _Table) -> Mapping[str, str]:
    table.only(*LANGUAGES)
    return {language: table.text(language) for language in LANGUAGES}


def _passages(table: _Table) -> Mapping[str, Passage]:
    table.only("stands_on", *LANGUAGES)
    stands_on = table.texts("stands_on")
    return {language: Passage(table.text(language), stands_on) for language in LANGUAGES}


def _source(table: _Table) -> ProfileSource:
    table.only("title", "outlet", "url", "date")
    url = table.text("url")
    if not url.startswith(("https://", "http://")):
        raise table.wrong("url", "should be an address on the web")
    return ProfileSource(
        title=table.text("title"),
        outlet=table.text("outlet"),
        url=url,
        date=table.text("date") if "date" in table.told else None,
    )
