"""Find in a sentence how many people it says were killed or hurt."""

import re
from dataclasses import dataclass
from typing import Literal

from vigil.reading.intake.extraction.count_words import CountWords, count_words
from vigil.reading.intake.extraction.lexicon import alternatives
from vigil.reading.intake.extraction.number_phrases import (
    NumberPhrase,
    added,
    exact,
)
from vigil.reading.intake.extraction.person_mentions import Mention
from vigil.reading.intake.extraction.person_nouns import person_nouns
from vigil.reading.intake.extraction.sentences import Sentence
from vigil.reading.records import Count

Kind = Literal["killed", "injured", "hit"]
"""`hit` are those shot, of whom some may have died."""


@dataclass(frozen=True, slots=True)
class CountMention:
    """A number of people killed or hurt, as one sentence says it. Offsets are those of the part."""

    kind: Kind
    count: Count
    sentence: Sentence
    start: int
    end: int
    stated: bool
    """A number stands there; else people are counted who are named or described one by one."""
    part_of: bool
    """It counts some of those counted elsewhere: "among them two children"."""
    further: bool
    """It counts others, beside somebody told before: "two others"."""
    general: bool
    """Years, statistics or wars are spoken of beside it."""
    doers: bool
    """Those counted are called by what those who kill are called by."""


@dataclass(slots=True)
class _People:
    """People in a sentence who are counted as one: "two men", "a woman", "Ana Ruiz"."""

    start: int
    end: int
    count: Count
    kind: Kind | None = None
    stated: bool = False
    named: bool = False
    numbered: bool = False
    """A number or an article of one stands before the noun."""
    generic: bool = False


_STOP = re.compile(rf"(?:{alternatives('lead_stop')})\Z")
_WORD = re.compile(r"\s+\"?([^\W\d_]\.[^\W\d_]\.|[^\W\d_]+(?:[-'][^\W\d_]+)*)\"?")
_ASIDES = re.compile(r"\([^()]{1,80}\)|\[[^\[\]]{1,80}\]")
_OF = re.compile(r"\s+(?:of|de|di|des|d'|из)(?=\s)")
_OF_WHOM = re.compile(r"\s+(?:de|del|di|du|da|do)\b")
_THINGS = re.compile(
    r"(?:days?|hours?|years?|months?|weeks?|minutes?|times|shots?|rounds|bullets?|counts?|miles?|"
    r"blocks?|vehicles?|cars?|trucks?|houses?|homes?|dias?|horas?|anos?|mes(?:es)?|semanas?|minutos?|"
    r"veces|vez|impactos?|disparos?|balazos?|tiros?|balas?|punaladas|metros|kilometros|vehiculos?|"
    r"camionetas?|casas?|hechos|casos|vezes|carros?|jours?|heures?|ans|mois|semaines?|balles?|coups?|"
    r"giorni|ore|anni|mesi|settimane|colpi|proiettili|pesos|dollars?|dolares|armas?|municipios|estados|"
    r"percent|por|motocicletas?|cartuchos?|granadas?|bombs?|attacks?|ataques?|events?|дн\w+|час\w*|лет|"
    r"год\w*|выстрел\w*|пул\w*)\Z"
)
_OF_MONTH = re.compile(
    r"\s+(?:(?:de|di)\s+)?(?:jan|feb|fev|mar[czt]|avr|abr|apr|ma[iy]|jui?n|jul|juil|ago|aug|aout|se[pt]|oct|"
    r"out|ott|nov|dec|dic|dez|ene|gen|mag|giu|lug|set|янв|фев|мар|апр|ма[яй]|июн|июл|авг|сен|окт|ноя|дек)"
    r"[a-zа-я]{0,7}\b(?!\s+(?:died|was|were|killed))"
)
_NO_COUNT = re.compile(
    r"(?:\b(?:mil|thousand|mille|mila|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|january|february|"
    r"march|april|may|june|july|august|september|october|november|december|highway|route|no|numero|"
    r"calle|region)\.?|\d,)\s*$"
)
_GENERIC = frozenset(
    "people persons person individuals individual victims victim members personas persona victimas "
    "victima integrantes miembros pessoas vitimas personnes victimes persone vittime человек людеи "
    "اشخاص".split()
)


def find_counts(
    code: str, sentence: Sentence, mentions: list[Mention], year: int | None = None
) -> list[CountMention]:
    """Return the numbers of people killed and hurt that a sentence states, in its order.

    `mentions` are the persons found in it: where no number stands, they are counted. `year` is that
    of the report: what is told beside another one is of other attacks.
    """
    return _SentenceCounts(count_words(code), sentence, mentions, year).found()


class _SentenceCounts:
    def __init__(
        self, spoken: CountWords, sentence: Sentence, mentions: list[Mention], year: int | None
    ) -> None:
        self._year = year
        self._w = spoken
        self._s = sentence
        self._text = sentence.folded
        self._mentions = mentions

    def found(self) -> list[CountMention]:
        people = self._people()
        found = [m for chain in self._chains(people) for m in self._counted(chain, people)]
        for match in self._w.multiple.finditer(self._text):
            number = exact(self._w.times[match["times"]])
            group = _People(*match.span(), number, "killed", stated=True)
            found.append(self._mention("killed", number, [group], match.end()))
        return sorted(found, key=lambda m: (m.start, m.end))

    # -- people ----------------------------------------------------------------------------

    def _people(self) -> list[_People]:
        """Return everybody in the sentence, by numbers, names and nouns."""
        text, people = self._text, []
        asides = [match.span() for match in _ASIDES.finditer(text)]
        for phrase in self._w.numbers.find(text, 0, len(text)):
            if any(start < phrase.start < end for start, end in asides):
                continue
            one = self._headed(phrase)
            if one is not None:
                people.append(one)
        for pattern_, kind in ((self._w.pair, None), (self._w.dead_pair, "killed")):
            for match in pattern_.finditer(text):
                if _OF_WHOM.match(text, match.end()):
                    continue
                people.append(_People(*match.span(), exact(2), kind, stated=True))  # type: ignore[arg-type]
        taken = [(p.start, p.end) for p in people]
        base = self._s.start
        for m in self._mentions:
            start, end = m.start - base, m.end - base
            if m.pronoun or any(s < end and start < e for s, e in taken):
                continue
            count = Count(low=2) if m.plural and not m.name else exact(1)
            if m.head_word in _BODIES or (not m.name and m.head_word in _LOOSE):
                continue
            people.append(_People(start, end, count, named=m.name is not None))
        return sorted(people, key=lambda p: (p.start, -p.end))

    def _headed(self, phrase: NumberPhrase) -> _People | None:
        """Return the people that a number counts, by the noun behind it or by what they suffer."""
        text = self._text
        if _NO_COUNT.search(text, max(0, phrase.start - 14), phrase.start):
            return None
        if _OF_MONTH.match(text, phrase.end):
            return None
        one = _People(
            phrase.start, phrase.end, phrase.count, stated=not phrase.single, numbered=True
        )
        group = self._w.group.search(text, max(0, phrase.start - 30), phrase.start)
        if group is not None:
            one.start = group.start()
            return one
        at = phrase.end
        if phrase.count.best is None or not phrase.single:
            of = _OF.match(text, at)
            at = of.end() if of else at
        for _ in range(4):
            match = _WORD.match(text, at)
            if match is None:
                break
            word, begin = match[1], match.start(1)
            for kind, nouns in (("killed", self._w.dead), ("injured", self._w.hurt)):
                noun = nouns.match(text, begin)
                if noun is not None and one.end == phrase.end:
                    one.end, one.kind = noun.end(), kind  # type: ignore[assignment]
                    return one
            pair = self._w.pair.match(text, begin) if phrase.single else None
            if pair and not _OF.match(text, pair.end()):
                one.count, one.stated = exact(2), True
            if _THINGS.match(word):
                break
            if self._noun(word) and not (phrase.single and word in _LOOSE):
                one.end, at = match.end(), match.end()
                one.generic = word in _GENERIC
                continue
            if one.end > phrase.end or _STOP.match(word) or word in self._w.small:
                break
            at = match.end()
        if one.end > phrase.end:
            return one
        return self._alone(phrase, one)

    def _noun(self, word: str) -> bool:
        return word in self._w.nouns or word in person_nouns()

    def _alone(self, phrase: NumberPhrase, one: _People) -> _People | None:
        """Return people whom a number alone counts: "three were killed", "matan a dos"."""
        before = self._text[max(0, phrase.start - 8) : phrase.start]
        if not phrase.alone or _AGE_BEFORE.search(before):
            return None
        predicate = self._w.predicate.search(self._text, phrase.end, phrase.end + 45)
        if predicate and not predicate["does"]:
            between = self._text[phrase.end : predicate.start()].strip()
            if between in self._w.small or not between or self._w.further.fullmatch(between):
                return one
        after = _WORD.match(self._text, phrase.end)
        if after is not None and after[1] not in self._w.small and not _STOP.match(after[1]):
            return None
        window = self._text[max(0, phrase.start - 60) : phrase.start]
        return one if self._w.kills.search(window) or self._w.hurts.search(window) else None

    # -- chains ----------------------------------------------------------------------------

    def _chains(self, people: list[_People]) -> list[list[_People]]:
        """Return the people who are counted together: "a man, two women and their driver"."""
        chains: list[list[_People]] = []
        for one in people:
            last = chains[-1][-1] if chains else None
            if last is not None and one.start < last.end:
                continue
            gap = self._text[last.end : one.start] if last else ""
            joined = (
                last is not None
                and last.kind is None
                and one.kind is None
                and len(gap) < 110
                and self._joins(gap, one)
            )
            if joined:
                chains[-1].append(one)
            else:
                chains.append([one])
        return chains

    def _joins(self, gap: str, one: _People) -> bool:
        """Return whether a gap joins people to those before; a mere noun only by a word."""
        link = self._w.link.fullmatch(gap)
        if link is None:
            return False
        listed = one.numbered or one.named or self._s.part == "title"
        return listed or link["link"] not in (",", ";")

    def _total(self, chain: list[_People]) -> Count:
        """Return how many a chain counts; who explains others in it is not counted again."""
        counted: list[Count] = []
        skip = False
        for number, one in enumerate(chain):
            if skip:
                skip = False
                continue
            counted.append(one.count)
            rest = chain[number + 1 :]
            if not rest:
                break
            comma = self._text[one.end : rest[0].start].strip() in (",", ":", "(")
            if not comma:
                continue
            if (one.count.best or one.count.low or 0) > 1 and one.stated:
                others = added([r.count for r in rest])
                if rest[0].named or others.best == one.count.best or one.generic:
                    break
            elif one.named != rest[0].named and not rest[0].stated:
                skip = True  # "Ana Ruiz, a nurse", "a nurse, Ana Ruiz"
        return added(counted)

    def _counted(self, chain: list[_People], people: list[_People]) -> list[CountMention]:
        start, end = chain[0].start, chain[-1].end
        found = (chain[0].kind, end) if chain[0].kind else self._suffered(start, end, people)
        if found is None or found[0] is None:
            return []
        return [self._mention(found[0], self._total(chain), chain, found[1])]

    def _suffered(self, start: int, end: int, people: list[_People]) -> tuple[Kind, int] | None:
        """Return what was done to people, by the words before or behind, and where these end."""
        window = self._text[max(0, start - 70) : start]
        if self._w.kills.search(window):
            return "killed", end
        if self._w.hurts.search(window):
            return "injured", end
        if self._w.strikes.search(window):
            return "hit", end
        predicate = self._w.predicate.search(self._text, end, end + 110)
        if predicate is None or predicate["does"]:
            return None
        gap = self._text[end : predicate.start()]
        if _CUT.search(gap) or (self._w.part.search(gap) and _WHO.search(gap)):
            return None
        others = [p for p in people if end <= p.start < predicate.start()]
        if others and not _ASIDE.match(gap):
            return None
        kind: Kind = "killed" if predicate["killed"] else "hit" if predicate["hit"] else "injured"
        if kind != "killed" and _DIED.search(self._text, predicate.end(), predicate.end() + 80):
            return None
        return kind, predicate.end()

    def _mention(self, kind: Kind, count: Count, chain: list[_People], told: int) -> CountMention:
        start, end = chain[0].start, chain[-1].end
        before = self._text[max(0, start - 45) : start]
        near = self._text[max(0, start - 110) : end + 110]
        base = self._s.start
        own = self._text[max(0, start - 8) : start] + self._text[start : max(end, told)]
        own += self._text[end : end + 4] if told <= end else ""
        with_doer = self._w.with_doer.match(self._text, max(end, told))
        if with_doer and count.best and count.best > 1:
            count = Count(
                low=None if count.low is None else count.low - 1,
                best=count.best - 1,
                high=None if count.high is None else count.high - 1,
            )
        return CountMention(
            kind,
            count,
            self._s,
            base + start,
            base + end,
            stated=any(p.stated for p in chain),
            part_of=bool(self._w.part_before.search(before))
            or bool(self._w.part_after.match(self._text, end)),
            further=bool(self._w.further.search(own)),
            general=bool(self._w.general.search(near)) or self._other_year(near),
            doers=bool(self._w.doers.search(self._text, start, end)),
        )

    def _other_year(self, near: str) -> bool:
        """Return whether a year is named beside it that is not that of the report."""
        years = {int(year) for year in _YEAR.findall(near)}
        return bool(years) and self._year is not None and self._year not in years


_YEAR = re.compile(r"(?<![\d.,:/-])(?:19|20)\d\d(?![\d.,:/-]\d|\d|\s*(?:gmt|hours|block))")
_DIED = re.compile(r"\bwhere (?:he|she|they) (?:\w+ )?(?:died|was pronounced|succumbed)")
_WHO = re.compile(r"\b(?:who|que|quien(?:es)?|qui|che|котор\w+)\s*$")
_BODIES = frozenset("cuerpo cuerpos cadaver cadaveres corpo corpos cadaveri".split())
_LOOSE = frozenset("familia family famille familias families elementos others".split())
_AGE_BEFORE = re.compile(r"(?:,|\(|\b(?:de|of|age|aged|edad|em|en|in|on|at|no|n))\s*$")
_CUT = re.compile(r"[;:]|\b(?:by|por|pelos?|pelas?|par|da parte)\s+$|--")
_ASIDE = re.compile(
    r"\s*(?:,|\(|of\b|de\b|del\b|da\b|do\b|dos\b|di\b|du\b|des\b|from\b|in\b|en\b|em\b|who\b|que\b|"
    r"qui\b|che\b|at\b|with\b|con\b|com\b|из\b)"
)
