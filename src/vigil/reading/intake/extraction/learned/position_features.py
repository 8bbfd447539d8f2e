"""Where a place or a day stands in a report: towards the tellings of an attack, among which words.

Features are of two sorts. *Traits* say where a span stands and what it is, and mean the same in
every source. *Wordings* are the very words beside it: they tell one source's habits more than what
holds elsewhere, so their places are apart (from `WORDINGS` on) and training trusts them less.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import numpy as np

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.learned.linear import BUCKETS, Buckets, buckets, each_once
from vigil.reading.intake.extraction.lexicon import alternatives, pattern, read_toml, read_words
from vigil.reading.intake.extraction.place_names import NAMED_AFTER
from vigil.reading.intake.extraction.sentences import Part
from vigil.reading.intake.extraction.victims import FoundAt

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[,;:.()\"\[\]-]")
_NUMBER = re.compile(r"\d")
WORDINGS = BUCKETS // 2
"""The first place of the features that are wordings."""
SIGNS = WORDINGS - (1 << 15)
"""The first place of signs: few features that are learnt by themselves."""
_WORDING = ("-", "+", "left:", "right:", "bridge:", "words:", "name:", "ending:")
_WINDOW = 5
"""Words on each side of a mention."""
_GAPS = (3, 10, 25, 50, 100, 200, 400)
_REACH = 60
"""Code points beside a mention in which words for what it is are looked for."""
_SIGNS = re.compile(
    r"\b(?:by|por|par|pel[oa]s?|that|which|who|que|qui|and|y|e|et|of|de|del|in|en|em|na|no|"
    r"dans|at|near|from|said|after|when|against|to|was|were|fue)\b|[,;:(\"]"
)
_OTHER_DAY = pattern(r"\b(?:" + alternatives("other_days") + r")\b")
_OTHER_DAY_BEHIND = pattern(r"[^.;:(]{0,30}?\b(?:" + alternatives("other_days") + r")\b")
"""In the clause behind a place: "Inició en Toluca el juicio"."""


def _kinds(side: str, source: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    listed = read_toml("beside_places.toml")[side]
    return tuple((kind, pattern(source.replace("WORDS", words))) for kind, words in listed.items())


_BEFORE = _kinds("before", r"(?<![^\W_])(?:WORDS) ?$")
_BEHIND = _kinds("after", r"[ ,]*(?:WORDS)(?![^\W_])")
_OF_PLACES = ("in", "near", "settlement", "way", "quarter", "division")
_LEADS = tuple(words for kind, words in _BEFORE if kind in _OF_PLACES)
"""Words before a name after which it is no person's."""


class ReportLayout:
    """The words and sentences of a report, laid out so that features are cheap to take."""

    def __init__(self, reading: ReportFindings) -> None:
        self.reading = reading
        self._tokens: dict[Part, tuple[list[int], list[str]]] = {}
        self._starts: dict[Part, list[int]] = {"text": [], "title": []}
        self._numbers: dict[Part, list[int]] = {"text": [], "title": []}
        for number, sentence in enumerate(reading.sentences):
            self._starts[sentence.part].append(sentence.start)
            self._numbers[sentence.part].append(number)
        for part, folded in reading.folded.items():
            found = list(_WORD.finditer(folded))
            self._tokens[part] = [m.start() for m in found], [_shape(m[0]) for m in found]

        self._persons, self._person_words = _persons(reading)
        self._signs: dict[FoundAt, tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def names_a_person(self, part: Part, start: int, end: int) -> bool:
        """Return whether a name is, or stands in, that of somebody named in full."""
        return self.within_a_person(part, start, end) or self.in_persons_names(
            self.reading.folded[part][start:end].split()
        )

    def within_a_person(self, part: Part, start: int, end: int) -> bool:
        """Return whether a span stands within what was read as the name of a person."""
        return any(p == part and s <= start and end <= e for p, s, e in self._persons)

    def in_persons_names(self, words: Sequence[str]) -> bool:
        """Return whether a folded word is part of somebody's name of several words."""
        return any(word in self._person_words for word in words)

    def leads_to_a_place(self, at: FoundAt) -> bool:
        """Return whether the words right before a span make it a place: "in", "village of".

        "Of" does not: it stands before names of persons too.
        """
        folded = self.reading.folded[at.part]
        left = folded[max(0, at.start - _REACH) : at.start]
        return any(words.search(left) for words in _LEADS)

    def leads_to_a_person(self, at: FoundAt) -> bool:
        """Return whether "a" stands before a span in Spanish or Portuguese: "mató a Zimmerman"."""
        before = self.reading.folded[at.part][max(0, at.start - 3) : at.start]
        return before == " a " and self.reading.language.code in ("es", "pt")

    def signs_beside(self, at: FoundAt) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the kinds of the words before and behind a span: "home", "hospital", "near"."""
        found = self._signs.get(at)
        if found is None:
            folded = self.reading.folded[at.part]
            left, right = folded[max(0, at.start - _REACH) : at.start], folded[at.end :][:_REACH]
            found = self._signs[at] = (
                tuple(kind for kind, words in _BEFORE if words.search(left)),
                tuple(kind for kind, words in _BEHIND if words.match(right))
                + (("other day",) if _OTHER_DAY_BEHIND.match(right) else ()),
            )
        return found

    def sentence(self, at: FoundAt) -> int:
        """Return the number of the sentence in which a span begins."""
        numbers = self._numbers[at.part]
        place = bisect_right(self._starts[at.part], at.start) - 1
        return numbers[max(0, place)] if numbers else 0

    def _around(self, at: FoundAt) -> tuple[list[str], list[str]]:
        """Return the words before and after a span, nearest ones last and first."""
        starts, words = self._tokens[at.part]
        first, last = bisect_left(starts, at.start), bisect_left(starts, at.end)
        return words[max(0, first - _WINDOW) : first], words[last : last + _WINDOW]

    def beside(self, at: FoundAt) -> Iterator[str]:
        """Yield the words beside a span, and what kinds of words they are."""
        before, after = self._around(at)
        for n, word in enumerate(reversed(before[-2:]), 1):
            yield f"-{n}:{word}"
        for n, word in enumerate(after[:2], 1):
            yield f"+{n}:{word}"
        yield "-2-1:" + " ".join(before[-2:])
        yield "+1+2:" + " ".join(after[:2])
        yield "-1+1:" + " ".join([*before[-1:], "_", *after[:1]])
        for word in before:
            yield f"left:{word}"
        for word in after:
            yield f"right:{word}"
        kinds = self.signs_beside(at)
        yield from (f"before:{kind}" for kind in kinds[0])
        yield from (f"behind:{kind}" for kind in kinds[1] if kind != "other day")
        if _OTHER_DAY.search(self.reading.folded[at.part], max(0, at.start - _REACH), at.start):
            yield "other day before"

    def buckets(
        self,
        features: Iterable[str],
        *,
        of_capitals: bool = False,
        signs: Iterable[str] | None = None,
    ) -> Buckets:
        """Features as places of a model: traits in its first half, wordings in its second.

        `signs` have places of their own, between the two (from `SIGNS` on).

        `of_capitals`: give each feature once more, for texts in capitals or for all others: what
        is learnt of old agency archives does not bend the rest (Daumé 2007, feature augmentation).
        """
        traits: list[str] = []
        wordings: list[str] = []
        for feature in features:
            wording = feature.removeprefix("w:").startswith(_WORDING)
            (wordings if wording else traits).append(feature)
        prefixes = ("", "upper|" if self.reading.upper else "lower|") if of_capitals else ("",)
        low, high = buckets(traits, prefixes), buckets(wordings, prefixes)
        high = high % WORDINGS + WORDINGS
        if signs is None:
            return each_once(np.concatenate((low % WORDINGS, high)))
        own = buckets(signs, ("", "upper|") if self.reading.upper else ("",))
        return each_once(np.concatenate((low % SIGNS, own % (WORDINGS - SIGNS) + SIGNS, high)))


def _persons(reading: ReportFindings) -> tuple[set[tuple[Part, int, int]], set[str]]:
    """Spans read as names of persons, and the words of those of several words."""
    spans = {
        (sentence.part, *mention.name)
        for sentence, mentions in zip(reading.sentences, reading.mentions, strict=True)
        for mention in mentions
        if mention.name and not _is_named_after(reading.folded[sentence.part], mention.name[0])
    }
    names = {span: reading.folded[span[0]][span[1] : span[2]].split() for span in spans}
    places = {words[2] for words in names.values() if _is_of_somewhere(words)}
    kept = {span: words for span, words in names.items() if words[-1] not in places}
    return set(kept), {word for words in kept.values() if len(words) > 1 for word in words}


def _is_of_somewhere(words: Sequence[str]) -> bool:
    """Return whether one word of a place was read as a person's name: "Westgate de Nairobi"."""
    return len(words) == 3 and words[1] in ("de", "of", "di") and words[0] not in _given_names()


@cache
def _given_names() -> frozenset[str]:
    return read_words("given_names.txt")


def _is_named_after(folded: str, start: int) -> bool:
    """Return whether a quarter or village is named like a person: "colonia Benito Juárez"."""
    return NAMED_AFTER.search(folded[max(0, start - 40) : start]) is not None


class MentionPositions:
    """Where spans stand towards the tellings of one attack."""

    def __init__(self, page: ReportLayout, hits: Sequence[AttackMention]) -> None:
        self._page = page
        self._hits = hits
        self._numbers = sorted({h.number for h in hits if h.sentence.part == "text"})
        self._weak = {h.number for h in hits} - {h.number for h in hits if not h.trigger.weak}

    def distance(self, at: FoundAt) -> tuple[int, int]:
        """How far a span is from the nearest telling: in sentences, in code points within one."""
        number = self._page.sentence(at)
        apart = min((abs(number - h.number) for h in self._hits), default=99)
        return apart, self._nearest(at, number)[0]

    def _nearest(self, at: FoundAt, number: int) -> tuple[int, str, AttackMention | None]:
        """Code points to the nearest telling in the same sentence, the side, and the telling."""
        best: tuple[int, str, AttackMention | None] = (9999, "", None)
        for hit in self._hits:
            if hit.number == number:
                after = hit.end <= at.start
                gap = at.start - hit.end if after else max(0, hit.start - at.end)
                if gap < best[0]:
                    best = gap, "after" if after else "before", hit
        return best

    def features(self, at: FoundAt, kind: str) -> Iterator[str]:
        """Which telling stands how far on which side; `kind`: what the span itself is."""
        number = self._page.sentence(at)
        yield f"in:{at.part}"
        yield f"sentence:{min(number, 8)}"
        gap, side, hit = self._nearest(at, number)
        if hit is not None:
            told = f"{hit.outcome}:{hit.trigger.weak:d}"
            yield f"hit:{side}:{_bin(gap)}"
            yield f"hit:{side}:{told}:{_bin(gap)}"
            yield f"hit:{side}:{kind}:{_bin(gap)}"
            folded = self._page.reading.folded[at.part]
            a, b = (hit.end, at.start) if side == "after" else (at.end, hit.start)
            yield f"bridge:{side}:{_bridge(folded[a:b])}"
        elif self._numbers and at.part == "text":
            since = number - self._numbers[0]
            near = min(self._numbers, key=lambda n: abs(n - number))
            yield f"since:{max(-2, min(5, since))}"
            yield f"apart:{max(-4, min(4, number - near))}:{near in self._weak:d}"
        else:
            yield "no telling"


def _shape(word: str) -> str:
    return "0" * min(len(word), 4) if _NUMBER.search(word) else word


def _bin(gap: int) -> str:
    return next((str(most) for most in _GAPS if gap <= most), "far")


def _bridge(between: str) -> str:
    """Return the small words and marks between a span and the words of the attack."""
    signs = _SIGNS.findall(between)
    return " ".join(signs) if len(signs) < 4 else "long"
