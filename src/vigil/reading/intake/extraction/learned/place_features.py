"""Features of the places a report may mean: where they stand, what they are, what they are like."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.learned.linear import Buckets
from vigil.reading.intake.extraction.learned.place_candidates import Candidate, Choice
from vigil.reading.intake.extraction.learned.position_features import MentionPositions, ReportLayout
from vigil.reading.intake.extraction.place_context import Context
from vigil.reading.intake.extraction.sentences import Part
from vigil.reading.intake.gazetteer import fold

_MOST = 6
"""Mentions of one place that are looked at; the nearest to the attack come first."""
_BESIDE = re.compile(r"\s*[,(]\s*|\s+(?:de|en|in|of|department,?|,? in)\s+|\s+-+\s+")


def place_features(
    page: ReportLayout, choices: Sequence[Choice], hits: Sequence[AttackMention], context: Context
) -> list[tuple[Candidate, Buckets]]:
    """For each choice the mention that stands nearest to the attack, and the choice's features."""
    whole = _Report(page, choices, hits, context)
    return [
        (mentions[0], page.buckets(whole.features(number)))
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
    ) -> None:
        self._page = page
        self._told = MentionPositions(page, hits)
        self._choices = choices
        self._context = context
        self.ranked = [sorted(c.mentions, key=self._distance) for c in choices]
        self._near = [self._distance(mentions[0]) for mentions in self.ranked]
        order = sorted(range(len(choices)), key=lambda n: self._near[n])
        self._place = {n: place for place, n in enumerate(order)}
        self._kinds = [_kind(c) for c in choices]
        self._count = Counter(self._kinds)
        self._most = max((len(c.mentions) for c in choices), default=0)
        self._country = next((c for c, _ in context.countries.most_common(1)), "")
        self._first: dict[str, int] = {}
        for n in order:
            self._first.setdefault(self._kinds[n], n)
        self._finer = self._told_finer()
        self._sure = {n for n in range(len(choices)) if self._stands_in_telling(n)}
        self._kind_at = {
            (c.part, c.name.start): kind
            for kind, choice in zip(self._kinds, choices, strict=True)
            for c in choice.mentions
        }
        self._next = self._neighbours()
        self._previous = {id(b): a for a, b in self._next.values()}
        self._persons, self._person_words = _persons(page)

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
        for choice, mentions, near in zip(self._choices, self.ranked, self._near, strict=True):
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
        mentions = [c for choice in self._choices for c in choice.mentions if c.how != "country of"]
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
        kind = self._kinds[number]
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
        if any(
            part == candidate.part and start <= name.start and name.end <= end
            for part, start, end in self._persons
        ):
            yield "person"
        if pair := self._next.get(id(candidate)):
            yield f"joined to:{self._kind_at[pair[1].part, pair[1].name.start]}"
        if before := self._previous.get(id(candidate)):
            yield f"joined from:{self._kind_at[before.part, before.name.start]}"

    def _whole(self, number: int) -> Iterator[str]:
        choice, kind, mentions = self._choices[number], self._kinds[number], self.ranked[number]
        names = sum(c.how != "people" for c in mentions)
        yield f"kind:{kind}"
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
        yield f"rival:{lined:d}:{bool(self._sure - {number}):d}:{number in self._sure:d}"
        yield from self._is(choice, kind)
        words = fold(mentions[0].name.text).split()
        yield f"words:{min(len(words), 4)}"
        if kind in ("country", "unknown"):  # a town is never chosen for its name
            yield from (f"name:{word}" for word in words)
        if any(word in self._person_words for word in words):
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
    return "quarter" if choice.mentions[0].name.quarter else choice.best.kind


def _persons(page: ReportLayout) -> tuple[set[tuple[Part, int, int]], set[str]]:
    """Spans read as names of persons, and the words of those of several words."""
    reading = page.reading
    spans = {
        (sentence.part, *mention.name)
        for sentence, mentions in zip(reading.sentences, reading.mentions, strict=True)
        for mention in mentions
        if mention.name
    }
    names = [reading.folded[part][start:end].split() for part, start, end in spans]
    return spans, {word for words in names if len(words) > 1 for word in words}
