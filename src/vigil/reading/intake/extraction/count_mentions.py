"""Find in a sentence how many people it says were killed or hurt."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from vigil.reading.intake.extraction.count_mention import CountMention, Kind
from vigil.reading.intake.extraction.count_words import CountWords, count_words
from vigil.reading.intake.extraction.lexicon import alternatives, pattern, read_toml
from vigil.reading.intake.extraction.number_phrases import (
    NumberPhrase,
    added,
    exact,
)
from vigil.reading.intake.extraction.person_mentions import Mention
from vigil.reading.intake.extraction.person_nouns import person_nouns
from vigil.reading.intake.extraction.sentences import Sentence
from vigil.reading.intake.gazetteer import fold
from vigil.reading.records import Count


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


_ALL = read_toml("counts.toml")["all"]
_STOP = re.compile(rf"(?:{alternatives('lead_stop')})\Z")
_WORD = re.compile(r"\s+\"?([^\W\d_]\.[^\W\d_]\.|[^\W\d_]+(?:[-'][^\W\d_]+)*)\"?")
_ASIDES = re.compile(r"\([^()]{1,80}\)|\[[^\[\]]{1,80}\]")
_OF = pattern(rf"\s+(?:of|de|di|des|d'|из)(?:\s+(?:{_ALL['owners']}))?(?=\s)")
_OF_WHOM = re.compile(r"\s+(?:de|del|di|du|da|do)\b")
_THINGS = pattern(rf"(?:{_ALL['things']})\Z")
_OF_MONTH = pattern(
    rf"\s+(?:(?:de|di)\s+)?(?:{_ALL['months']})[a-zа-я]{{0,7}}\b(?!\s+(?:died|was|were|killed))"
)
_NO_COUNT = pattern(rf"(?:\b(?:{_ALL['before_no_count']})\.?|\d,)\s*$")
_GENERIC = frozenset(map(fold, _ALL["generic"].split()))


def find_counts(
    code: str, sentence: Sentence, mentions: list[Mention], year: int | None = None
) -> list[CountMention]:
    """Return the numbers of people killed and hurt that a sentence states, in its order.

    `mentions` are the persons found in it: where no number stands, they are counted. `year` is that
    of the report: what is told beside another one is of other attacks.
    """
    return _SentenceCounts(count_words(code), sentence, mentions, year).found()


def counted_people(code: str, sentence: Sentence, mentions: list[Mention]) -> Mention | None:
    """Return the first people whom a sentence counts as killed: "deux frères ont été tués"."""
    for found in find_counts(code, sentence, mentions):
        part = found.general or found.part_of or found.doers
        if found.kind != "killed" or part or not found.stated:
            continue
        text = sentence.folded[found.start - sentence.start : found.end - sentence.start]
        head = (found.end - len(text.split()[-1]), found.end)
        plural = (found.count.best or found.count.low or 1) > 1
        return Mention(found.start, found.end, head=head, plural=plural)
    return None


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
        found += self._tolls(found)
        return sorted(found, key=lambda m: (m.start, m.end))

    def _tolls(self, found: list[CountMention]) -> Iterator[CountMention]:
        """Yield numbers of all the dead: "the toll rose to seven", "elevó a siete los muertos"."""
        if not _TOLL.search(self._text):
            return
        taken = {m.start - self._s.start for m in found}
        for phrase in self._w.numbers.find(self._text, 0, len(self._text)):
            before = self._text[max(0, phrase.start - 110) : phrase.start]
            if phrase.start in taken or phrase.single or not self._w.toll.search(before):
                continue
            one = _People(phrase.start, phrase.end, phrase.count, "killed", stated=True)
            found_here = self._mention("killed", phrase.count, [one], phrase.end)
            yield replace(found_here, toll=True, general=False)

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
            if m.name and _IN.search(text, max(0, start - 6), start):
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
        window = self._text[max(0, phrase.start - 60) : phrase.start]
        told = any(w.search(window) for w in (self._w.kills, self._w.hurts, self._w.along))
        if not phrase.alone or (not told and _AGE_BEFORE.search(window)):
            return None
        predicate = self._w.predicate.search(self._text, phrase.end, phrase.end + 45)
        if predicate and not predicate["does"]:
            between = self._text[phrase.end : predicate.start()].strip()
            if between in self._w.small or not between or self._w.further.fullmatch(between):
                return one
        after = _WORD.match(self._text, phrase.end)
        if after is None or after[1] in self._w.small or _STOP.match(after[1]):
            return one if told else None
        return self._of_unknown_noun(one, after, told=told)

    def _of_unknown_noun(self, one: _People, noun: re.Match[str], *, told: bool) -> _People | None:
        """Return people called by a noun we do not know: who was killed is likelier no thing."""
        if not one.stated or not noun[1].endswith(_PLURAL) or _THINGS.match(noun[1]):
            return None
        one.end = noun.end()
        predicate = self._w.predicate.match(self._text, one.end + 1)
        if told or (predicate is not None and not predicate["does"]):
            return one
        return None

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
        hurt = self._hurt_last(chain) if found == ("killed", end) else None
        if hurt is not None:
            last = self._mention("injured", chain[-1].count, chain[-1:], hurt)
            return [*self._counted(chain[:-1], people), last]
        return [self._mention(found[0], self._total(chain), chain, found[1])]

    def _hurt_last(self, chain: list[_People]) -> int | None:
        """Return where it is said that the last of some were hurt only.

        "X was killed and two others were wounded", where the word of killing stands before X.
        """
        if len(chain) < 2 or chain[0].kind:
            return None
        end = chain[-1].end
        said = self._w.predicate.search(self._text, end, end + 45)
        if said is None or said["killed"] or said["hit"] or said["does"]:
            return None
        if not _RESULTED.fullmatch(self._text, end, said.start()):
            return None
        return said.end()

    def _suffered(self, start: int, end: int, people: list[_People]) -> tuple[Kind, int] | None:
        """Return what was done to people, by the words before or behind, and where these end."""
        window = self._text[max(0, start - 70) : start]
        if self._w.kills.search(window):
            return "killed", end
        if self._w.hurts.search(window):
            return "injured", end
        if self._w.strikes.search(window):
            return "hit", end
        if self._w.along.search(window):
            told = list(self._w.predicate.finditer(self._text, max(0, start - 160), start))
            if told and told[-1]["killed"]:
                return "killed", end
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
            beside=bool(_ALSO.search(self._text, end, max(end, told)))
            or bool(self._w.along.search(self._text[max(0, start - 30) : start])),
            general=bool(self._w.general.search(near)) or self._other_year(near),
            several=bool(self._w.several.search(near)),
            doers=bool(self._w.doers.search(self._text, start, end))
            and not self._w.fought.search(near),
        )

    def _other_year(self, near: str) -> bool:
        """Return whether a year is named beside it that is not that of the report."""
        years = {int(year) for year in _YEAR.findall(near)}
        return bool(years) and self._year is not None and self._year not in years


_YEAR = re.compile(r"(?<![\d.,:/-])(?:19|20)\d\d(?![\d.,:/-]\d|\d|\s*(?:gmt|hours|block))")
_IN = pattern(rf"(?<!\w)(?:{_ALL['place_before']})\s+$")
"""Before a name it says that the name is of a place."""
_ALSO = pattern(rf"(?<!\w)(?:{_ALL['also']})(?!\w)")
_DIED = re.compile(r"\bwhere (?:he|she|they) (?:\w+ )?(?:died|was pronounced|succumbed)")
_WHO = pattern(rf"(?<!\w)(?:{_ALL['who']})\s*$")
_PLURAL = ("s", "i", "e", "и", "ы", "в", "ين")
_RESULTED = re.compile(
    r"\s*(?:(?:also|were|was|have been|tambien|result\w+|fueron|quedaron|foram|ficaram|ont ete|"
    r"sono rimast[ie]|sono stat[ie]) ){0,2}"
)
"""What stands between people and what they suffered."""
_TOLL = re.compile(
    r"\b(?:toll|number of|cifra|numero|saldo|total|recuento|elev|asciende|suma|nombre de|bilan|"
    r"число|حصيلة|عدد)"
)
"""Without one of these a sentence tells of no number of dead."""
_BODIES = frozenset(_ALL["bodies"].split())
_LOOSE = frozenset(_ALL["loose"].split())
_AGE_BEFORE = re.compile(r"(?:,|\(|\b(?:de|of|age|aged|edad|em|en|in|on|at|no|n))\s*$")
_CUT = re.compile(r"[;:]|\b(?:by|por|pelos?|pelas?|par|da parte)\s+$|--")
_ASIDE = pattern(rf"\s*(?:,|\(|(?:{_ALL['aside']})(?!\w))")
