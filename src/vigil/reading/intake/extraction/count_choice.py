"""How many an attack killed and hurt: a choice among the numbers that the report states."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.count_mention import CountMention, Kind
from vigil.reading.intake.extraction.count_mentions import find_counts
from vigil.reading.intake.extraction.count_words import count_words
from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.lexicon import read_toml
from vigil.reading.intake.extraction.number_phrases import added, exact
from vigil.reading.intake.extraction.victims import FoundAt, Victim
from vigil.reading.records import Count

Sized = tuple[Victim, int]
"""A victim, and how many people it stands for."""
_MOST = 500
"""A number above it is of a war or a year, not of one attack."""
_MOST_PARTS = 4
"""Attacks that a report tells one by one; more are a statistic."""
_SMALL = 5
"""A larger number that is a total of several attacks in one sentence is so in all."""
_NEAR = 2
"""Sentences from the telling of an attack that still speak of it, where others are told too."""
_OPENING = 2
"""Sentences at the head of a text."""


@dataclass(frozen=True, slots=True)
class CountRead:
    """A number of people of one attack, and the words that state it."""

    count: Count
    at: list[FoundAt]


@dataclass(slots=True)
class Candidate:
    """A number that may be that of the attack: what speaks for it, and who states it."""

    features: dict[str, float] = field(default_factory=dict)
    reads: list[CountRead] = field(default_factory=list)
    """The ways it is come by, the plainest first."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A number in a report: where it stands, counted from the head of the text."""

    mention: CountMention
    number: int
    away: int

    @property
    def value(self) -> int:
        return value_of(self.mention.count)

    @property
    def title(self) -> bool:
        return self.mention.sentence.part == "title"

    @property
    def plain(self) -> bool:
        """It counts all who died in this attack, as far as the words around it go."""
        m = self.mention
        return not (m.part_of or m.general or m.several or m.doers)

    @property
    def zone(self) -> str:
        if self.title:
            return "title"
        return "lead" if self.away < _OPENING else "near" if self.away < 6 else "far"

    def read(self) -> CountRead:
        m = self.mention
        return CountRead(m.count, [FoundAt(m.sentence.part, m.start, m.end)])


class ReportCounts:
    """The numbers of people killed and hurt that one report states."""

    def __init__(self, reading: ReportFindings) -> None:
        self._r = reading
        self._found: dict[int, list[CountMention]] = {}
        self._first = next((n for n, s in enumerate(reading.sentences) if s.part == "text"), 0)

    def killed(
        self,
        hits: Sequence[AttackMention],
        others: Sequence[AttackMention],
        victims: Sequence[Sized],
    ) -> CountRead | None:
        """Return how many an attack killed: of all numbers the one likeliest to be its own."""
        candidates = self.candidates(hits, others, victims)
        if not candidates:
            return None
        weights = _weights()
        best = max(
            candidates,
            key=lambda n: (
                sum(weights.get(f, 0.0) * v for f, v in candidates[n].features.items()),
                n,
            ),
        )
        reads = candidates[best].reads
        main = hits[0]
        told = FoundAt(main.sentence.part, main.start, main.end)
        read = reads[0] if reads else CountRead(exact(best), [told])
        many = any(v.plural and v.name is None and size == 1 for v, size in victims)
        return CountRead(Count(low=1, best=1), read.at) if many and read.count == exact(1) else read

    def tells_of_dead(self, hits: Sequence[AttackMention], others: Sequence[AttackMention]) -> bool:
        """Return whether title or opening say that people were killed, of this attack."""
        return any(
            p.plain and (p.title or p.away < _OPENING) for p in self._placed("killed", hits, others)
        )

    def parts_of_total(self) -> list[int]:
        """Return the sentences that tell the attacks of which the head of the report has the total.

        "Twelve die in two attacks", and further on nine are killed in one and three in another:
        their numbers make the total, in the order of the text. Empty where none does.
        """
        opening = range(min(self._first + _OPENING, len(self._r.sentences)))
        if not any(m.several for number in opening for m in self._mentions(number)):
            return []
        placed = self._placed("killed", (), ())
        totals = {p.value for p in placed if p.mention.several and p.mention.stated}
        head = max((p.number for p in placed if p.value in totals and p.away < _OPENING), default=0)
        parts = [
            p
            for p in placed
            if p.number > head and p.plain and p.value not in totals and not p.title
        ]
        first = {p.number: p for p in reversed(parts)}
        for total in totals:
            told: list[_Placed] = []
            for number in sorted(first):
                told.append(first[number])
                reached = sum(p.value for p in told)
                if reached == total and len(told) > 1:
                    return [p.number for p in told]
                if reached > total or len(told) == _MOST_PARTS:
                    break
        return []

    def speaks_of_dead(self) -> bool:
        """Return whether any sentence counts people killed, of whatever attack."""
        return any(
            m.kind == "killed" for n in range(len(self._r.sentences)) for m in self._mentions(n)
        )

    def nobody(self, kind: Kind) -> CountRead | None:
        """Return the number none, where the report says so: "no one was injured"."""
        words = count_words(self._r.language.code)
        pattern = words.none_killed if kind == "killed" else words.none_hurt
        for sentence in self._r.sentences:
            match = pattern.search(sentence.folded)
            if match is not None:
                start, end = sentence.start + match.start(), sentence.start + match.end()
                return CountRead(exact(0), [FoundAt(sentence.part, start, end)])
        return None

    def injured(
        self,
        hits: Sequence[AttackMention],
        others: Sequence[AttackMention],
        victims: Sequence[Sized],
        killed: CountRead | None,
    ) -> CountRead | None:
        """Return how many it hurt: stated in the title, at the head of the text, or further on."""
        placed = [p for p in self._placed("injured", hits, others) if p.plain]
        stated = _foremost([p for p in placed if p.mention.stated])
        if stated is not None:
            return stated.read()
        shot = self._shot_and_alive(hits, others, killed)
        if shot is not None:
            return shot
        single = max(placed, key=lambda p: (p.value, -p.number), default=None)
        known = _known_injured(victims, killed)
        if known and (single is None or len(known) >= single.value):
            return CountRead(exact(sum(n for _, n in known)), [v.outcome_at for v, _ in known])
        return single.read() if single is not None else self.nobody("injured")

    def _shot_and_alive(
        self,
        hits: Sequence[AttackMention],
        others: Sequence[AttackMention],
        killed: CountRead | None,
    ) -> CountRead | None:
        """Return those who were shot less those who died: "five people shot, one fatally"."""
        shot = _foremost(
            [p for p in self._placed("hit", hits, others) if p.plain and p.mention.stated]
        )
        if shot is None:
            return None
        if killed is None:
            return shot.read()
        dead, number = killed.count.best, shot.mention.count.best
        if dead is None or number is None or number <= dead:
            return None
        return CountRead(exact(number - dead), [*shot.read().at, *killed.at])

    # -- what may be the number -----------------------------------------------------------

    def candidates(
        self,
        hits: Sequence[AttackMention],
        others: Sequence[AttackMention],
        victims: Sequence[Sized],
    ) -> dict[int, Candidate]:
        """Return the numbers that may be that of those killed, with what speaks for each."""
        killed = [(v, n) for v, n in victims if v.outcome == "killed"]
        named = sum(v.name is not None for v, _ in killed)
        known = sum(n for _, n in killed)
        placed = [
            p
            for p in self._placed("killed", hits, others)
            if p.mention.stated or p.mention.count.best is not None
        ]
        found: dict[int, Candidate] = {}
        self._add_mentions(found, placed, {h.number for h in hits}, max(1, named))
        if known:
            reads = [CountRead(exact(known), [v.outcome_at for v, _ in killed])]
            _add(found, known, "known", reads)
        _add(found, 1, "one", [])
        support = {p.value for p in placed if p.plain and (p.mention.stated or p.zone in _HEAD)}
        found = {n: c for n, c in found.items() if n >= named or n in support}
        _compare(found, placed, known, named)
        return found

    def _add_mentions(
        self, found: dict[int, Candidate], placed: list[_Placed], own: set[int], named: int
    ) -> None:
        first = min((p.number for p in placed if not p.title), default=0)
        for p in sorted(placed, key=lambda p: (not p.plain, not p.mention.stated, p.number)):
            m = p.mention
            word = "stated" if m.stated else "told"
            kind = (
                "part"
                if m.part_of
                else "general"
                if m.general
                else "several"
                if m.several
                else "doers"
                if m.doers
                else "further"
                if m.further or m.beside
                else ""
            )
            _add(found, p.value, f"{word} {kind}:{p.zone}", [p.read()])
            if m.toll and not kind:
                _add(found, p.value, "toll", [])
            if not kind and p.number in own:
                _add(found, p.value, f"{word} own", [])
            if not kind and p.number == first:
                _add(found, p.value, f"{word} first", [])
            if p.plain and (m.beside or self._others(p)):
                self._add_sum(found, p, placed, named)

    def _others(self, p: _Placed) -> bool:
        """Return whether only others are counted, not those named: "five others", "otros dos"."""
        m = p.mention
        if not m.further or not m.stated:
            return False
        words = self._r.folded[m.sentence.part][max(m.sentence.start, m.start - 8) : m.start + 14]
        return bool(count_words(self._r.language.code).further.search(words))

    def _add_sum(
        self, found: dict[int, Candidate], p: _Placed, placed: list[_Placed], named: int
    ) -> None:
        """Add to those told before the people killed beside them: "Two guards were also killed"."""
        before = [
            q
            for q in placed
            if q.plain
            and (q.number, q.mention.end) < (p.number, p.mention.start)
            and not q.mention.beside
        ]
        if any(q.mention.stated and q.value > p.value for q in before):
            return  # a total, of which these are a part
        near = [q for q in before if p.number - q.number < 3]
        first = max(near, key=lambda q: (q.value, -q.number), default=None)
        told = first.read() if first is not None else CountRead(exact(named), [])
        read = CountRead(added([told.count, p.mention.count]), [*told.at, *p.read().at])
        _add(found, value_of(read.count), f"sum:{p.zone}", [read])

    def _placed(
        self, kind: Kind, hits: Sequence[AttackMention], others: Sequence[AttackMention]
    ) -> list[_Placed]:
        """Return the numbers of one kind in the sentences that speak of an attack."""
        own = {h.number for h in hits}
        strange = {h.number for h in others} - own
        placed: list[_Placed] = []
        for number in range(len(self._r.sentences)):
            if not self._speaks(number, own, strange):
                continue
            placed.extend(
                _Placed(mention, number, number - self._first)
                for mention in self._mentions(number)
                if mention.kind == kind and 0 < value_of(mention.count) < _MOST
            )
        several = {p.value for p in placed if p.mention.several and p.value > _SMALL}
        return [
            replace(p, mention=replace(p.mention, several=True)) if p.value in several else p
            for p in placed
        ]

    def _speaks(self, number: int, own: set[int], strange: set[int]) -> bool:
        """Return whether a sentence speaks of the attack: where others are told, only near it."""
        if not strange:
            return True
        if number in strange:
            return False
        near = min((abs(number - n) for n in own), default=99)
        return near <= min(_NEAR, *(abs(number - n) for n in strange))

    def _mentions(self, number: int) -> list[CountMention]:
        if number not in self._found:
            sentence, language = self._r.sentences[number], self._r.language
            year = self._r.anchor.year if self._r.anchor else None
            self._found[number] = (
                find_counts(language.code, sentence, self._r.mentions[number], year)
                if language.roots.search(sentence.folded)
                else []
            )
        return self._found[number]


_HEAD = ("title", "lead")


def _foremost(placed: list[_Placed]) -> _Placed | None:
    """Return the largest number of the title, or else of the head of the text, or of any."""
    for group in ([p for p in placed if p.title], [p for p in placed if p.away < 4], placed):
        if group:
            return max(group, key=lambda p: (p.value, -p.number))
    return None


def _known_injured(victims: Sequence[Sized], killed: CountRead | None) -> list[Sized]:
    """Return the victims read as hurt, those without a name as one.

    Nobody where all victims together are no more than those killed: to be shot was to die.
    """
    hurt = [(v, n) for v, n in victims if v.outcome == "injured"]
    dead = value_of(killed.count) if killed else 0
    if sum(n for _, n in victims) <= dead:
        return []
    named = [(v, n) for v, n in hurt if v.name]
    return named or hurt[:1]


def value_of(count: Count) -> int:
    """Return the one number by which a count is compared with others."""
    return count.best or count.low or count.high or 0


def _add(found: dict[int, Candidate], number: int, feature: str, reads: list[CountRead]) -> None:
    candidate = found.setdefault(number, Candidate())
    if feature in candidate.features:
        feature = f"{feature}, again"
    candidate.features[feature] = 1.0
    candidate.reads.extend(reads)


def _compare(found: dict[int, Candidate], placed: list[_Placed], known: int, named: int) -> None:
    """Add to each number how it stands to the others and to the victims read."""
    whole = [p for p in placed if p.plain and p.mention.stated and not p.mention.beside]
    plain = Counter(p.value for p in whole)
    head = [p.value for p in whole if p.title or p.away < 4]
    for number, candidate in found.items():
        compared = {
            "largest": number == max(plain, default=0),
            "largest at the head": number == max(head, default=0),
            "fewer than known": number < known,
            "fewer than named": number < named,
            "all named": number == named > 1,
            "known, some unnamed": number == known != named,
            "more than known": number > known > 0,
            "only one": len(found) == 1,
            "one beside stated": number == 1 and bool(plain),
            "above twenty": number > 20,
        }
        candidate.features.update({name: 1.0 for name, holds in compared.items() if holds})
        candidate.features["size"] = math.log(number)


@cache
def _weights() -> dict[str, float]:
    """Return the weight of each feature, as `benchmarks/fit_counts.py` learnt them."""
    weights: dict[str, float] = read_toml("count_weights.toml")["killed"]
    return weights
