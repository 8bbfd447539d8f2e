"""Whether words tie a person, a group or a description to a killing as its doer.

A report names many who did not do it: police, officials, those arrested for something else. Kept
are those of whom the words right beside say that they did it ("shot by", "opened fire"), that
somebody blames them or that they claim it, and names in a sentence of arrest or trial that
speaks of the killing. Descriptions must describe: "four hooded men", not "men". Better none than
a wrong one.
"""

import re
from collections.abc import Iterable, Iterator

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.lexicon import alternatives, pattern, read_toml
from vigil.reading.intake.extraction.name_forms import same_person
from vigil.reading.intake.extraction.person_mentions import Span
from vigil.reading.intake.extraction.sentences import Sentence

_RAW = read_toml("doers.toml")


def _any(key: str) -> str:
    return "|".join(_RAW[key])


_REACH, _FAR = 2, 5
"""Sentences between words that tell of the attack and those that say who did it; the second
holds where the report tells of no other attack."""
_WINDOW = 200
"""Code points beside a name or description in which what ties it is looked for."""

_NOUN = pattern(rf"(?<![\w'-])(?:(?P<telling>{_any('telling')})|(?:{_any('plain')}))(?![\w'])")
_LEFT = pattern(
    rf"(?<![\w'-])(?:(?:{_any('about')}) )?(?:(?:{_any('articles')}) )?(?P<says>"
    rf"(?:(?:{_any('counts')}) )?(?:(?:{_any('bands')}) (?:(?:{_any('about')}) )?)?"
    rf"(?:(?:{_any('counts')}) )?(?:(?:{_any('adjectives')}|{alternatives('groups')}) ){{0,3}})$"
)
"""How many, and what they are, before the noun; it begins with an article or nothing."""
_SOME = rf"(?!(?:{_RAW['stop']})\b)[\w-]+"
_BEHIND = _any("descriptions").replace("SOME", rf"{_SOME}(?: {_SOME})?")
_RIGHT = pattern(rf"(?:,? (?:{_BEHIND.replace('NAMED', alternatives('groups'))})(?!\w)){{1,3}}")
"""How they were dressed, armed and under way, behind the noun."""
_MOST_LEFT = 70
"""Code points before a noun that may describe those it means."""
_ARTICLE = pattern(r"(?:the|el|la|los|las|o|os|as|le|les|des) ")
_MEMBERS_BEFORE = pattern(
    rf"(?:(?<![\w'-])(?:{_any('telling')}|{_any('plain')}|forces|spokes\w+)"
    r" (?:del grupo(?: \w+)?|of|from|del?|d[oa]s?|du|des) )?"
    r"(?:(?:the|an?|el|la|los|las|o|a|os|as|le|les|un|una)\s)?(?:[\"'\[(]\s?)?$"
)
_MEMBERS_BEHIND = pattern(
    r"[\"']?(?: ?[(\[][^)\]]{2,60}[)\]])?(?: (?:criminal )?(?:members?|guerrillas?|rebels?|"
    r"soldiers|troops|gunmen|hitmen|commandos?|urban (?:commandos?|guerrillas)|terrorists|"
    r"snipers?))?"
)
_BY = pattern(rf"\b(?:{_any('by')}) (?:(?:{_any('hedges')}),? )*$")
_DONE = pattern(rf"\b(?:{_any('done')}|{_any('crimes')})\b")
_CLAUSE = r"(?:, (?:who|que|qui|whom) [^,.;]{3,50},)?"
_DOES = pattern(
    rf"{_CLAUSE},? ?(?:(?:{_any('meanwhile')}),? ){{0,3}}"
    rf"(?:{_RAW['approaches']})?(?:{_any('does')})"
)
_BLAMED_BEFORE = pattern(rf"\b(?:{_any('blamed_before')})(?: (?:{_any('hedges')}),?)? $")
_BLAMED_BEHIND = pattern(rf"{_CLAUSE},? ?(?:{_any('blamed_behind')})")
_CLAIMS = pattern(rf"{_CLAUSE}[\"',]* ?(?:{_any('claims')})")
_TAKEN_BACK = pattern(rf"\b(?:{_RAW['taken_back']}) (?:\w+ ){{0,2}}$")
_GUILTY = rf"(?:{_any('guilty')})"
_CALLED_BEFORE = pattern(rf"\b{_GUILTY}[,:]? (?:\w+ ){{0,2}}$")
_CALLED_ASIDE = pattern(rf"\b{_GUILTY}, (?:(?:{_any('about')}) )?$")
_CALLED = pattern(rf"\b{_GUILTY}[,:]?(?= )")
_CALLED_BEHIND = pattern(
    rf",? ?(?:\d{{1,2}}, )?(?:(?:an?|the|el|la|o|un|uno|one|le) )?(?:\w+ )?{_GUILTY}\b"
)
_PURSUED = pattern(rf"\b(?:{_any('pursued')})\b")
_PURSUED_BEFORE = pattern(rf"\b(?:{_any('pursued')})(?: (?:a|de|o|os))? (?:\w+ )?$")
_PURSUED_BEHIND = pattern(
    r",?(?: \d{1,2},?)? (?:(?:was|were|has been|is|fue|fueron|foi|a ete|e stato) )?(?:\w+ )?"
    rf"(?:{_any('pursued')})\b"
)
_OTHER_CRIMES = pattern(_RAW["other_crimes"])
_DEAD_BEFORE = pattern(rf"\b(?:{_RAW['dead_before']})$")
_ACCUSES = pattern(_RAW["accuses"])
_NOT_DONE = pattern(_RAW["not_done"])
_FALLEN = pattern(rf" ?{_RAW['fallen']}\b")
_BARE = pattern(_RAW["bare"])
_HEADS = pattern(_RAW["heads"])
_LISTED = pattern(_RAW["listed"])
_NEGATED = pattern(
    r"\b(?:not|never|no|nao|pas|den(?:y|ies|ied|ying)|nego|negaron|negou|nie) (?:\w+ )?$"
)
_NAMES = re.compile(r"\s*(?:(?:[A-ZÀ-Þ][\w'’.-]*|del?|la|los|da|dos|y|e|and|et|\d{1,2}),?\s+)*")
"""Other names in a list, before one more."""


class DoerTies:
    """What ties persons, groups and descriptions of one report to one attack."""

    def __init__(
        self, reading: ReportFindings, hits: list[AttackMention], others: list[AttackMention]
    ) -> None:
        self._r = reading
        self._folded = reading.folded["text"]
        self._numbers = {h.number for h in hits}
        self._others = {h.number for h in others}
        self._dead = [
            (m.start, m.end)
            for hit in reading.hits
            if hit.sentence.part == "text"
            for m in hit.victims
        ]
        self._dead_names = [
            " ".join(reading.slice(hit.sentence.part, *m.name).split())
            for hit in reading.hits
            for m in hit.victims
            if m.name
        ]

    def described(self) -> Iterator[Span]:
        """Yield the descriptions of doers near the attack: "four hooded men on motorcycles"."""
        for number, sentence in enumerate(self._r.sentences):
            if sentence.part != "text" or not self._near(number):
                continue
            past = sentence.start
            for noun in _NOUN.finditer(self._folded, sentence.start, sentence.end):
                if noun.start() < past:
                    continue
                begin = max(past, noun.start() - _MOST_LEFT)
                left = _LEFT.search(self._folded, begin, noun.start())
                right = _RIGHT.match(self._folded, noun.end(), sentence.end)
                start = left.start() if left else noun.start()
                end = right.end() if right else noun.end()
                # "Men" alone says nothing; a noun such as "gunmen" does.
                said = noun["telling"] or right or (left and left["says"])
                if said and not self._is_victim(start, end) and self._tied(sentence, start, end):
                    yield _without_article(self._folded, start, end)
                    past = end

    def group(self, mentions: Iterable[Span]) -> Span | None:
        """Return the first mention of a group that is tied to the attack."""
        for start, end in mentions:
            number, sentence = self._sentence(start)
            before = _MEMBERS_BEFORE.search(self._folded, sentence.start, start)
            behind = _MEMBERS_BEHIND.match(self._folded, end, sentence.end)
            first = before.start() if before else start
            left = _LEFT.search(self._folded, max(sentence.start, first - _MOST_LEFT), first)
            first = left.start() if left else first
            last = behind.end() if behind else end
            if not self._near(number) or _HEADS.search(self._folded, sentence.start, start):
                continue
            bare = _BARE.fullmatch(self._folded, start, end)
            if (self._blamed if bare else self._tied)(sentence, first, last):
                return _without_article(self._folded, start, end)
        return None

    def person(self, mentions: Iterable[Span]) -> Span | None:
        """Return the first mention of a person that says that they did it, or are tried for it."""
        for start, end in mentions:
            number, sentence = self._sentence(start)
            before = self._folded[max(sentence.start, start - _WINDOW) : start]
            behind = self._folded[end : min(sentence.end, end + _WINDOW)]
            if (
                _DEAD_BEFORE.search(before)
                or _ACCUSES.match(behind)
                or self._speaks(before, behind)
            ):
                continue
            near = not self._others or self._near(number)
            if near and self._guilty(sentence, number, start, before, behind):
                return start, end
            if self._near(number) and (_DOES.match(behind) or self._by(before)):
                return start, end
        return None

    def _guilty(
        self, sentence: Sentence, number: int, start: int, before: str, behind: str
    ) -> bool:
        if _CALLED_BEFORE.search(before) or _CALLED_BEHIND.match(behind):
            return True
        if self._listed(sentence, number, start):
            return True
        told = sentence.folded
        if not _PURSUED.search(told):
            return False
        if _DONE.search(told):
            return True
        beside = _PURSUED_BEFORE.search(before) or _PURSUED_BEHIND.match(behind)
        return bool(beside) and self._near(number) and not _OTHER_CRIMES.search(told)

    def _listed(self, sentence: Sentence, number: int, start: int) -> bool:
        """Return whether a name stands in a list: "the killers, X and Y"."""
        if not self._r.upper:
            for called in _CALLED.finditer(self._folded, sentence.start, start):
                if _NAMES.fullmatch(self._r.report.text, called.end(), start):
                    return True
        beside = self._r.sentences[max(0, number - 1) : number + 2]
        return bool(_LISTED.search(sentence.folded)) and any(
            _PURSUED.search(s.folded) and _DONE.search(s.folded) for s in beside
        )

    def _is_dead(self, start: int, end: int) -> bool:
        name = " ".join(self._r.slice("text", start, end).split())
        return any(same_person(name, dead) for dead in self._dead_names)

    def _speaks(self, before: str, behind: str) -> bool:
        spoken = self._r.language
        return bool(spoken.speaks_before.search(before) or spoken.speaks_after.search(behind))

    def _near(self, number: int) -> bool:
        """Return whether a sentence is near this attack, and no nearer to another."""
        away = min((abs(number - n) for n in self._numbers), default=_FAR + 1)
        other = min((abs(number - n) for n in self._others), default=away)
        return away <= (min(_REACH, other) if self._others else _FAR)

    def _tied(self, sentence: Sentence, start: int, end: int) -> bool:
        before = self._folded[max(sentence.start, start - _WINDOW) : start]
        return (
            self._does(sentence, start, end)
            or self._blamed(sentence, start, end)
            or _CALLED_ASIDE.search(before) is not None
        )

    def _does(self, sentence: Sentence, start: int, end: int) -> bool:
        """Return whether the words beside say that these did it: "shot by", "opened fire"."""
        does = _DOES.match(self._folded, end, sentence.end)
        if does and not _FALLEN.match(self._folded, does.end(), sentence.end):
            return not _TAKEN_BACK.search(self._folded[max(sentence.start, start - 80) : start])
        return self._by(self._folded[max(sentence.start, start - _WINDOW) : start])

    def _by(self, before: str) -> bool:
        """Return whether words of a killing lead up to a "by" at the end of these."""
        by = _BY.search(before)
        done = list(_DONE.finditer(before, 0, by.start())) if by else []
        return bool(by and done) and not _NOT_DONE.search(before, done[-1].end())

    def _blamed(self, sentence: Sentence, start: int, end: int) -> bool:
        """Return whether somebody blames these for it, or they claim it."""
        before = self._folded[max(sentence.start, start - _WINDOW) : start]
        if _TAKEN_BACK.search(before):
            return False
        if _CLAIMS.match(self._folded, end, sentence.end):
            return True
        if not _DONE.search(sentence.folded):
            return False
        if _BLAMED_BEHIND.match(self._folded, end, sentence.end):
            return True
        blamed = _BLAMED_BEFORE.search(before)
        return blamed is not None and not _NEGATED.search(before[: blamed.start()])

    def _is_victim(self, start: int, end: int) -> bool:
        return any(s < end and start < e for s, e in self._dead)

    def _sentence(self, start: int) -> tuple[int, Sentence]:
        return next(
            (n, s)
            for n, s in enumerate(self._r.sentences)
            if s.part == "text" and s.start <= start < s.end
        )


def _without_article(folded: str, start: int, end: int) -> Span:
    article = _ARTICLE.match(folded, start, end)
    return (article.end() if article else start), end
