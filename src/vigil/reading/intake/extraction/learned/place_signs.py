"""Signs of the place of an attack that mean the same in every source: what a mention is there for.

A place may be where it happened, where somebody is from, where the wounded were taken, whose police
or governor speaks, or where the report was written. The words beside a mention and its distance to
the telling of the attack give it one standing; the signs of a place are the standings of its
mentions, and those of its rivals. They are few, so what they weigh holds in sources that taught
nothing.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Protocol

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.learned.place_candidates import Candidate, Choice
from vigil.reading.intake.extraction.learned.position_features import ReportLayout
from vigil.reading.intake.extraction.place_context import Context
from vigil.reading.intake.gazetteer import fold

_ATTACK = frozenset({"killed", "found", "happened"})
_HERE = frozenset({"in", "near", "settlement", "quarter", "way", "house"})
_ELSEWHERE = frozenset({"home", "office", "hospital", "held", "travel", "from", "like", "to"})
_NAMING = frozenset({"people", "newspaper"})
_STANDINGS = (
    "attack", "here", "here weak", "here near", "title here", "telling", "title", "here far",
    "dateline", "naming", "elsewhere", "far", "naming far", "elsewhere far", "people", "country of",
)  # fmt: skip
"""From the strongest standing to the weakest."""
_RANK = {standing: number for number, standing in enumerate(_STANDINGS)}
_TOLD = frozenset({"attack", "here", "here weak"})
_UNSAID = frozenset({"dateline", "people", "country of"})
"""Standings of what is no name in the text itself."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class SeenPlaces(Protocol):
    """The choices of one report as their features see them (`place_features`)."""

    choices: Sequence[Choice]
    ranked: list[list[Candidate]]
    kinds: list[str]

    def cost_step(self, number: int) -> str:
        """Class of what a choice costs by the rules."""

    def orders(self, number: int) -> tuple[int, int]:
        """Rank of a choice by nearness and by cost."""

    def joined(self, candidate: Candidate) -> Iterator[str]:
        """Yield which kinds of places stand right beside a mention."""


class PlaceSigns:
    """The standings of all places of one report."""

    def __init__(
        self,
        page: ReportLayout,
        seen: SeenPlaces,
        hits: Sequence[AttackMention],
        context: Context,
    ) -> None:
        self._page = page
        self._seen = seen
        self._context = context
        told = [h for h in hits if h.sentence.part == "text"]
        self._weak = sorted({h.number for h in told})
        self._strong = sorted({h.number for h in told if not h.trigger.weak})
        self._standings = [[self._standing(c) for c in mentions] for mentions in seen.ranked]
        self._best = [min(row, key=_RANK.__getitem__) for row in self._standings]
        self._wide = [_wide(kind) for kind in seen.kinds]
        self._rivals = [
            n for n, best in enumerate(self._best) if best in _TOLD and self._wide[n] not in _WIDE
        ]
        self._country = next((code for code, _ in context.countries.most_common(1)), "")

    def _standing(self, candidate: Candidate) -> str:
        """Return what one mention is there for."""
        if candidate.how == "people" or candidate.how == "country of":
            return candidate.how
        if candidate.name.dateline:
            return "dateline"
        before, behind = (set(kinds) for kinds in self._page.signs_beside(candidate.at))
        attack = bool(before & _ATTACK) and "hospital" not in before
        elsewhere = bool(before & _ELSEWHERE)
        led = candidate.name.strong or attack or bool(before & _HERE) or "event" in behind
        if candidate.part == "title":
            return "title here" if led and not elsewhere else "title"
        number = self._page.sentence(candidate.at)
        apart = min((abs(number - n) for n in self._weak), default=99)
        if elsewhere and not attack:
            return "elsewhere" if apart == 0 else "elsewhere far"
        if behind & _NAMING:
            return "naming" if apart == 0 else "naming far"
        if attack and apart == 0:
            return "attack"
        if not led:
            return "telling" if apart == 0 else "far"
        if number in self._strong:
            return "here"
        return ("here weak", "here near")[apart] if apart < 2 else "here far"

    def of(self, number: int) -> Iterator[str]:
        """Yield the signs of one choice."""
        choice, best, wide = self._seen.choices[number], self._best[number], self._wide[number]
        standings = self._standings[number]
        yield f"kind:{wide}"
        yield f"best:{best}"
        yield f"best:{best}:{wide}"
        yield from (f"has:{standing}" for standing in set(standings))
        yield f"count:{min(4, sum(s not in ('people', 'country of') for s in standings))}"
        yield from self._among_rivals(number)
        near, cheap = self._seen.orders(number)
        yield f"order:{min(near, 3)}"
        yield f"cost:{self._seen.cost_step(number)}"
        yield f"cheap:{min(cheap, 4)}"
        yield f"known:{choice.best is not None:d}:{choice.decided:d}"
        if choice.best is not None:
            yield f"main country:{choice.best.country == self._country:d}"
            yield f"supported:{self._context.supports(choice.best):d}"
            yield f"people:{min(7, len(str(choice.best.population)))}"
        yield from self._of_mentions(number)

    def _among_rivals(self, number: int) -> Iterator[str]:
        """Yield whether other places are told of, and finer ones within this one."""
        wide, best = self._wide[number], self._seen.choices[number].best
        rivals = [n for n in self._rivals if n != number]
        known = any(self._seen.choices[n].best is not None for n in rivals)
        line = all(s in ("dateline", "country of") for s in self._standings[number])
        yield f"line:{line:d}:{bool(rivals):d}:{known:d}:{wide}"
        if best is None or wide not in _WIDE:
            return
        yield f"told beside:{wide}:{bool(rivals):d}"
        finer = [
            n
            for n, choice in enumerate(self._seen.choices)
            if n != number and choice.best is not None and choice.best.country == best.country
            and (wide == "country" or choice.best.admin1_number == best.number)
            and (wide == "country" or self._wide[n] not in _WIDE)
        ]  # fmt: skip
        level = (
            "told" if any(n in self._rivals for n in finer)
            else "line" if any(self._best[n] == "dateline" for n in finer)
            else "named" if finer else "none"
        )  # fmt: skip
        yield f"finer:{wide}:{level}"

    def _of_mentions(self, number: int) -> Iterator[str]:
        """Yield where a choice stands first, and what stands beside its mentions."""
        wide, mentions = self._wide[number], self._seen.ranked[number]
        first = [
            self._page.sentence(c.at)
            for c, standing in zip(mentions, self._standings[number], strict=True)
            if c.part == "text" and standing not in _UNSAID
        ]
        yield f"first:{min(6, *first, 6) if first else 'unsaid'}"
        if any(c.part == "title" and c.how != "people" for c in mentions):
            yield f"titled:{wide}"
        for candidate, standing in zip(mentions, self._standings[number], strict=True):
            if standing != "dateline":
                before, behind = self._page.signs_beside(candidate.at)
                yield from (f"before:{kind}" for kind in before)
                yield from (f"behind:{kind}" for kind in behind)
        yield from (f"nearest:{kind}" for kind in self._page.signs_beside(mentions[0].at)[0])
        yield from (f"joined {sign}" for sign in self._seen.joined(mentions[0]))
        yield f"how:{wide}:{','.join(sorted({c.how for c in mentions}))}"
        if self._page.in_persons_names(fold(mentions[0].name.text).split()):
            yield f"person's:{wide}"
        past = Counter(self._past(c) for c in mentions if c.part == "text" and not c.name.dateline)
        if past[True]:
            yield f"past:{past[False] == 0:d}"

    def _past(self, candidate: Candidate) -> bool:
        """Return whether the sentence of a mention names a year gone by: another attack's."""
        reading = self._page.reading
        if reading.anchor is None:
            return False
        sentence = reading.sentences[self._page.sentence(candidate.at)]
        folded = reading.folded[candidate.part][sentence.start : sentence.end]
        return any(int(year) < reading.anchor.year for year in _YEAR.findall(folded))


_WIDE = ("country", "admin1")


def _wide(kind: str) -> str:
    """Return the kind of a place as coarsely as sources agree on it."""
    return kind if kind in ("country", "admin1", "unknown", "quarter") else "town"
