"""The cross-language set: reports in seven languages whose killings are known.

The texts were written for this test (`cross_language/README.md`). A file tells one group, which
is the reports of one killing; `lone.toml` holds reports that belong with no other.
"""

import datetime
import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, get_args

import msgspec
from msgspec import Meta, Struct

from vigil.reading.records import Report

FOLDER = Path(__file__).parent / "cross_language"
LONE = "lone.toml"
DOMAIN = "written-for-test.example"

Half = Literal["development", "held out"]
Language = Literal["en", "es", "pt", "fr", "it", "ru", "ar"]
Kind = Literal["fresh", "follow-up", "trial", "anniversary"]
Trait = Literal[
    "misspelt name",
    "transliterated name",
    "short name",
    "no name",
    "other victims named",
    "vague date",
    "no date",
    "no place",
    "wrong fact",
    "other killing told",
    "agency copy",
    "same town",
    "same week",
    "same surname",
    "same office",
    "passing mention",
    "campaign",
]
CaseId = Annotated[str, Meta(pattern=r"^V-\d{4}$")]
Filled = Annotated[str, Meta(min_length=1)]


class Written(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One report of the set, as its file has it. `country` is ISO 3166-1 alpha-3."""

    id: Filled
    language: Language
    published: datetime.date
    outlet: Annotated[str, Meta(pattern=rf"^[a-z0-9-]+\.{re.escape(DOMAIN)}$")]
    country: Annotated[str, Meta(pattern=r"^([A-Z]{3})?$")]
    kind: Kind
    traits: list[Trait]
    title: Filled
    text: Filled


class Lone(Written, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A report that belongs to no group. `near` are the cases it is easily taken for."""

    half: Half
    near: Annotated[list[CaseId], Meta(min_length=1)]


class Group(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The reports of one killing. `case` is its public id in the open case file."""

    case: CaseId
    half: Half
    report: Annotated[list[Written], Meta(min_length=2)]


class LoneReports(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `lone.toml` holds."""

    report: list[Lone]


class CrossLanguageSet(NamedTuple):
    """The whole set, checked: each file well formed, each id given once."""

    groups: list[Group]
    lone: list[Lone]


def load(folder: Path, half: Half | None = None) -> tuple[list[Report], dict[str, str]]:
    """Return the reports, of one half or of both, and the gold group of each report's id.

    A group is named by its case; a lone report is a group of its own, named by its own id.
    Raises ValueError, naming the file and the field, where a file is not as it should be.
    """
    if half not in (None, *get_args(Half)):
        raise ValueError(f"half: {half!r} is none of {get_args(Half)}")
    whole = read(folder)
    reports: list[Report] = []
    gold: dict[str, str] = {}
    for group in whole.groups:
        if half in (None, group.half):
            reports += [_report(written) for written in group.report]
            gold |= {written.id: group.case for written in group.report}
    for written in whole.lone:
        if half in (None, written.half):
            reports.append(_report(written))
            gold[written.id] = written.id
    return reports, gold


def read(folder: Path) -> CrossLanguageSet:
    """Return all that the files say, with kinds and traits. Raises ValueError as `load` does."""
    groups = []
    owner: dict[str, Path] = {}
    for path in sorted(folder.glob("V-*.toml")):
        group = _told(path, Group)
        if path.stem != group.case:
            raise ValueError(f"{path}: case: {group.case} is not what the file is called")
        _claim(owner, path, group.report)
        groups.append(group)
    if not groups:
        raise ValueError(f"{folder}: no file V-*.toml")
    lone = _told(folder / LONE, LoneReports).report
    _claim(owner, folder / LONE, lone)
    return CrossLanguageSet(groups, lone)


def _told[T](path: Path, kind: type[T]) -> T:
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), kind)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ValueError(f"{path}: {error}") from error


def _claim(owner: dict[str, Path], path: Path, reports: list[Written] | list[Lone]) -> None:
    for number, report in enumerate(reports):
        if report.id in owner:
            raise ValueError(
                f"{path}: report[{number}].id: {report.id} stands in {owner[report.id]}"
            )
        owner[report.id] = path


def _report(written: Written) -> Report:
    return Report(
        id=written.id,
        text=written.text,
        url=f"https://{written.outlet}/{written.id}",
        outlet=written.outlet,
        title=written.title,
        published=written.published.isoformat(),
        language=written.language,
        country=written.country,
    )
