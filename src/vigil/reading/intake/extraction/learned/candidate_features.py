"""Features of a candidate: the words beside each place where it is named, and what rules say.

Words carry what one language's labelled reports teach; the rules' own findings (which telling
of an attack stands how far on which side, who is accused, who speaks) mean the same in every
language and carry it to the others. Every feature comes twice, once for all texts and once for
texts in capitals, which old agency archives are: so neither kind of text has to bend to the
other (Daumé 2007, feature augmentation).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

import numpy as np

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.learned.candidates import Candidate, CandidateMention
from vigil.reading.intake.extraction.learned.linear import Buckets, Checksums, buckets, checksums
from vigil.reading.intake.extraction.lexicon import read_words
from vigil.reading.intake.extraction.name_forms import name_words
from vigil.reading.intake.extraction.person_mentions import Span
from vigil.reading.intake.extraction.roles import Roles
from vigil.reading.intake.extraction.victims import FoundAt, find_age

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[,;:.()\"\[\]-]")
_WINDOW = 4
_FAR = 12
_EARLY = 4
"""Sentences that say what a report is about."""
_IN_LIST = re.compile(r"\s*(?:[,;]|\(?\d{1,3}\)?\s*[,;]|and\b|y\b|e\b|et\b|&)[^.:\"]{0,45}")
"""Between two names of a list: a comma or "and", an age, a calling."""
_NUMBER = re.compile(r"\d")


class ReportLayout:
    """A report's words and tellings, laid out so that features are cheap to take."""

    def __init__(self, reading: ReportFindings, ruled: Sequence[str] = ()) -> None:
        """`ruled`: the names that the rules list as victims."""
        self.reading = reading
        self.ruled = ruled
        self.roles = Roles(reading)
        self.tokens: list[list[str]] = []
        self.starts: list[list[int]] = []
        for sentence in reading.sentences:
            found = list(
                _WORD.finditer(reading.folded[sentence.part], sentence.start, sentence.end)
            )
            self.tokens.append([_shape(m[0]) for m in found])
            self.starts.append([m.start() for m in found])
        self.hits: list[list[AttackMention]] = [[] for _ in reading.sentences]
        for hit in reading.hits:
            self.hits[hit.number].append(hit)
        self.first_hit = min((h.number for h in reading.hits), default=-1)
        self.lists: dict[FoundAt, Span] = {}
        self._sentences: dict[int, list[str]] = {}
        self._candidates: dict[int, tuple[Candidate, Checksums]] = {}

    def join(self, candidates: Iterable[Candidate]) -> None:
        """Note which names stand in one list: what is said of the list is said of each.

        "X, Y, 34, and Senator Z were shot": the words of killing are as near to X as to Z.
        """
        places = sorted(
            {(t.number, t.at.start, t.at.end, t.at) for c in candidates for t in c.told},
            key=lambda p: p[:3],
        )
        run: list[FoundAt] = []
        before = -1
        for number, _, _, at in places:
            if run and not (number == before and self._listed(run[-1], at)):
                self._note(run)
                run = []
            run.append(at)
            before = number
        self._note(run)

    def checksums(self, candidate: Candidate) -> Checksums:
        """Return the features of a candidate as checksums, taken once for all its roles.

        `join` comes before: it decides which of them stand in lists.
        """
        known = self._candidates.get(id(candidate))
        if known is None:
            known = candidate, checksums(_of_candidate(self, candidate))
            self._candidates[id(candidate)] = known
        return known[1]

    def _note(self, run: list[FoundAt]) -> None:
        if len(run) > 1:
            self.lists.update((at, (run[0].start, run[-1].end)) for at in run)

    def _listed(self, one: FoundAt, other: FoundAt) -> bool:
        gap = self.reading.folded[one.part][one.end : other.start]
        return one.part == other.part and _IN_LIST.fullmatch(gap) is not None

    def told(self, told: CandidateMention) -> Iterator[str]:
        """Features of one place where a candidate is named."""
        tokens, starts = self.tokens[told.number], self.starts[told.number]
        first = bisect_left(starts, told.at.start)
        last = bisect_left(starts, told.at.end)
        yield from around(tokens, first, last)
        yield from self._tellings(told)
        yield from self._where(told)
        yield from self._said_of(told)

    def _tellings(self, told: CandidateMention) -> Iterator[str]:
        folded = self.reading.folded[told.at.part]
        start, end = self.lists.get(told.at, (told.at.start, told.at.end))
        if told.at in self.lists:
            yield "listed"
        for hit in self.hits[told.number]:
            left = hit.end <= told.at.start
            gap = start - hit.end if left else hit.start - end
            side = "before" if left else "after"
            kind = f"{hit.trigger.side}:{hit.outcome}:{hit.trigger.weak:d}{hit.trigger.nominal:d}"
            yield f"hit:{side}:{kind}:{bin_gap(gap)}"
            yield f"hit:{side}:{hit.outcome}:{bin_gap(gap)}"
            between = folded[hit.end : start] if left else folded[end : hit.start]
            if 0 <= gap < 80:
                yield f"bridge:{side}:{hit.outcome}:{_bridge(between)}"
        if not self.hits[told.number]:
            near = min((abs(h.number - told.number) for h in self.reading.hits), default=99)
            yield f"hits:{min(near, 6)}"

    def _where(self, told: CandidateMention) -> Iterator[str]:
        yield f"sentence:{min(told.number, 12)}"
        yield f"part:{told.at.part}"
        yield f"since:{max(-3, min(6, told.number - self.first_hit))}"
        yield from self._sentence(told.number)

    def _sentence(self, number: int) -> list[str]:
        """Return what kinds of words a sentence has, looked for once for all it names."""
        if number not in self._sentences:
            folded = self.reading.sentences[number].folded
            language = self.reading.language
            kinds = (
                ("suspect", language.suspect),
                ("victims", language.victim_words),
                ("negation", language.negation),
            )
            self._sentences[number] = [
                f"sentence:{name}" for name, words in kinds if words.search(folded)
            ]
        return self._sentences[number]

    def _said_of(self, told: CandidateMention) -> Iterator[str]:
        mention = told.mention
        if mention is None:
            return
        yield f"head:{mention.head_word}"
        yield f"category:{mention.category}"
        yield f"plural:{mention.plural:d}"
        yield f"gender:{mention.gender}"
        if find_age(self.reading.folded[told.at.part], mention):
            yield "aged"
        for hit in self.hits[told.number]:
            kind = f"{hit.outcome}:{hit.trigger.weak:d}{hit.trigger.nominal:d}"
            if any(_same(mention.start, mention.end, m.start, m.end) for m in hit.victims):
                yield "rule:victim"
                yield f"rule:victim:{kind}:{hit.trigger.side}:{hit.trigger.identify:d}"
            if any(_same(mention.start, mention.end, m.start, m.end) for m in hit.doers):
                yield "rule:doer"


def _same(a: int, b: int, c: int, d: int) -> bool:
    return a < d and c < b


def candidate_features(page: ReportLayout, candidate: Candidate, kind: str) -> Buckets:
    """All features of a candidate; `kind` names the judgement (victim, doer, group, weapon)."""
    return page.checksums(candidate).buckets(prefixes(page.reading, kind))


def _of_candidate(page: ReportLayout, candidate: Candidate) -> set[str]:
    seen: set[str] = set()
    for place, told in enumerate(candidate.told):
        own = list(page.told(told))
        seen.update(own)
        if place == 0:
            seen.update(f"first:{f}" for f in own)
    seen.update(_whole(page, candidate))
    return seen


_NOWHERE = np.zeros(0, dtype=np.int32)


def beside_features(
    page: ReportLayout, candidate: Candidate, kind: str, hit: AttackMention
) -> Buckets:
    """How a candidate stands to one telling: on which side, how far, what joins them.

    Used for the tellings that count: those which were judged to tell of the killing.
    """
    seen: set[str] = set()
    folded = page.reading.folded[hit.sentence.part]
    for told in candidate.told:
        away = told.number - hit.number
        if told.at.part != hit.sentence.part or abs(away) > _NEIGHBOURS:
            continue
        seen.add(f"away:{away}")
        if away:
            continue
        start, end = page.lists.get(told.at, (told.at.start, told.at.end))
        left = hit.end <= told.at.start
        gap = start - hit.end if left else hit.start - end
        side = "before" if left else "after"
        between = folded[hit.end : start] if left else folded[end : hit.start]
        seen.add(f"{side}:{hit.trigger.side}:{bin_gap(gap)}")
        seen.add(f"{side}:{hit.trigger.nominal:d}{hit.trigger.weak:d}:{_bridge(between)}")
        if told.mention:
            spans = [(m.start, m.end) for m in hit.victims]
            doing = [(m.start, m.end) for m in hit.doers]
            own = told.mention.start, told.mention.end
            seen.update("victim" for s in spans if _same(*own, *s))
            seen.update("doer" for s in doing if _same(*own, *s))
    if not seen:
        return _NOWHERE
    return buckets({f"beside:{f}" for f in seen}, prefixes(page.reading, kind))


_NEIGHBOURS = 2
"""Sentences around a telling that still speak of its persons."""


def prefixes(reading: ReportFindings, kind: str) -> tuple[str, str]:
    """Each feature is there for all texts, and for those of one language, or in capitals."""
    domain = "upper" if reading.upper else reading.language.code
    return f"{kind}|", f"{kind}|{domain}|"


def _whole(page: ReportLayout, candidate: Candidate) -> Iterator[str]:
    count = len(candidate.told)
    yield f"count:{min(count, 5)}"
    words = name_words(candidate.text)
    yield f"words:{min(len(words), 5)}"
    yield f"own:{' '.join(words)}"
    for word in words:
        yield f"word:{word}"
    yield f"given:{sum(w in _given() for w in words[:3])}"
    if page.roles.excludes(candidate.text):
        yield "rule:other"
    yield f"ruled:{min(ruled_victim(page, candidate), 4)}"
    yield f"everywhere:{min(len(page.reading.hits), 8)}"


def ruled_victim(page: ReportLayout, candidate: Candidate) -> int:
    """In how many tellings the rules take a candidate for the victim."""
    return sum(
        any(_same(t.mention.start, t.mention.end, m.start, m.end) for m in h.victims)
        for t in candidate.told
        if t.mention
        for h in page.hits[t.number]
    )


@cache
def _given() -> frozenset[str]:
    return read_words("given_names.txt")


def around(tokens: list[str], first: int, last: int) -> Iterator[str]:
    """Yield the words beside a span: in order next to it, without order farther away."""
    before = tokens[max(0, first - _FAR) : first]
    after = tokens[last : last + _FAR]
    for n, word in enumerate(reversed(before[-_WINDOW:]), 1):
        yield f"-{n}:{word}"
    for n, word in enumerate(after[:_WINDOW], 1):
        yield f"+{n}:{word}"
    yield "-2-1:" + " ".join(before[-2:])
    yield "-3-2-1:" + " ".join(before[-3:])
    yield "+1+2:" + " ".join(after[:2])
    yield "+1+2+3:" + " ".join(after[:3])
    yield "-1+1:" + " ".join([*before[-1:], "_", *after[:1]])
    for word in set(before):
        yield f"left:{word}"
    for word in set(after):
        yield f"right:{word}"


def _shape(word: str) -> str:
    if _NUMBER.search(word):
        return "0" * min(len(word), 4) if word.isdigit() else "0x"
    return word


def bin_gap(gap: int) -> str:
    """Return a distance in code points as the name of its step."""
    for most in (2, 8, 20, 40, 80, 160):
        if gap <= most:
            return str(most)
    return "far"


_SIGNS = re.compile(
    r"\b(?:by|por|par|pel[oa]s?|that|which|who|que|qui|and|y|e|et|of|de|del|in|en|em|said|"
    r"against|contra|to|was|were|fue|foi)\b|[,;:(\"]"
)


def _bridge(between: str) -> str:
    """Return the small words and marks between a candidate and the words of the attack."""
    signs = _SIGNS.findall(between)
    return " ".join(signs) if len(signs) < 4 else "long"


def report_features(page: ReportLayout) -> Buckets:
    """Features of a whole report: its words and pairs of words, and what the rules found."""
    reading = page.reading
    seen: set[str] = set()
    for number, words in enumerate(page.tokens):
        for word in words:
            seen.add(f"text:{word}")
            if number < _EARLY:
                seen.add(f"early:{word}")
        seen.update(f"pair:{a} {b}" for a, b in pairwise(words))
    for hit in reading.hits:
        kind = f"{hit.event}:{hit.outcome}:{hit.trigger.weak:d}{hit.trigger.nominal:d}"
        seen.add(f"hit:{kind}")
        told = " ".join(reading.folded[hit.sentence.part][hit.start : hit.end].split())
        seen.add(f"told:{told}")
        for victim in hit.victims:
            seen.add(f"victim:{victim.head_word}:{victim.plural:d}:{hit.outcome}")
            seen.add(f"victim:{victim.category}:{hit.outcome}:{hit.trigger.weak:d}")
            seen.add(f"victim:named:{victim.name is not None:d}:{hit.outcome}")
    seen.add(f"hits:{min(len(reading.hits), 10)}")
    seen.add(f"first:{min(page.first_hit, 8)}")
    return checksums(seen).buckets(prefixes(reading, "report"))
