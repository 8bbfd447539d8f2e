"""Generated reports of generated attacks, for measuring linkage at sizes no labelled set has.

    python benchmarks/generated_reports.py 100000 FOLDER      (accounts.jsonl and reports.jsonl)

Not one is real: words and names are put together from syllables. How often things happen is taken
from measured sets: reports an incident, days between them, words a report, how often words are
repeated, how often a name, an age, a day, a place could be read (`gva_en`, 3,608 reports of 2,132
incidents). All sizes lie in the same ten years, so that a larger set is also a denser one. A larger
set is of a larger world: towns and families grow with the size, first names and words do not.
"""

import argparse
import datetime
import json
import random
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

REPORTS = dict(zip(range(1, 13), (1201, 605, 209, 70, 26, 9, 3, 3, 2, 2, 1, 1), strict=True))
"""Reports an incident: how many incidents have so many."""
DELAYS = ((0, 0.0), (0, 0.4), (1, 0.5), (4, 0.75), (52, 0.9), (201, 0.95), (588, 0.99), (900, 1.0))
"""Days from an incident's first report to a further one, at these shares of them."""
WORDS, SPREAD = 5.34, 0.75
"""Mean and standard deviation of the logarithm of a report's words."""
NAMED, AGED, DATED, PLACED, LOCATED = 0.38, 0.65, 0.88, 0.96, 0.72
COPIED = 0.1
"""Share of further reports that print the first with a part cut off."""
FIRST_DAY, DAYS = datetime.date(2013, 1, 1).toordinal(), 3650
LANGUAGES = {"en": 0.4, "es": 0.3, "pt": 0.15, "fr": 0.1, "it": 0.05}
VOCABULARY, FIRST_NAMES = 60_000, 2_000
PROVINCE, TOWNS, FAMILIES = 10_000, 3_000, 20_000
"""Accounts of one province in ten years, its towns and family names: a world of ten provinces has
ten times as many accounts, towns and families."""
OWN, OWN_SHARE = 60, 0.2
"""Words that belong to an attack; the share of them in a report of it."""
SYLLABLES = re.findall(
    r"\w+",
    "ba be bi bo bu ca ce co da de di do fa fe fi ga go gu ja jo la le li lo lu ma me mi mo mu na "
    "ne ni no pa pe pi po ra re ri ro ru sa se si so su ta te ti to va ve vi za zo cha lle nho",
)


class Attack(NamedTuple):
    """What the reports of an attack have in common."""

    number: int
    language: str
    day: int
    town: int
    names: tuple[str, ...]
    ages: tuple[int, ...]
    people: tuple[str, ...]
    """Streets, officials, relatives: what is written with capitals."""
    words: np.ndarray
    """Numbers of words."""


def word(number: int, salt: str) -> str:
    """Return the word of a number, the same everywhere."""
    dice = random.Random(f"{salt} {number}")
    return "".join(dice.choices(SYLLABLES, k=dice.choice((2, 3, 3, 4))))


@lru_cache
def vocabulary(language: str) -> np.ndarray:
    """Return a language's words, the most frequent first."""
    return np.array([word(number, language) for number in range(VOCABULARY)], dtype=object)


@lru_cache
def names(kind: str, size: int) -> list[str]:
    """Return capitalised names, the most frequent first, no two the same.

    Short words are few: without this most families of a large world would bear one of them.
    """
    found: dict[str, None] = {}
    for number in range(size):
        name = word(number, kind)
        while name in found:
            name += SYLLABLES[(number + len(name)) % len(SYLLABLES)]
        found[name] = None
    return [name.capitalize() for name in found]


def zipf(size: int, exponent: float, shift: float = 2.7) -> np.ndarray:
    """Return the cumulated shares of ranks (Zipf-Mandelbrot)."""
    shares = 1 / (np.arange(size) + shift) ** exponent
    return np.cumsum(shares / shares.sum())


_WORDS, _FIRST = zipf(VOCABULARY, 1.05), zipf(FIRST_NAMES, 0.8)
_SIZES = np.cumsum(np.array(list(REPORTS.values())) / sum(REPORTS.values()))


class World(NamedTuple):
    """The towns and families of all attacks: how many, and their cumulated shares."""

    towns: np.ndarray
    families: np.ndarray

    @classmethod
    def of(cls, accounts: int) -> "World":
        """Return a world in which so many accounts are ten years of killings."""
        provinces = max(1.0, accounts / PROVINCE)
        return cls(zipf(round(TOWNS * provinces), 0.9), zipf(round(FAMILIES * provinces), 0.8))


def draw(dice: np.random.Generator, shares: np.ndarray, size: int) -> np.ndarray:
    """Draw ranks by their cumulated shares."""
    return np.minimum(np.searchsorted(shares, dice.random(size)), len(shares) - 1)


def told(
    size: int, seed: int = 5, first: int = 0, world: World | None = None
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Give `size` accounts and their reports, attack by attack, numbered from `first`.

    They are of a `world`, by default of one as large as these accounts.
    """
    world = world or World.of(size)
    dice = np.random.default_rng(seed)
    numbers = count(first)
    given = 0
    for number in count():
        attack = _attack(dice, number, world)
        reports = list(REPORTS)[int(draw(dice, _SIZES, 1)[0])]
        text = ""
        for further in range(reports):
            if given == size:
                return
            delay = _delay(dice) if further else 0
            copied = further > 0 and dice.random() < COPIED
            text = (
                text[: int(len(text) * dice.uniform(0.6, 1))]
                if copied
                else _text(dice, attack, world)
            )
            yield _told(dice, attack, next(numbers), delay, text, len(world.towns))
            given += 1


def _attack(dice: np.random.Generator, number: int, world: World) -> Attack:
    language = str(dice.choice(list(LANGUAGES), p=list(LANGUAGES.values())))
    victims = 1 + int(dice.random() < 0.2)
    return Attack(
        number=number,
        language=language,
        day=FIRST_DAY + int(dice.integers(DAYS)),
        town=int(draw(dice, world.towns, 1)[0]),
        names=tuple(_people(dice, victims, world)),
        ages=tuple(dice.integers(16, 75, victims).tolist()),
        people=tuple(_people(dice, 8, world)),
        words=draw(dice, _WORDS[300:], OWN) + 300,
    )


def _people(dice: np.random.Generator, size: int, world: World) -> list[str]:
    first, family = draw(dice, _FIRST, size), draw(dice, world.families, size)
    firsts, families = names("first", FIRST_NAMES), names("family", len(world.families))
    return [f"{firsts[a]} {families[b]}" for a, b in zip(first, family, strict=True)]


def _delay(dice: np.random.Generator) -> int:
    days, shares = zip(*DELAYS, strict=True)
    return int(np.interp(dice.random(), shares, days))


def _text(dice: np.random.Generator, attack: Attack, world: World) -> str:
    size = int(np.clip(dice.lognormal(WORDS, SPREAD), 20, 1000))
    own = dice.random(size) < OWN_SHARE
    numbers = np.where(own, dice.choice(attack.words, size), draw(dice, _WORDS, size))
    words = vocabulary(attack.language)[numbers].tolist()
    town = names("town", len(world.towns))[attack.town]
    said = [
        *attack.names,
        *dice.choice(attack.people, 4).tolist(),
        *_people(dice, 2, world),
        town,
        town,
    ]
    for one in said:
        words.insert(int(dice.integers(len(words))), one)
    for age in attack.ages:
        words.insert(int(dice.integers(len(words))), f"{age} years old,")
    return " ".join(words)


def _told(
    dice: np.random.Generator, attack: Attack, number: int, delay: int, text: str, towns: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    published = datetime.date.fromordinal(attack.day + 1 + delay).isoformat()
    named, aged, dated, placed, located = dice.random(5) < (NAMED, AGED, DATED, PLACED, LOCATED)
    where = random.Random(attack.town)
    place: dict[str, Any] = {"precision": "town"}
    if placed:
        place["name"] = names("town", towns)[attack.town]
    if placed and located:
        place |= {"lat": where.uniform(-35, 55), "lon": where.uniform(-120, 100)}
    report_id = f"g{number:08d}"
    account = {
        "report_id": report_id,
        "account": 1,
        "key": f"{report_id}#title:0-9",
        "score": 0.9,
        "victims": [
            {
                "name": name if named else None,
                "names": [name] if named else [],
                "age": age if aged else None,
                "outcome": "killed",
            }
            for name, age in zip(attack.names, attack.ages, strict=True)
        ],
        "date": {"value": datetime.date.fromordinal(attack.day).isoformat(), "precision": "day"}
        if dated
        else {"value": "", "precision": "unknown"},
        "place": place if placed else {},
        "method": "firearm" if dice.random() < 0.9 else "unknown",
        "attack": attack.number,
    }
    report = {
        "id": report_id,
        "outlet": f"outlet {int(dice.integers(2_000))}",
        "title": text[:70].rsplit(" ", 1)[0],
        "text": text,
        "published": published,
        "language": attack.language,
    }
    return account, report


def write(size: int, folder: Path, seed: int = 5, first: int = 0) -> tuple[Path, Path, Path]:
    """Write accounts, reports, and which attack each account is of; return the three paths."""
    paths = tuple(folder / f"{name}.jsonl" for name in ("accounts", "reports", "attacks"))
    accounts, reports, attacks = (path.open("w", encoding="utf-8") for path in paths)
    with accounts, reports, attacks:
        for account, report in told(size, seed, first):
            attacks.write(
                json.dumps({"key": account["key"], "attack": account.pop("attack")}) + "\n"
            )
            accounts.write(json.dumps(account) + "\n")
            reports.write(json.dumps(report) + "\n")
    return paths  # type: ignore[return-value]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--first", type=int, default=0)
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    write(chosen.size, chosen.folder, chosen.seed, chosen.first)


if __name__ == "__main__":
    main()
