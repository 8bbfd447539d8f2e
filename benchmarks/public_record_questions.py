"""What `public_record` asks, kind by kind: the same each time, each address with another filter."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from generated import CATEGORIES, COUNTRIES, LINKS, METHODS, SYLLABLES, WORDS

ASKED = 60
FIGURES = ("by-year", "by-impunity", "by-country", "countries-over-time", "by-target", "survivors")
"""Figures whose own pages are asked for: those with the most rows among them."""
SEARCHES = ("search", "words", "scripts", "typos")
"""Kinds that are asked for twice: what a process has not read yet, and what it has."""
PAGES = {
    "values": "/cases/",
    "people": "/cases/people/",
    "home": "/",
    "map": "/map/",
    "figures": "/figures/",
    "facets": "/api/v1/facets",
}
"""Kinds of one address with another filter each time."""
SCRIPTS = {
    "arabic": "كا لو مي را ني تو سا في دو بير غو لين تا بي رو ما سو إل ان جو في",
    "cyrillic": "ка ло ми ра не то са ви ду бер го лин та пе ро ма су эл ан джо фе",
    "kana": "カ ロ ミ ラ ネ ト サ ヴィ ドゥ ベル ゴ リン タ ペ ロ マ ス エル アン ジョ フェ",
}
"""The syllables of generated names in other scripts."""


@dataclass(frozen=True, slots=True)
class Question:
    """An address to ask for, and its filter, which a peer is asked for too."""

    address: str
    filter: Mapping[str, str] = field(default_factory=dict)


def questions() -> dict[str, list[Question]]:
    """Return what is asked, by kind. Each list begins without any filter."""
    draw = random.Random(3)
    kinds: dict[str, Callable[[], Question]] = {
        "list": lambda: _cases(_filter(draw)),
        "box": lambda: Question(f"/api/v1/cases?{urlencode({'limit': 50, 'bbox': _box(draw)})}"),
        "search": lambda: _search(_word(draw), _word(draw)),
        "words": lambda: _search(*_words(draw)),
        "scripts": lambda: _search(_in_script(draw)),
        "typos": lambda: _search(_with_typo(draw), "Puerto"),
        "figure": lambda: _page(f"/figures/{draw.choice(FIGURES)}/", _filter(draw)),
        **{name: _asking(draw, name, address) for name, address in PAGES.items()},
    }
    bare = {
        "list": _cases({}),
        "box": Question("/api/v1/cases?limit=50&bbox=-180,-90,180,90"),
        "search": _search("maka"),
        "words": _search("Puerto"),
        "scripts": _search("كاسيريس"),
        "typos": _search("makqa"),
        "figure": Question("/figures/countries-over-time/"),
        **{name: Question(address) for name, address in PAGES.items()},
    }
    return {name: [bare[name], *(ask() for _ in range(ASKED - 1))] for name, ask in kinds.items()}


def _asking(draw: random.Random, name: str, address: str) -> Callable[[], Question]:
    return lambda: _page(address, _of_people(draw) if name == "people" else _filter(draw))


def _page(address: str, asked: Mapping[str, str]) -> Question:
    return Question(f"{address}?{urlencode(asked)}", asked)


def _cases(asked: Mapping[str, str]) -> Question:
    return Question(f"/api/v1/cases?{urlencode({'limit': 50, **asked})}", asked)


def _search(*asked: str) -> Question:
    return Question(f"/api/v1/cases?{urlencode({'limit': 50, 'q': ' '.join(asked)})}")


def _filter(draw: random.Random) -> dict[str, str]:
    """Draw a filter of up to two parameters."""
    chosen = {
        "country": draw.choice(list(COUNTRIES)[:12]),
        "method": draw.choice(list(METHODS)[:4]),
        "organised_crime_link": draw.choice(list(LINKS)[:3]),
        "year_from": str(draw.randrange(2004, 2024)),
        "headline": "on",
        "event": "killing",
    }
    kept = draw.sample(list(chosen), draw.randrange(0, 3))
    return {name: chosen[name] for name in kept}


def _of_people(draw: random.Random) -> dict[str, str]:
    return {**_filter(draw), "target_category": draw.choice([*CATEGORIES]), "gender": "female"}


def _word(draw: random.Random) -> str:
    return "".join(draw.choices(SYLLABLES, k=3))


def _words(draw: random.Random) -> Sequence[str]:
    typed = ("journalist", "abogado", "police", "mafia", "Mexico", "Колумбия", "صحفي", "shot")
    return draw.sample([*typed, *WORDS[:40], "Puerto", "province"], 2)


def _box(draw: random.Random) -> str:
    west, south = draw.uniform(-120, 70), draw.uniform(-40, 30)
    size = draw.choice((2, 10, 40))
    return f"{west:.2f},{south:.2f},{west + size:.2f},{south + size:.2f}"


def _in_script(draw: random.Random) -> str:
    script: Any = draw.choice(list(SCRIPTS.values()))
    letters = dict(zip(SYLLABLES, script.split(), strict=True))
    return "".join(letters[part] for part in draw.choices(SYLLABLES, k=3))


def _with_typo(draw: random.Random) -> str:
    letters = list(_word(draw))
    at = draw.randrange(1, len(letters) - 1)
    letters[at : at + 2] = reversed(letters[at : at + 2])
    return "".join([*letters[:-1], draw.choice("xqw"), letters[-1]])
