"""The texts of the shipped cases in other languages, and what is known of the people in them.

`texts/<language>.jsonl` translates the English texts of `cases.jsonl`. A translation belongs to one
English text: where people have changed that text since, there is no translation of it any more.
So a translation never says what the record no longer says.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec

from vigil.casefile.cases.numbers import public_id
from vigil.casefile.people.name_matching import fold

ORIGINAL: Final = "en"
"""The language in which the shipped cases are written."""
LANGUAGES: Final = ("es", "fr", "pt", "ar")
"""Languages into which they are translated."""
SCRIPTS: Final = ("ar",)
"""Languages whose texts give the names of people in another script."""
LISTS: Final = ("summary", "disagreements")
OTHERS_HARMED: Final = "others_harmed"
"""The part of a case that says who else was harmed: its English text is in `claims.jsonl`."""
_FOLDER: Final = "vigil.casefile.open_case_file"


@dataclass(frozen=True, slots=True)
class ShippedPerson:
    """A person of a shipped case. `names` are the English ones, `life` is English."""

    names: tuple[str, ...]
    life: str = ""
    life_part: str = ""
    """Where that text stands in the file."""
    in_script: Mapping[str, str] = field(default_factory=dict)
    """Language -> the name in the script of that language."""


def translated(case: str, part: str, english: str, language: str) -> str:
    """Return the translation of a text of a shipped case; "" where there is none.

    `case` is its public id. `part` is where the text stands in the file: `summary`, `judicial`,
    `victims.0.occupation`, `coded_by_us.case.method`. `english` is the text as it is shown now.
    """
    return _translations(language).get(case, {}).get((part, english), "")


def shipped_person(case: str, names: Sequence[str]) -> ShippedPerson | None:
    """Return what the file says of the person with one of these names, if it knows them."""
    wanted = {fold(name) for name in names}
    for person in _people().get(case, ()):
        if not wanted.isdisjoint(map(fold, person.names)):
            return person
    return None


def spellings_in_other_scripts(case: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the names of a shipped person in other scripts, given one of their names.

    Only for a person who may be named: ask `publication.policy.disclosure.public_spellings`.
    """
    person = shipped_person(case, names)
    return tuple(dict.fromkeys(person.in_script.values())) if person else ()


def other_spellings_in_scripts(case: str, named: Sequence[str]) -> list[str]:
    """Return the names in other scripts of all people of a shipped case but these."""
    shown = {fold(name) for name in named}
    others = (one for one in _people().get(case, ()) if shown.isdisjoint(map(fold, one.names)))
    return [name for person in others for name in person.in_script.values()]


def shipped_numbers() -> Mapping[str, int]:
    """Return the public number of each shipped case by its slug."""
    return {slug: line["public_number"] for slug, line in _english().items()}


@cache
def version_of_names() -> str:
    """Return a digest of the shipped names in other scripts: rows that hold them follow it."""
    names = [(case, one.names, dict(one.in_script)) for case, of in _people().items() for one in of]
    return hashlib.sha256(repr(names).encode()).hexdigest()[:8]


@cache
def _english() -> Mapping[str, dict[str, Any]]:
    """Return the lines of the shipped cases by slug."""
    return {line["id"]: line for line in _lines("cases.jsonl")}


@cache
def _texts(language: str) -> Mapping[str, dict[str, Any]]:
    if language not in LANGUAGES:
        return {}
    return {line["id"]: line for line in _lines("texts", f"{language}.jsonl")}


@cache
def _translations(language: str) -> Mapping[str, Mapping[tuple[str, str], str]]:
    """Return by public id: (part, English text) -> text in a language."""
    found = {}
    for slug, line in _texts(language).items():
        if (english := _english().get(slug)) is not None:
            pairs = dict(_pairs(dict(_parts(english)), dict(_parts(line))))
            if (harmed := _others_harmed().get(slug)) is not None:
                pairs[OTHERS_HARMED, harmed[ORIGINAL]] = harmed[language]
            found[public_id(english["public_number"])] = pairs
    return found


@cache
def _others_harmed() -> Mapping[str, Mapping[str, str]]:
    """Return what claims say of others who were harmed, by slug: language -> text."""
    return {line["id"]: line for line in _lines("others_harmed.jsonl")}


def _pairs(
    english: Mapping[str, str], other: Mapping[str, str]
) -> Iterator[tuple[tuple[str, str], str]]:
    for at, text in english.items():
        if text and (said := other.get(at, "")):
            # The sentences of a list are found by their words, wherever they stand.
            part = next((name for name in LISTS if at.startswith(f"{name}.")), at)
            yield (part, text), said


def _parts(line: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each text of a line of either file, with where it stands."""
    for name in LISTS:
        yield from ((f"{name}.{n}", text) for n, text in enumerate(line.get(name) or []))
    link, judicial = line.get("organised_crime_link") or {}, line.get("judicial")
    yield "basis", link.get("basis") or line.get("basis") or ""
    convictions = (judicial if isinstance(judicial, dict) else {}).get("convictions") or {}
    yield "convictions", convictions.get("text") or line.get("convictions") or ""
    yield "judicial", (judicial.get("text") if isinstance(judicial, dict) else judicial) or ""
    for number, victim in enumerate(line.get("victims") or []):
        for name in ("occupation", "life"):
            yield f"victims.{number}.{name}", victim.get(name) or ""
    coded = line.get("coded_by_us") or {}
    yield from _coded("case", coded.get("case") or {})
    for number, bases in enumerate(coded.get("victims") or []):
        yield from _coded(f"victims.{number}", bases or {})
    for name in ("name", "admin1"):
        yield f"place.{name}", (line.get("place") or {}).get(name) or ""
    yield from ((f"sources.{s['url']}", s.get("title") or "") for s in line.get("sources") or [])
    titles = line.get("source_titles") or {}
    yield from ((f"sources.{url}", title) for url, title in titles.items())


def _coded(of: str, bases: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from ((f"coded_by_us.{of}.{name}", basis or "") for name, basis in bases.items())


@cache
def _people() -> Mapping[str, Sequence[ShippedPerson]]:
    return {
        public_id(line["public_number"]): [
            _person(line, number) for number in range(len(line["victims"]))
        ]
        for line in _english().values()
    }


def _person(line: Mapping[str, Any], number: int) -> ShippedPerson:
    victim = line["victims"][number]
    names = [name for name in (victim.get("name"), *(victim.get("names") or [])) if name]
    life, part = victim.get("life") or "", f"victims.{number}.life"
    if not life and len(line["victims"]) == 1 and line["summary"]:
        life, part = line["summary"][0], "summary"
    return ShippedPerson(tuple(names), life, part, dict(_in_scripts(line["id"], number)))


def _in_scripts(slug: str, number: int) -> Iterator[tuple[str, str]]:
    for language in SCRIPTS:
        victims = _texts(language).get(slug, {}).get("victims") or []
        if number < len(victims) and (name := victims[number].get("name")):
            yield language, name


def _lines(*path: str) -> Iterator[dict[str, Any]]:
    file = files(_FOLDER).joinpath(*path)
    if not file.is_file():
        return
    for line in file.read_bytes().splitlines():
        if line.strip():
            yield msgspec.json.decode(line)
