"""The extractor on short texts of our own, a file a language in `sentences/`.

A text has an `id`, what it is `about`, its words (`title`, `text`), and what is wanted of it.
`want` lists the accounts in order; none for what is no killing. Of an account only what the text
is about is stated:

- `names`: all victims, "" for one without a name; `ages`, `genders`, `outcomes` and `categories`
  belong to them in that order;
- `date` ("" for none) and `precision` ("day" when left out);
- `place` ("" for none), `admin1`, `country`; `method`, `weapons`, `event`.

`signs` and `judicial` are kinds that the text as a whole shows (see test_signs.py). `xfail` says
why a text is not yet read as it should be: such a text must fail, so that the mark goes when it
is read.
"""

import tomllib
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from each import each
from vigil.reading.intake.extraction.extractor import ReadsAccounts, RuleExtractor
from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor
from vigil.reading.intake.gazetteer import fold
from vigil.reading.records import Account, Report, VictimRead

FOLDER = Path(__file__).parent / "sentences"
LEAST = {"en": 60, "es": 60, "pt": 60, "fr": 60, "it": 20, "ru": 20, "ar": 20}


@cache
def texts(language: str) -> tuple[dict[str, Any], ...]:
    """The texts of a language, with the file's own defaults."""
    file = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return tuple(
        {"language": file["language"], "published": file["published"]} | text
        for text in file["text"]
    )


def marked(text: dict[str, Any]) -> Any:
    """A text that is known to fail."""
    mark = pytest.mark.xfail(reason=text["xfail"], strict=True)
    return pytest.param(text, id=text["id"], marks=[mark])


def report(text: dict[str, Any]) -> Report:
    return Report(
        id=text["id"],
        title=text.get("title", ""),
        text=text["text"],
        language=text["language"],
        published=text["published"],
    )


ALL = [text for code in LEAST for text in texts(code)]
READ = [text for text in ALL if "xfail" not in text]
by_id = itemgetter("id")


@each("text", READ, by_id)
def test_by_rules(text: dict[str, Any]) -> None:
    check(RuleExtractor.load(), text)


@pytest.mark.parametrize("text", [marked(text) for text in ALL if "xfail" in text])
def test_what_rules_do_not_read_yet(text: dict[str, Any]) -> None:
    check(RuleExtractor.load(), text)


def learned(text: dict[str, Any]) -> Any:
    """A text that what was learnt reads otherwise than the rules."""
    mark = pytest.mark.xfail(reason=LEARNED_OTHERWISE[text["id"]], strict=True)
    return pytest.param(text, id=text["id"], marks=[mark])


LEARNED_OTHERWISE = {
    "en-name-possessive": "a name in the genitive was not learnt to be a victim's",
}


@each("text", [text for text in READ if text["id"] not in LEARNED_OTHERWISE], by_id)
def test_by_what_was_learnt(text: dict[str, Any]) -> None:
    check(LearnedExtractor.load(), text)


@pytest.mark.parametrize("text", [learned(t) for t in READ if t["id"] in LEARNED_OTHERWISE])
def test_what_was_learnt_otherwise(text: dict[str, Any]) -> None:
    check(LearnedExtractor.load(), text)


def check(extractor: ReadsAccounts, text: dict[str, Any]) -> None:
    accounts = extractor.extract(report(text))
    assert len(accounts) == len(text["want"]), [_told(a) for a in accounts]
    for account, wanted in zip(accounts, text["want"], strict=True):
        assert _seen(account, wanted) == _expected(wanted)


@pytest.mark.parametrize(("language", "least"), LEAST.items())
def test_there_are_enough_texts(language: str, least: int) -> None:
    found = [t["id"] for t in texts(language)]
    assert len(found) >= least
    assert len(set(found)) == len(found)
    assert all(i.startswith(f"{language}-") for i in found)


def _expected(wanted: dict[str, Any]) -> dict[str, Any]:
    expected = dict(wanted)
    if "date" in wanted:
        expected.setdefault("precision", "day" if wanted["date"] else "unknown")
    return expected


def _seen(account: Account, wanted: dict[str, Any]) -> dict[str, Any]:
    """The account's values for what is wanted, written as it is wanted."""
    victims = _in_order(account.victims, wanted.get("names", []))
    values: dict[str, Any] = {
        "names": [v.name or "" for v in victims],
        "ages": [v.age for v in victims],
        "genders": [v.gender for v in victims],
        "outcomes": [v.outcome for v in victims],
        "categories": [v.target_category for v in victims],
        "date": account.date.value or "",
        "precision": account.date.precision,
        "place": account.place.name or "",
        "admin1": account.place.admin1,
        "country": account.place.country,
        "method": account.method,
        "weapons": account.weapons,
        "event": account.event,
    }
    seen = {key: values[key] for key in _expected(wanted)}
    if "admin1" in seen and fold(seen["admin1"] or "") == fold(wanted["admin1"]):
        seen["admin1"] = wanted["admin1"]
    if wanted.get("names") == [""] and victims:  # several without a name may stand as one or each
        seen |= {k: v[:1] for k, v in seen.items() if k in PERSONAL}
    return seen


PERSONAL = ("names", "ages", "genders", "outcomes", "categories")


def _in_order(victims: list[VictimRead], names: list[str]) -> list[VictimRead]:
    known = {name: number for number, name in enumerate(names)}
    return sorted(victims, key=lambda v: known.get(v.name or "", len(known)))


def _told(account: Account) -> tuple[str, list[str | None], list[str]]:
    return account.event, [v.name for v in account.victims], [e.text for e in account.evidence]
