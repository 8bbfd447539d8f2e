"""Where a place or a day stands in a report: towards the tellings of an attack, among which words.

Every feature is given twice, for all texts and for those of one language (texts in capitals, which
old agency archives are, count as a language): what holds everywhere is learnt from all, and the
habits of one kind of text do not bend the others (Daumé 2007, feature augmentation).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.learned.linear import Buckets, buckets
from vigil.reading.intake.extraction.lexicon import alternatives, pattern, read_toml
from vigil.reading.intake.extraction.sentences import Part
from vigil.reading.intake.extraction.victims import FoundAt

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[,;:.()\"\[\]-]")
_NUMBER = re.compile(r"\d")
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


def _kinds(side: str, source: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    listed = read_toml("beside_places.toml")[side]
    return tuple((kind, pattern(source.replace("WORDS", words))) for kind, words in listed.items())


_BEFORE = _kinds("before", r"(?<![^\W_])(?:WORDS) ?$")
_BEHIND = _kinds("after", r"[ ,]*(?:WORDS)(?![^\W_])")


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
        folded = self.reading.folded[at.part]
        left, right = folded[max(0, at.start - _REACH) : at.start], folded[at.end :][:_REACH]
        for kind, words in _BEFORE:
            if words.search(left):
                yield f"before:{kind}"
        for kind, words in _BEHIND:
            if words.match(right):
                yield f"behind:{kind}"
        if _OTHER_DAY.search(left):
            yield "other day before"

    def buckets(self, features: Iterable[str]) -> Buckets:
        """Features as places of a model: for all texts, and for those of this report's kind."""
        domain = "upper" if self.reading.upper else self.reading.language.code
        every = list(features)
        return buckets([*every, *(f"{domain}|{f}" for f in every)])


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
