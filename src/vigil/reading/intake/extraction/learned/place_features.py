"""Features of the places a report may mean: where they stand, what they are, what they are like."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.date_and_place import place_cost
from vigil.reading.intake.extraction.learned.linear import Buckets
from vigil.reading.intake.extraction.learned.place_candidates import Candidate, Choice
from vigil.reading.intake.extraction.learned.place_signs import PlaceSigns
from vigil.reading.intake.extraction.learned.position_features import MentionPositions, ReportLayout
from vigil.reading.intake.extraction.place_context import Context, doubt
from vigil.reading.intake.extraction.place_names import is_county
from vigil.reading.intake.gazetteer import Gazetteer, fold

_MOST = 6
"""Mentions of one place that are looked at; the nearest to the attack come first."""
_BESIDE = re.compile(r"\s*[,(]\s*|\s+(?:de|en|in|of|department,?|,? in)\s+|\s+-+\s+")


_COSTS = (0, 20, 50, 100, 200, 400)
"""Upper ends of the classes of what a place costs by the rules, above the cheapest."""
_PRIME = 0.04
"""Share of a country's people in the town from which agencies report of all of it."""
_NOT_LISTED = 150
"""What a name costs that the rules do not list."""
_WIRE = re.compile(
    r"\s*(?:[,(/][^\n]{0,40}?)?(?:\((?:[a-z]{2,5}|xinhua|reuters?|notimex|europa press)\)"
    r"|\d{1,2} [a-z]{3} \d\d|(?:reuters?|ap|afp|efe|dpa|tass)\b\s*[-/.])"
)
"""What follows the town from which an agency reports: it tells where its office is."""


_CAP_BEFORE = re.compile(r"(?<![.!?:] )(?<!^)\b[A-ZÀ-ÖØ-Þ][\w'’-]*\.?\s(?:d[eo]l?\s|la\s)?$")
_CAP_BEHIND = re.compile(r"\s[A-ZÀ-ÖØ-Þ][\w'’-]+")


def place_features(
    page: ReportLayout,
    choices: Sequence[Choice],
    hits: Sequence[AttackMention],
    context: Context,
    gazetteer: Gazetteer,
) -> list[tuple[Candidate, Buckets]]:
    """For each choice the mention that stands nearest to the attack, and the choice's features."""
    whole = _Report(page, choices, hits, context, gazetteer)
    signs = PlaceSigns(page, whole, hits, context)
    return [
        (
            mentions[0],
            page.buckets(whole.features(number), of_capitals=True, signs=signs.of(number)),
        )
        for number, mentions in enumerate(whole.ranked)
    ]


class _Report:
    """The choices of one report, each seen among the others."""

    def __init__(
        self,
        page: ReportLayout,
        choices: Sequence[Choice],
        hits: Sequence[AttackMention],
        context: Context,
        gazetteer: Gazetteer,
    ) -> None:
        self._gazetteer = gazetteer
        self._page = page
        self._hits = hits
        self._told = MentionPositions(page, hits)
        self.choices = choices
        self._context = context
        self.ranked = [sorted(c.mentions, key=self._distance) for c in choices]
        self._near = [self._distance(mentions[0]) for mentions in self.ranked]
        order = sorted(range(len(choices)), key=lambda n: self._near[n])
        self._place = {n: place for place, n in enumerate(order)}
        self.kinds = [_kind(c) for c in choices]
        self._count = Counter(self.kinds)
        self._most = max((len(c.mentions) for c in choices), default=0)
        self._country = next((c for c, _ in context.countries.most_common(1)), "")
        self._first: dict[str, int] = {}
        for n in order:
            self._first.setdefault(self.kinds[n], n)
        self._finer = self._told_finer()
        self._sure = {n for n in range(len(choices)) if self._stands_in_telling(n)}
        self._kind_at = {
            (c.part, c.name.start): kind
            for kind, choice in zip(self.kinds, choices, strict=True)
            for c in choice.mentions
        }
        self._next = self._neighbours()
        self._costs = [self._cost(mentions) for mentions in self.ranked]
        cheap = sorted(range(len(choices)), key=lambda n: self._costs[n])
        self._rank = {n: place for place, n in enumerate(cheap)}
        self._previous = {id(b): a for a, b in self._next.values()}
        folded = page.reading.folded["text"]
        lines = [
            c.name.end
            for choice in choices
            for c in choice.mentions
            if c.name.dateline and c.part == "text"
        ]
        self._prime = any(self._leads(c) for c in choices)
        self._wire = any(_WIRE.match(folded[end : end + 70]) for end in lines[:3])

    def _leads(self, choice: Choice) -> bool:
        """Return whether a dateline's town is so large that its country is reported from it."""
        best = choice.best
        if best is None or best.kind != "town" or not any(c.name.dateline for c in choice.mentions):
            return False
        return best.population > _PRIME * max(1, self._gazetteer.people_of(best.country))

    def _cost(self, mentions: Sequence[Candidate]) -> float:
        """Return what a place costs by the rules; they hold in every source."""
        costs = [
            place_cost(c.name, c.part, self._hits)
            + doubt(c.name, self._context)
            + (0 if c.how == "listed" else _NOT_LISTED)
            for c in mentions
        ]
        return min(costs) - 20 * min(4, len(mentions))

    def _distance(self, candidate: Candidate) -> tuple[bool, int, int]:
        """How far a mention is from the attack; words for a country come after names."""
        return candidate.how in ("people", "country of"), *self._told.distance(candidate.at)

    def _stands_in_telling(self, number: int) -> bool:
        """Return whether a sentence of the attack names a choice with a preposition of place."""
        name = self.ranked[number][0].name
        return self._near[number][:2] == (0, 0) and name.strong and not name.dateline

    def _told_finer(self) -> set[str]:
        """Countries and divisions a town of which is named, and how near to the tellings."""
        found: set[str] = set()
        for choice, mentions, near in zip(self.choices, self.ranked, self._near, strict=True):
            best = choice.best
            if best is None or best.kind == "country" or not choice.decided:
                continue
            level = "told" if near[:2] == (0, 0) else "near" if near[1] < 2 else "far"
            if mentions[0].how == "listed":
                found.add(f"{best.country}:{level}")
                if best.kind != "admin1":
                    found.add(f"{best.admin1_number}:{level}")
        return found

    def _neighbours(self) -> dict[int, tuple[Candidate, Candidate]]:
        """Candidates with another one right behind them: "Guadalupe, Zacatecas"."""
        found = {}
        mentions = [c for choice in self.choices for c in choice.mentions if c.how != "country of"]
        mentions.sort(key=lambda c: (c.part, c.name.start))
        for one, other in pairwise(mentions):
            folded = self._page.reading.folded[one.part]
            if one.part == other.part and _BESIDE.fullmatch(
                folded[one.name.end : other.name.start]
            ):
                found[id(one)] = one, other
        return found

    def features(self, number: int) -> set[str]:
        """Features of one choice: those of its mentions, of the nearest one, of the whole."""
        seen = set(self._whole(number))
        kind = self.kinds[number]
        for place, candidate in enumerate(self.ranked[number][:_MOST]):
            own = [
                *self._told.features(candidate.at, kind),
                *self._page.beside(candidate.at),
                *self._found(candidate),
            ]
            seen.update(own)
            if place == 0:
                seen.update(f"w:{f}" for f in own)
        return seen

    def _found(self, candidate: Candidate) -> Iterator[str]:
        """How a mention was found, and the places right before and behind it."""
        name = candidate.name
        yield f"how:{candidate.how}"
        if candidate.tail:
            yield f"tail:{candidate.tail}"
        for flag in ("strong", "quarter", "settlement", "dateline"):
            if getattr(name, flag):
                yield flag
        if self._page.within_a_person(candidate.part, name.start, name.end):
            yield "person"
        yield from (f"part of:{sign}" for sign in self._fragment(candidate))
        yield from (f"joined {sign}" for sign in self.joined(candidate))

    def joined(self, candidate: Candidate) -> Iterator[str]:
        """Yield which kinds of places stand right beside a mention."""
        if pair := self._next.get(id(candidate)):
            yield f"to:{self._kind_at[pair[1].part, pair[1].name.start]}"
        if before := self._previous.get(id(candidate)):
            yield f"from:{self._kind_at[before.part, before.name.start]}"

    def cost_step(self, number: int) -> str:
        """Class of what a choice costs by the rules, above the cheapest."""
        above = self._costs[number] - min(self._costs)
        return next((str(most) for most in _COSTS if above <= most), "far")

    def orders(self, number: int) -> tuple[int, int]:
        """Rank of a choice by nearness to the tellings, and by cost."""
        return self._place[number], self._rank[number]

    def _fragment(self, candidate: Candidate) -> Iterator[str]:
        """Yield on which sides a name seems to go on: "José Fresnillo", "Houston Astros"."""
        reading = self._page.reading
        if reading.upper or candidate.name.dateline or candidate.how in ("people", "country of"):
            return
        report = reading.report
        text = report.title if candidate.part == "title" else report.text
        if _CAP_BEFORE.search(text[max(0, candidate.name.start - 25) : candidate.name.start]):
            yield "before"
        if _CAP_BEHIND.match(text[candidate.name.end : candidate.name.end + 25]):
            yield "behind"

    def _whole(self, number: int) -> Iterator[str]:
        choice, kind, mentions = self.choices[number], self.kinds[number], self.ranked[number]
        names = sum(c.how != "people" for c in mentions)
        yield f"kind:{kind}"
        step = self.cost_step(number)
        yield f"cost:{step}"
        yield f"cost:{kind}:{step}"
        yield f"cheap:{min(self._rank[number], 4)}"
        yield f"cheap:{kind}:{min(self._rank[number], 2)}"
        yield f"count:{min(names, 5)}"
        yield f"count:{kind}:{min(names, 5)}"
        yield f"order:{min(self._place[number], 5)}"
        yield f"order:{kind}:{min(self._place[number], 3)}"
        yield f"nearest of kind:{kind}:{self._first[kind] == number:d}"
        yield f"apart:{kind}:{self._near[number][0]:d}:{min(self._near[number][1], 4)}"
        if self._count[kind] == 1:
            yield f"only:{kind}"
        if len(mentions) == self._most:
            yield f"most:{kind}"
        yield f"hows:{kind}:{','.join(sorted({c.how for c in mentions}))}"
        titled = any(c.part == "title" for c in mentions)
        lined = all(c.name.dateline or c.how == "country of" for c in mentions)
        yield f"titled:{titled:d}:{lined:d}:{kind}"
        if any(c.name.dateline for c in mentions):
            office = f"{self._wire:d}:{self._prime:d}"
            yield f"line:{office}:{lined:d}:{min(names, 3)}"
            yield f"line:{office}:{lined:d}:{kind}"
        yield f"rival:{lined:d}:{bool(self._sure - {number}):d}:{number in self._sure:d}"
        yield from self._is(choice, kind)
        words = fold(mentions[0].name.text).split()
        yield f"words:{min(len(words), 4)}"
        if kind in ("country", "unknown"):  # a town is never chosen for its name
            yield from (f"name:{word}" for word in words)
        if self._page.in_persons_names(words):
            yield f"person's:{kind}"
        if kind == "unknown":
            yield f"ending:{words[-1][-3:]}"

    def _is(self, choice: Choice, kind: str) -> Iterator[str]:
        """Yield what the gazetteer and the rest of the report state of a choice."""
        best = choice.best
        if best is None:
            return
        yield f"decided:{choice.decided:d}:{kind}"
        yield f"people:{len(str(best.population))}"
        yield f"main country:{best.country == self._country:d}:{kind}"
        yield f"supported:{self._context.supports(best):d}"
        own = best.country if best.kind == "country" else str(best.admin1_number)
        if best.kind in ("country", "admin1"):
            for level in ("told", "near", "far"):
                yield f"finer:{kind}:{level}:{f'{own}:{level}' in self._finer:d}"


def _kind(choice: Choice) -> str:
    if choice.best is None:
        return "unknown"
    if is_county(choice.best):
        return "admin1"  # what lies above towns, unlike a municipality
    return "quarter" if choice.mentions[0].name.quarter else choice.best.kind
