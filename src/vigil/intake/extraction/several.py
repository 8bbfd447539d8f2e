"""Several attacks told in one report: victims attacked on different days are told apart.

It is done only where the report says so itself: every named victim has a telling with a day of
its own in the same sentence, and the days differ. Otherwise one report is one account.
"""

from vigil.intake.extraction.dates import find_dates
from vigil.intake.extraction.events import Hit
from vigil.intake.extraction.reading import Reading
from vigil.intake.extraction.victims import Victim, same_person

Attack = tuple[list[Hit], list[Hit], list[Victim]]
"""Tellings with a victim, all tellings, and victims of one attack."""


def split_attacks(reading: Reading, hits: list[Hit], victims: list[Victim]) -> list[Attack]:
    """The attacks of a report, each with its tellings; empty when it is one attack."""
    if len(victims) < 2 or not all(v.name for v in victims):
        return []
    days: dict[str, Attack] = {}
    for victim in victims:
        own = [h for h in hits if _tells_of(reading, h, victim)]
        day = next((d for h in own if not h.trigger.weak for d in _days(reading, h)), None)
        if day is None:
            return []
        group = days.setdefault(day, ([], [], []))
        group[0].extend(own)
        group[1].extend(own)
        group[2].append(victim)
    if len(days) < 2 or _shared(list(days.values())):
        return []
    return list(days.values())


def _days(reading: Reading, hit: Hit) -> list[str]:
    """Days named in the sentence that tells the attack, the nearest first."""
    folded = reading.folded[hit.sentence.part]
    found = find_dates(folded, hit.sentence.start, hit.sentence.end, reading.anchor)
    near = sorted(found, key=lambda d: min(abs(d.start - hit.end), abs(hit.start - d.end)))
    return [d.value for d in near if d.precision == "day"]


def _tells_of(reading: Reading, hit: Hit, victim: Victim) -> bool:
    names = [
        " ".join(reading.slice(hit.sentence.part, *m.name).split()) for m in hit.victims if m.name
    ]
    return any(victim.name and same_person(name, victim.name) for name in names)


def _shared(attacks: list[Attack]) -> bool:
    """Whether one telling belongs to two attacks: then they are not told apart."""
    seen: set[tuple[str, int]] = set()
    for hits, _, _ in attacks:
        own = {(h.sentence.part, h.start) for h in hits}
        if own & seen:
            return True
        seen |= own
    return False
