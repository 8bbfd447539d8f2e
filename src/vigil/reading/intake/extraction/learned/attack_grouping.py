"""Several attacks told in one report: which tellings are of the same one.

Each pair of tellings is judged from what its sentences say: the same or other victims, days,
towns and doers, "another", how far apart they stand. Whether there are several at all is judged
of the report as a whole; then the tellings are put together by average linkage (no chains).
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.date_and_place import Scene
from vigil.reading.intake.extraction.dates import find_dates
from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.learned.linear import Buckets, buckets
from vigil.reading.intake.extraction.lexicon import alternatives, pattern
from vigil.reading.intake.extraction.name_forms import name_words, same_person
from vigil.reading.intake.extraction.person_mentions import Mention
from vigil.reading.records import PlaceRead

_ANOTHER = pattern(r"\b(?:" + alternatives("another_attack") + r")\b")
_OTHER = re.compile(
    r"\b(?:other|others|another|also|second|separate|meanwhile|previously|earlier|otro|otra|otros|"
    r"otras|tambien|segundo|mientras tanto|outro|outra|outros|outras|tambem|autre|autres|aussi)\b"
)
_FAR = 6


@dataclass(frozen=True, slots=True)
class MentionSetting:
    """What the sentence of a telling says of when, where and of whom."""

    hit: AttackMention
    names: tuple[str, ...]
    heads: tuple[str, ...]
    doers: tuple[str, ...]
    days: tuple[str, ...]
    town: PlaceRead | None
    another: bool
    other: bool


def setting(reading: ReportFindings, scene: Scene, hit: AttackMention) -> MentionSetting:
    """Read the setting of a telling."""
    folded = hit.sentence.folded
    part = hit.sentence.part
    found = find_dates(reading.folded[part], hit.sentence.start, hit.sentence.end, reading.anchor)

    def named(mentions: Sequence[Mention]) -> tuple[str, ...]:
        return tuple(reading.slice(part, *m.name) for m in mentions if m.name)

    return MentionSetting(
        hit,
        named(hit.victims),
        tuple(m.head_word for m in hit.victims if m.head_word and not m.pronoun),
        tuple(m.head_word for m in hit.doers if m.head_word),
        tuple(d.value for d in found if d.precision == "day"),
        scene.town_in(hit),
        bool(_ANOTHER.search(folded)),
        bool(_OTHER.search(folded)),
    )


def pair_features(one: MentionSetting, other: MentionSetting) -> Buckets:
    """Features of two tellings, in the order of the text."""
    return buckets(f"pair|{f}" for f in _pair(one, other))


def _pair(one: MentionSetting, other: MentionSetting) -> Iterator[str]:
    away = other.hit.number - one.hit.number
    yield f"away:{min(away, _FAR)}"
    yield f"parts:{one.hit.sentence.part}:{other.hit.sentence.part}"
    yield f"names:{_names(one, other)}"
    yield f"names:{_names(one, other)}:{min(away, 2)}"
    heads = _sets(one.heads, other.heads)
    yield f"heads:{heads}"
    yield f"heads:{heads}:{min(away, 2)}"
    yield f"doers:{_sets(one.doers, other.doers)}"
    days = _days(one.days, other.days)
    yield f"days:{days}"
    town = _towns(one.town, other.town)
    yield f"towns:{town}"
    yield f"when-where:{days}:{town}"
    yield f"another:{other.another:d}"
    yield f"other:{one.other:d}{other.other:d}:{min(away, 2)}"
    a, b = one.hit.trigger, other.hit.trigger
    yield f"nominal:{a.nominal:d}{b.nominal:d}"
    yield f"weak:{a.weak:d}{b.weak:d}"
    if "unknown" not in (a.method, b.method):
        yield f"method:{a.method == b.method:d}"
    yield f"outcome:{one.hit.outcome == other.hit.outcome:d}"


def _names(one: MentionSetting, other: MentionSetting) -> str:
    if not one.names or not other.names:
        return "both unnamed" if not one.names and not other.names else "one named"
    if any(same_person(a, b) for a in one.names for b in other.names):
        return "same"
    related = {w for n in one.names for w in name_words(n)} & {
        w for n in other.names for w in name_words(n)
    }
    return "related" if related else "different"


def _sets(one: Sequence[str], other: Sequence[str]) -> str:
    if not one or not other:
        return "missing"
    return (
        "same"
        if {w.removesuffix("s") for w in one} & {w.removesuffix("s") for w in other}
        else "different"
    )


def _days(one: Sequence[str], other: Sequence[str]) -> str:
    if not one or not other:
        return "one" if one or other else "none"
    least = min(
        abs((date.fromisoformat(a) - date.fromisoformat(b)).days) for a in one for b in other
    )
    return next((str(most) for most in (0, 1, 3, 14) if least <= most), "far")


def _towns(one: PlaceRead | None, other: PlaceRead | None) -> str:
    if one is None or other is None:
        return "one" if one or other else "none"
    return "same" if (one.lat, one.lon) == (other.lat, other.lon) else "different"


Pairs = dict[tuple[int, int], Buckets]
"""Features of each pair of tellings, by their numbers, the smaller first."""


def pairs_of(settings: Sequence[MentionSetting]) -> Pairs:
    """All pairs of some tellings."""
    return {
        (i, j): pair_features(settings[i], settings[j])
        for j in range(len(settings))
        for i in range(j)
    }


def summary(settings: Sequence[MentionSetting]) -> list[float]:
    """How much a report tells: victims with different names, days, towns, kinds of victims."""
    names: list[str] = []
    for name in (n for s in settings for n in s.names):
        if not any(same_person(name, known) for known in names):
            names.append(name)
    days = {day for s in settings for day in s.days}
    towns = {(s.town.lat, s.town.lon) for s in settings if s.town}
    heads = {head.removesuffix("s") for s in settings for head in s.heads}
    return [
        math.log1p(len(settings)),
        float(len(names) > 1),
        float(len(names) > 2),
        float(len(days) > 1),
        float(len(towns) > 1),
        float(len(heads) > 1),
        float(len(heads) > 2),
        float(any(s.another for s in settings)),
        float(any(s.other for s in settings)),
    ]


def several_inputs(margins: Sequence[float], told: Sequence[float]) -> list[float]:
    """Return what decides whether a report tells of several attacks.

    `margins`: log-odds that a pair is of two attacks; `told`: the summary of its tellings.
    """
    highest = max(margins, default=-_SURE)
    mean = sum(margins) / len(margins) if margins else -_SURE
    return [max(-_SURE, min(_SURE, highest)), max(-_SURE, min(_SURE, mean)), *told]


_SURE = 3.0
MOST = 4
"""Attacks told in one report; more are a statistic."""


def group_mentions(count: int, apart: Mapping[tuple[int, int], float]) -> list[list[int]]:
    """Put `count` tellings of at least two attacks together; numbers, in the order of the text.

    `apart`: log-odds that a pair is of two attacks. The two heaps whose pairs are the least apart
    on average are joined, until two are left, or MOST that are all likelier apart than not.
    """
    found = [[n] for n in range(count)]
    while len(found) > 2:
        mean, a, b = min(
            (_mean(apart, found[i], found[j]), i, j) for j in range(len(found)) for i in range(j)
        )
        if mean >= 0 and len(found) <= MOST:
            break
        found[a] = sorted(found[a] + found.pop(b))
    return sorted(found)


def _mean(apart: Mapping[tuple[int, int], float], one: list[int], other: list[int]) -> float:
    return sum(apart[min(i, j), max(i, j)] for i in one for j in other) / len(one) / len(other)
