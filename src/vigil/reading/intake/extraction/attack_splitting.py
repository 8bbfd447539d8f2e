"""Several attacks told in one report: told apart only where the report itself tells them apart.

Victims told of in one sentence belong together. Two groups of victims are two attacks when their
own sentences name different days, or towns that lie apart, or when the report says so ("in
another attack"). A group with no day, town or such words of its own goes with the one before it.
One attack taken for two costs a reader more than two taken for one, so doubt keeps them together.
"""

import math
import re
from dataclasses import dataclass, field
from datetime import date

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.date_and_place import Scene
from vigil.reading.intake.extraction.dates import find_dates
from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.lexicon import alternatives, pattern
from vigil.reading.intake.extraction.victims import Victim
from vigil.reading.records import PlaceRead

Attack = tuple[list[AttackMention], list[Victim]]
"""Tellings and victims of one attack."""

_ANOTHER = pattern(r"\b(?:" + alternatives("another_attack") + r")\b")
_SOMEBODY = pattern(r"\b(?:" + alternatives("somebody") + r") (?:[\w'-]+ ){0,3}$")
_BODY = re.compile(r"^(?:cuerpo|cadaver|restos|corpo|bod|corpse|remains|corps|cadavre|depouille)")
_APART_DAYS = 2
"""Days nearer to each other may be two ways to count the day of one attack ("Saturday night")."""
_APART_KM = 25.0
"""Towns nearer to each other than this may be two names for the place of one attack."""


@dataclass(slots=True)
class _Group:
    """Victims told of together, and what their own sentences say of when and where."""

    victims: list[Victim]
    hits: list[AttackMention]
    days: set[str] = field(default_factory=set)
    towns: list[PlaceRead] = field(default_factory=list)
    another: bool = False

    @property
    def anchored(self) -> bool:
        return bool(self.days or self.towns or self.another)

    @property
    def start(self) -> tuple[bool, int]:
        """Where it is first told; the title comes last, for it sums up."""
        return min((h.sentence.part == "title", h.start) for h in self.hits)


def split_attacks(
    reading: ReportFindings, scene: Scene, victims: list[Victim], unnamed: list[Victim]
) -> list[Attack]:
    """Return the attacks of a report; empty when it is one attack.

    `victims` are those of the report if it were one attack; `unnamed` further persons said to
    have been killed, who count only as victims of an attack that is surely another.
    """
    if len(victims) + len(unnamed) < 2:
        return []
    groups = _groups(reading, scene, victims, unnamed)
    main = [g for g in groups if any(v in victims for v in g.victims)]
    attacks: list[_Group] = []
    for group in main:
        same = [a for a in attacks if not _apart(a, group)]
        if not attacks or (group.anchored and not same):
            attacks.append(group)
        else:
            _merge(same[-1] if same else attacks[-1], group)
    for group in groups:
        new = group not in main and (group.towns or group.another)
        if new and _newly_told(reading, group) and all(_apart(a, group) for a in attacks):
            attacks.append(group)
    if len(attacks) < 2:
        return []
    return [(a.hits, a.victims) for a in sorted(attacks, key=lambda a: a.start)]


def _newly_told(reading: ReportFindings, group: _Group) -> bool:
    """Return whether an unnamed person is somebody new: "a man", "two others", not "the man"."""
    at = group.victims[0].first
    return bool(_SOMEBODY.search(reading.folded[at.part][max(0, at.start - 45) : at.start]))


def _groups(
    reading: ReportFindings, scene: Scene, victims: list[Victim], unnamed: list[Victim]
) -> list[_Group]:
    groups: list[_Group] = []
    for victim in [*victims, *unnamed]:
        own = {(h.sentence.part, h.number) for h in victim.told}
        with_it = [g for g in groups if any((h.sentence.part, h.number) in own for h in g.hits)]
        if not victim.name and victim not in victims and with_it:
            continue  # told of beside another victim: not surely somebody else
        merged = _Group([victim], list(victim.told))
        for group in with_it:
            groups.remove(group)
            merged = _Group(group.victims + merged.victims, group.hits + merged.hits)
        groups.append(merged)
    for group in groups:
        _anchor(reading, scene, group)
    return sorted((g for g in groups if g.hits), key=lambda g: g.start)


def _anchor(reading: ReportFindings, scene: Scene, group: _Group) -> None:
    strong = [h for h in group.hits if not h.trigger.weak and h.sentence.part == "text"]
    for hit in strong:
        folded = hit.sentence.folded
        found = find_dates(
            reading.folded["text"], hit.sentence.start, hit.sentence.end, reading.anchor
        )
        days = [d for d in found if d.precision == "day"]
        if days:
            near = min(days, key=lambda d: min(abs(d.start - hit.end), abs(hit.start - d.end)))
            group.days.add(near.value)
        told = folded[hit.start - hit.sentence.start :]
        town = None if _BODY.match(told) else scene.town_in(hit)  # a body may have been moved
        if town:
            group.towns.append(town)
        group.another |= bool(_ANOTHER.search(folded[: hit.start - hit.sentence.start]))


def _apart(one: _Group, other: _Group) -> bool:
    if one.days and other.days and not _same_time(one, other):
        return True
    if one.towns and other.towns and not _near(one, other):
        return True
    return other.another


def _same_time(one: _Group, other: _Group) -> bool:
    days = [(date.fromisoformat(a), date.fromisoformat(b)) for a in one.days for b in other.days]
    return any(abs((a - b).days) < _APART_DAYS for a, b in days)


def _near(one: _Group, other: _Group) -> bool:
    return any(_distance(a, b) < _APART_KM for a in one.towns for b in other.towns)


def _distance(a: PlaceRead, b: PlaceRead) -> float:
    """Kilometres between two towns with coordinates."""
    assert a.lat is not None
    assert a.lon is not None
    assert b.lat is not None
    assert b.lon is not None
    one, two = math.radians(a.lat), math.radians(b.lat)
    h = (
        math.sin((two - one) / 2) ** 2
        + math.cos(one) * math.cos(two) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 12742 * math.asin(min(1.0, math.sqrt(h)))


def _merge(attack: _Group, group: _Group) -> None:
    attack.victims += group.victims
    attack.hits += group.hits
    attack.days |= group.days
    attack.towns += group.towns
