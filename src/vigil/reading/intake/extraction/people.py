"""Find the persons in a sentence: names by their capitals and particles, others by their nouns."""

import re
from functools import cache

from vigil.reading.intake.extraction.date_words import WEEKDAYS
from vigil.reading.intake.extraction.joined_mentions import join_mentions
from vigil.reading.intake.extraction.lexicon import (
    read_toml,
    read_words,
)
from vigil.reading.intake.extraction.name_patterns import (
    ARABIC,
    BRANDS,
    SAINTS,
    SMALL,
    UPPER,
    WORD,
    arabic_name,
    find_names,
    is_part_of_more,
)
from vigil.reading.intake.extraction.person_mentions import Mention, Span
from vigil.reading.intake.extraction.person_nouns import find_person_nouns, person_nouns
from vigil.reading.intake.gazetteer import Gazetteer, fold

_WEEKDAYS = frozenset(WEEKDAYS)


@cache
def _lists() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    raw = read_toml("people.toml")
    return (
        frozenset(raw["not_names"]["words"].split()),
        frozenset(raw["titles"]["words"].split()),
        read_words("given_names.txt") | read_words("given_names_other.txt"),
        read_words("common_en.txt"),
    )


def _with_stop(text: str, span: Span) -> Span:
    """Return a name with the full stop of its "Jr."."""
    shortened = (
        text[span[0] : span[1]].endswith((" Jr", " Sr")) and text[span[1] : span[1] + 1] == "."
    )
    return span[0], span[1] + shortened


_CAPITALS = re.compile(
    r"[A-ZÀ-ÖØ-Þ](?:[A-ZÀ-ÖØ-Þ]{2,}[’' -]+(?:[A-ZÀ-ÖØ-Þ]{1,3}\.? )*(?:Mc)?[A-ZÀ-ÖØ-Þ]{3,}"
    r"|(?<=[A-Z])['’][A-Z]{3,})"
)
"""Words in capitals beside each other, which may be a name in a text of small letters."""
_SURNAME = re.compile(
    r"(?: (?:D[EUI]|LE|LA|DOS|DA|DEL))*(?: [A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’-]{3,})+(?![\w'’-])"
)


_REMEMBERED = 20_000
"""Names of which it is remembered whether they are a person's: news repeats them."""
_LAST_WORD = re.compile(r"\s+([^\W\d_]+)$")
_ENGLISH_ENDINGS = (
    *("ing", "ed", "tion", "tions", "ly", "ment", "ments", "ness", "ism", "ist", "ists", "'s"),
    "ity",
)


def is_upper(text: str) -> bool:
    """Return whether case says nothing in this text (wires of the past are in capitals only)."""
    letters = [c for c in text[:600] if c.isalpha()]
    return bool(letters) and sum(c.islower() for c in letters) < 0.15 * len(letters)


class People:
    """Finds persons. One for a process: it holds the word lists."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._not_names, self._titles, self._given, self._common = _lists()
        self._nouns = person_nouns()
        self._memory: dict[str, bool] = {}

    def mentions(
        self, text: str, folded: str, start: int, end: int, upper: bool, language: str
    ) -> list[Mention]:
        """Persons between two offsets of a part, in order, names joined to what they are called."""
        spans = self._upper_names(text, start, end) if upper else self._mixed(text, start, end)
        spans += self._arabic_names(folded, start, end)
        names = [Mention(s, e, name=(s, e)) for s, e in spans]
        return join_mentions(names, find_person_nouns(folded, start, end, spans, language), folded)

    def _mixed(self, text: str, start: int, end: int) -> list[Span]:
        """Names in a text of small letters, those that it writes in capitals among them."""
        found = [self._with_capitals(text, span, end) for span in self._names(text, start, end)]
        if _CAPITALS.search(text, start, end):
            found += [
                span
                for span in self._upper_names(text, start, end)
                if " " in text[slice(*span)]
                and not any(s < span[1] and span[0] < e for s, e in found)
            ]
        return sorted(found)

    def _with_capitals(self, text: str, span: Span, end: int) -> Span:
        """Return a name with the surname behind it that is in capitals: "Jean-Pierre LE GOFFIC"."""
        match = _SURNAME.match(text, span[1], end)
        words = fold(match[0]).split() if match else []
        if not words or any(w in self._not_names or w in self._nouns for w in words):
            return span
        return span[0], match.end() if match else span[1]

    def _names(self, text: str, start: int, end: int) -> list[Span]:
        found: list[Span] = []
        for name in find_names(text, start, end):
            for span in self._trim(text, *name):
                if self._is_person(text[span[0] : span[1]]) and not is_part_of_more(text, span):
                    found.append(span)
        return found

    def _arabic_names(self, folded: str, start: int, end: int) -> list[Span]:
        """Names in a script without capitals: a given name, then others, or what "al-" begins."""
        if not ARABIC.search(folded, start, end):
            return []
        found = []
        for match in arabic_name().finditer(folded, start, end):
            words = list(WORD.finditer(folded, match.start(), match.end()))
            stop = next((w for w in words[1:] if w[0] in self._nouns or w[0] in _WEEKDAYS), None)
            last = stop.start() if stop else match.end()
            name = folded[match.start() : last].rstrip()
            if " " in name:
                found.append((match.start(), match.start() + len(name)))
        return found

    def _trim(self, text: str, start: int, end: int) -> list[Span]:
        """Drop titles and words that are no names from both ends; cut at those in the middle."""
        words = [(m.start(), m.end()) for m in WORD.finditer(text, start, end)]
        pieces: list[Span] = []
        run: list[Span] = []
        cut = False
        for number, span in enumerate(words):
            word = fold(text[span[0] : span[1]])
            if not run and self._country_before(text, words[number : number + 2]):
                continue
            stop = word in self._not_names and word not in self._given
            if word in SMALL:
                stop = not run
            calls = word in self._titles or word in self._nouns or word.endswith("-old")
            if stop or (not run and calls):
                if run and not self._rest_of_another(text, run, len(word) > 3):
                    pieces.append((run[0][0], run[-1][1]))
                run, cut = [], stop and len(word) > 3
                continue
            run.append(span)
        if run and not self._rest_of_another(text, run, cut):
            pieces.append((run[0][0], run[-1][1]))
        if len(pieces) == 1 and words and pieces[0][1] == words[-1][1]:
            pieces = [(pieces[0][0], end)]
        return [_with_stop(text, self._strip_small(text, s, e)) for s, e in pieces]

    def _country_before(self, text: str, words: list[Span]) -> bool:
        """Return whether a country is right before a given name: "the army of Mexico Juan X"."""
        if len(words) < 2:
            return False
        first, second = (fold(text[start:end]) for start, end in words)
        return first not in self._given and second in self._given and self._is_country(first)

    def _rest_of_another(self, text: str, run: list[Span], cut: bool) -> bool:
        """Return whether words beside "Police" or "Hospital" are the rest of such a name."""
        return cut and fold(text[slice(*run[0])]) not in self._given

    def _strip_small(self, text: str, start: int, end: int) -> Span:
        while (m := _LAST_WORD.search(text[start:end])) and fold(m[1]) in SMALL:
            end = start + m.start()
        return start, end

    def _is_person(self, name: str) -> bool:
        known = self._memory.get(name)
        if known is None:
            if len(self._memory) > _REMEMBERED:
                self._memory.clear()
            known = self._memory[name] = self._told_a_person(name)
        return known

    def _told_a_person(self, name: str) -> bool:
        words = fold(name).replace(".", " ").split()
        if not words or len(name) < 3 or "'s " in fold(name) or BRANDS.intersection(words):
            return False
        if any(w in self._not_names and w not in self._given for w in words if w not in SMALL):
            return False
        if len(words) == 1:  # such a word counts only as the short form of a longer name
            return words[0] not in self._nouns and words[0] not in self._common
        if words[0] in self._given:
            return not self._is_division(name)
        plain = name.lower().replace(".", " ").split()  # with an accent it is no English word
        if any(w in self._common for w in plain):
            return False
        return not self._is_place(name, 0) and not any(self._is_country(w) for w in words)

    def _is_place(self, name: str, people: int) -> bool:
        return any(p.population >= people for p in self._gazetteer.lookup(name))

    def _is_country(self, word: str) -> bool:
        return any(p.kind == "country" for p in self._gazetteer.lookup(word)[:2])

    def _is_division(self, name: str) -> bool:
        return any(
            p.kind in ("country", "admin1") and p.population > 100_000
            for p in self._gazetteer.lookup(name)[:4]
        )

    def _upper_names(self, text: str, start: int, end: int) -> list[Span]:
        """Names in a text of capitals: a given name, then words that are not English."""
        words = [(m.start(), m.end()) for m in UPPER.finditer(text, start, end)]
        found: list[Span] = []
        at = 0
        while at < len(words):
            word = fold(text[slice(*words[at])]).rstrip(".")
            after_title = at > 0 and self._titled(text, words[at - 1], words[at])
            given = word in self._given and word not in self._common and len(word) > 1
            if at > 0 and fold(text[slice(*words[at - 1])]) in SAINTS:
                at += 1
                continue
            if not (given or (after_title and len(word) > 1 and self._foreign(word))):
                at += 1
                continue
            last = at
            while last + 1 < len(words) and last - at < 5:
                gap = text[words[last][1] : words[last + 1][0]]
                following = fold(text[slice(*words[last + 1])]).rstrip(".")
                stop = self._stops(text, words[last])
                if stop or gap.strip() or not (self._foreign(following) or following in SMALL):
                    break
                last += 1
            while last > at and fold(text[slice(*words[last])]) in SMALL:
                last -= 1
            span = (words[at][0], words[last][1] - self._stops(text, words[last]))
            if last > at or after_title:
                found.append(span)
            at = last + 1
        return found

    def _stops(self, text: str, word: Span) -> bool:
        """Return whether a word ends with a full stop that is not that of an initial."""
        return text[word[1] - 1] == "." and word[1] - word[0] > 2

    def _titled(self, text: str, before: Span, word: Span) -> bool:
        title = fold(text[before[0] : before[1]]).rstrip(".")
        return not text[before[1] : word[0]].strip() and (
            title in self._titles or (title in self._nouns and self._nouns[title].occupation)
        )

    def _foreign(self, word: str) -> bool:
        if len(word) == 1:
            return True
        if word in self._given:
            return True
        if word in self._common or word in self._not_names or word in self._nouns:
            return False
        return not word.endswith(_ENGLISH_ENDINGS)
