"""Which of the dates and places a report names are those of the attack."""

from collections import Counter
from collections.abc import Sequence

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.dates import FoundDate, about_another_day, find_dates
from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.place_context import UNLIKELY, doubt, gather, resolve
from vigil.reading.intake.extraction.place_names import PlaceName, PlaceNames, is_county
from vigil.reading.intake.extraction.sentences import Part
from vigil.reading.intake.extraction.victims import FoundAt
from vigil.reading.intake.gazetteer import fold
from vigil.reading.records import PlaceRead

PARTS: tuple[Part, ...] = ("text", "title")
_FAR = 600.0
"""A date that costs more is not taken for the day of the attack: better none than a wrong one."""


def choose_date(
    reading: ReportFindings, hits: list[AttackMention], others: list[AttackMention]
) -> tuple[FoundDate, FoundAt] | None:
    """Return the date nearest to the words of the attack, and where it is in the text.

    `others` tell other attacks of the report: their sentences say nothing of this one.
    """
    best: tuple[float, FoundDate, Part] | None = None
    for part in PARTS:
        folded = reading.folded[part]
        own = [h for h in hits if h.sentence.part == part]
        for found in find_dates(folded, 0, len(folded), reading.anchor):
            if (part == "text" and in_dateline(reading, found)) or after_publication(
                reading, found
            ):
                continue
            if told_in(others, hits, part, found.start):
                continue
            cost = _date_cost(found, own, folded)
            if cost < _FAR and (best is None or cost < best[0]):
                best = (cost, found, part)
    return (best[1], FoundAt(best[2], best[1].start, best[1].end)) if best else None


def in_dateline(reading: ReportFindings, found: FoundDate) -> bool:
    """Return whether a date is that of the dateline: the day of writing, not of an attack."""
    if reading.dateline is None:
        return False
    start, end = reading.dateline
    return found.start <= start + 9 and found.end <= end + 1


def after_publication(reading: ReportFindings, found: FoundDate) -> bool:
    """Return whether a date lies after publication: what is reported has happened by then."""
    return reading.anchor is not None and found.value > reading.anchor.isoformat()


def _date_cost(found: FoundDate, hits: list[AttackMention], folded: str) -> float:
    """How far a date stands from the telling of the attack; other days cost more."""
    if not hits:
        return 1000
    cost: float = min(
        (0 if h.sentence.start <= found.start < h.sentence.end else 150)
        + min(abs(found.start - h.end), abs(h.start - found.end))
        + (150 if h.trigger.weak else 0)
        + (100 if h.trigger.nominal and found.relative else 0)
        for h in hits
    )
    if about_another_day(folded, found):
        cost += 250
    return cost + {"day": 0, "month": 200, "year": 350}.get(found.precision, 400)


class Scene:
    """The places one report names, and which of them is that of an attack."""

    def __init__(self, reading: ReportFindings, places: PlaceNames) -> None:
        names = [
            (name, part)
            for part in PARTS
            for name in places.names(
                reading.report.title if part == "title" else reading.report.text,
                reading.folded[part],
                reading.upper,
                _persons(reading, part),
            )
        ]
        self.listed = names
        """Every name found, and the part it stands in."""
        self._told = Counter(fold(n.text) for n, _ in names)
        self._names: list[tuple[PlaceName, Part, float]] = []
        texts = {"title": reading.report.title, "text": reading.report.text}
        self.context = gather(
            places.gazetteer,
            reading.report,
            reading.language.code,
            [(name, texts[part]) for name, part in names],
        )
        doubts = [(name, part, doubt(name, self.context)) for name, part in names]
        self._names = [n for n in doubts if n[0].strong or n[2] < UNLIKELY]

    def choose(
        self, hits: list[AttackMention], others: list[AttackMention]
    ) -> tuple[PlaceRead, FoundAt] | None:
        """Return the place nearest to the words of the attack, and where it is in the text.

        `others` tell other attacks of the report: their sentences say nothing of this one.
        """
        names = [n for n in self._names if not told_in(others, hits, n[1], n[0].start)]
        if not names:
            return None
        name, part, _ = min(
            names,
            key=lambda n: (
                place_cost(n[0], n[1], hits) + n[2] - 20 * min(4, self._told[fold(n[0].text)])
            ),
        )
        return resolve(name, self.context), FoundAt(part, name.start, name.end)

    def choose_whole(
        self, hits: list[AttackMention], others: list[AttackMention]
    ) -> tuple[PlaceRead, FoundAt, FoundAt | None] | None:
        """Return the place of an attack, where it is stated, and where a part of its name is.

        The last is None unless a quarter is named elsewhere than its town.
        """
        found = self.choose(hits, others)
        return None if found is None else (*found, None)

    def town_in(self, hit: AttackMention) -> PlaceRead | None:
        """Return the town that the sentence of an attack names for it; None without coordinates."""
        own = [
            name
            for name, part, cost in self._names
            if part == hit.sentence.part
            and hit.sentence.start <= name.start < hit.sentence.end
            and name.strong
            and not name.dateline
            and cost == 0
        ]
        if not own:
            return None
        near = min(own, key=lambda n: min(abs(n.start - hit.end), abs(hit.start - n.end)))
        place = resolve(near, self.context)
        return place if place.lat is not None and place.precision in ("town", "admin2") else None


def told_in(others: list[AttackMention], own: list[AttackMention], part: Part, at: int) -> bool:
    """Return whether a place or day stands in a sentence that tells of other attacks only."""

    def within(hits: list[AttackMention]) -> bool:
        return any(
            h.sentence.part == part and h.sentence.start <= at < h.sentence.end for h in hits
        )

    return within(others) and not within(own)


def _persons(reading: ReportFindings, part: Part) -> list[tuple[int, int]]:
    return [
        mention.name
        for sentence, mentions in zip(reading.sentences, reading.mentions, strict=True)
        if sentence.part == part
        for mention in mentions
        if mention.name
    ]


def place_cost(name: PlaceName, part: Part, hits: Sequence[AttackMention]) -> float:
    """How far a place stands from the telling of the attack, and how little it looks it."""
    own = [h for h in hits if h.sentence.part == part]
    cost = 400.0 + name.start * 0.1 if part == "text" else 150.0
    if own:
        cost = min(
            (0 if h.sentence.start <= name.start < h.sentence.end else 150)
            + min(abs(name.start - h.end), abs(h.start - name.end)) * 0.6
            + (80 if h.trigger.weak else 0)
            for h in own
        )
    cost += 0 if name.strong else 120
    if name.dateline:
        cost = min(cost, 170)
    if not name.candidates:
        return cost
    kind = "admin1" if is_county(name.candidates[0]) else name.candidates[0].kind
    return cost + {"country": 300, "admin1": 60}.get(kind, 0) + (40 if name.quarter else 0)
