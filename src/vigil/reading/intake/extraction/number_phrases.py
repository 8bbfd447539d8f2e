"""Numbers of people as reports write them: "at least five", "between 3 and 5", "dozens"."""

import re
from dataclasses import dataclass
from functools import cache

from vigil.reading.intake.extraction.lexicon import pattern, read_toml
from vigil.reading.intake.extraction.quick_patterns import QuickPattern
from vigil.reading.intake.gazetteer import fold
from vigil.reading.records import Count

NEVER = "(?!)"


@dataclass(frozen=True, slots=True)
class NumberPhrase:
    """A number in a text: the span with the words that bound it, and what it may be."""

    start: int
    end: int
    count: Count
    single: bool
    """One person; `alone` where the word may stand without a noun."""
    alone: bool


def exact(number: int) -> Count:
    """Return a number that is stated without bounds."""
    return Count(low=number, best=number, high=number)


def added(counts: list[Count]) -> Count:
    """Return the sum of several numbers; a bound that one of them lacks the sum lacks too."""
    if len(counts) == 1:
        return counts[0]
    low = [c.low if c.low is not None else c.best for c in counts]
    best, high = [c.best for c in counts], [c.high for c in counts]
    return Count(
        low=sum(n or 0 for n in low) if any(n is not None for n in low) else None,
        best=None if None in best else sum(n or 0 for n in best),
        high=None if None in high else sum(n or 0 for n in high),
    )


class NumberWords:
    """The number words of one language."""

    def __init__(self, code: str) -> None:
        raw = read_toml("counts.toml")[code]
        self._values = _values(raw)
        self._many = _pairs(raw["many"])
        self._about = _pairs(raw["about_many"])
        self._one = {fold(word) for word in raw["one"].split()}
        self._alone = {fold(word) for word in raw["alone"].split()}
        words = sorted(
            {*self._values, *self._many, *self._about, *self._one}, key=lambda w: (-len(w), w)
        )
        spelt = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in words)
        digits = r"\d{1,3}(?![\d.,:/%-]?\d|\s*%|-?\w|[\s-]*(?:year|month)s?[\s-]*old)"
        number = rf"(?:{digits}|(?:{spelt})(?!\w|-\w|'))"
        phrase = pattern(
            rf"(?<![\w$€#£.,:/'-])(?:(?P<least>{raw['least']})\s+|(?P<more>{raw['more']})\s+|"
            rf"(?P<most>{raw['most']})\s+|(?P<about>{raw['about']})\s+)?"
            rf"(?:(?:{raw['range_before']})\s+(?P<a>{number})\s*(?:{raw['range']})\s*(?P<b>{number})"
            rf"|(?P<c>{number})\s*(?:{raw['range_of_one'] or NEVER})\s*(?P<d>{number})"
            rf"|(?P<n>{number}))"
            r"(?!\s+(?:mil|mille|thousand|hundred|million|cientos|mila|тысяч\w*)\b)"
        )
        self._phrase = QuickPattern(phrase)

    def find(self, folded: str, start: int, end: int) -> list[NumberPhrase]:
        """Return the numbers between two offsets of a folded text."""
        found = []
        for match in self._phrase.finditer(folded, start, end):
            phrase = self._read(match)
            if phrase is not None:
                found.append(phrase)
        return found

    def _read(self, match: re.Match[str]) -> NumberPhrase | None:
        if match["n"] is None:
            pair = (match["a"], match["b"]) if match["a"] else (match["c"], match["d"])
            low, high = (self._value(one) for one in pair)
            if low is None or high is None or not low < high:
                return None
            count = Count(low=low, high=high)
            return NumberPhrase(*match.span(), count, single=False, alone=True)
        word = " ".join(match["n"].split())
        start, end = match.span()
        if word in self._many:
            return NumberPhrase(start, end, Count(low=self._many[word]), single=False, alone=True)
        if word in self._about:
            least = self._about[word] if match["least"] or match["more"] else None
            count = Count(low=least, best=self._about[word])
            return NumberPhrase(start, end, count, single=False, alone=True)
        number = self._value(word)
        if number is None or not 0 < number < 1000:
            return None
        single = number == 1
        return NumberPhrase(
            start,
            end,
            _bounded(match, number),
            single,
            alone=not single or word.isdigit() or word in self._alone,
        )

    def _value(self, word: str) -> int | None:
        word = " ".join(word.split())
        if word.isdigit():
            return int(word)
        return 1 if word in self._one else self._values.get(word)


def _bounded(match: re.Match[str], number: int) -> Count:
    if match["least"] or match["more"]:
        return Count(low=number, best=number)
    if match["most"]:
        return Count(high=number)
    return Count(best=number) if match["about"] else exact(number)


def _values(raw: dict[str, str]) -> dict[str, int]:
    """Return every number word below a hundred with its value."""
    values = _pairs(raw["words"])
    tens = _pairs(raw["tens"])
    units = {**values, **dict.fromkeys(raw["one"].split(), 1)}
    for word, ten in tens.items():
        values[word] = ten
        for unit, number in units.items():
            if number < 10:
                for join in raw["join"].split("|"):
                    values.setdefault(f"{word}{join}{unit}", ten + number)
    return values


def _pairs(listed: str) -> dict[str, int]:
    pairs = (entry.rpartition("=") for entry in listed.split())
    return {fold(word).replace("_", " "): int(number) for word, _, number in pairs}


def group_size(code: str, folded: str, begin: int, end: int) -> tuple[int, tuple[int, int]] | None:
    """Return the number of the people whose noun ends at `end`, and its span: "three young men".

    Nothing before `begin` is looked at.
    """
    for phrase in reversed(number_words(code).find(folded, begin, end)):
        if phrase.single or phrase.count.best is None:
            continue
        if _FEW_WORDS.fullmatch(folded, phrase.end, end):
            return phrase.count.best, (phrase.start, phrase.end)
    return None


_FEW_WORDS = re.compile(r"\s+(?:[\w'-]+\s+){0,3}[\w'-]*")


@cache
def number_words(code: str) -> NumberWords:
    """Return the number words of a language, read once a process."""
    return NumberWords(code)
