"""Persons read right: who lives, who is no victim, gender, one entry a person.

Texts of our own, a file a kind in `persons/`. A text says any of:

- `nobody_killed`: no account is a killing; `alive`: names that nobody lists as killed; `killed`:
  names that are listed so;
- `never`: names of persons who are no victim;
- `genders`: of all victims, in any order; `never_gender`: what none of them has;
  `no_woman`: who is none;
- `names`: all victims, each once; `forms`: forms of the first that are listed; `forms_only`: all.

`xfail` says why a text is not read as it should be: such a text must fail, so that the mark goes
when it is read; `learned` says the same of the extractor that learnt.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from each import each
from vigil.reading.intake.extraction.extractor import RuleExtractor
from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor
from vigil.reading.records import Account, Report, VictimRead

FOLDER = Path(__file__).parent / "persons"
KINDS = ("survivors", "doers", "gender", "names")


@cache
def texts(kind: str) -> tuple[dict[str, Any], ...]:
    """The texts of a kind."""
    return tuple(tomllib.loads((FOLDER / f"{kind}.toml").read_text(encoding="utf-8"))["text"])


def report(text: dict[str, Any]) -> Report:
    return Report(
        id=text["id"],
        title=text.get("title", ""),
        text=text["text"],
        language=text["language"],
        published="2024-05-08",
    )


ALL = [text for kind in KINDS for text in texts(kind)]
by_id = itemgetter("id")


def by_rules(text: dict[str, Any]) -> None:
    accounts = RuleExtractor.load().extract(report(text))
    assert not list(wrong(accounts, text))


def by_what_was_learnt(text: dict[str, Any]) -> None:
    accounts = LearnedExtractor.load().extract(report(text), score=0.97)
    assert not list(wrong(accounts, text))


@each("text", [text for text in ALL if "xfail" not in text], by_id)
def test_by_rules(text: dict[str, Any]) -> None:
    by_rules(text)


@each("text", [text for text in ALL if not {"xfail", "learned"} & {*text}], by_id)
def test_by_what_was_learnt(text: dict[str, Any]) -> None:
    by_what_was_learnt(text)


def test_what_is_known_to_be_read_wrong_is() -> None:
    for text in ALL:
        for mark, read in ("xfail", by_rules), ("learned", by_what_was_learnt):
            if mark in text:
                with pytest.raises(AssertionError):
                    read(text)


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_enough_texts(kind: str) -> None:
    found = texts(kind)
    assert len({t["id"] for t in found}) == len(found) >= 30
    assert len({t["language"] for t in found}) >= 4


def wrong(accounts: list[Account], text: dict[str, Any]) -> Iterator[str]:
    """What is read otherwise than the text wants it, in words."""
    victims = [v for a in accounts for v in a.victims]
    killed = {n for v in victims if v.outcome == "killed" for n in _forms(v)}
    if text.get("nobody_killed") and any(a.event == "killing" for a in accounts):
        yield f"somebody is killed: {sorted(killed)}"
    for name in text.get("alive", []):
        if name in killed:
            yield f"{name} lives"
    for name in text.get("killed", []):
        if name not in killed:
            yield f"{name} was killed; found {[(v.name, v.outcome) for v in victims]}"
    for name in text.get("never", []):
        if any(name in _forms(v) for v in victims):
            yield f"{name} is no victim"
    if "genders" in text and sorted(v.gender for v in victims) != sorted(text["genders"]):
        yield f"genders {[(v.name, v.gender) for v in victims]}"
    if any(v.gender == text.get("never_gender") for v in victims):
        yield f"genders {[(v.name, v.gender) for v in victims]}"
    if "no_woman" in text and ("female", text["no_woman"]) in [(v.gender, v.name) for v in victims]:
        yield f"genders {[(v.name, v.gender) for v in victims]}"
    if "names" in text and sorted(v.name or "" for v in victims) != sorted(text["names"]):
        yield f"names {[v.name for v in victims]}"
    if victims and not set(text.get("forms", [])) <= set(victims[0].names):
        yield f"forms {victims[0].names}"
    if victims and "forms_only" in text and victims[0].names != text["forms_only"]:
        yield f"forms {victims[0].names}"


def _forms(victim: VictimRead) -> set[str]:
    return {victim.name or "", *victim.names}
