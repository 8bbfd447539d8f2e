"""Persons in a sentence: names by their capitals and particles, others by their nouns."""

import re
from dataclasses import dataclass, replace
from functools import cache

from vigil.reading.intake.extraction.date_words import WEEKDAYS
from vigil.reading.intake.extraction.lexicon import (
    alternatives,
    pattern,
    read_toml,
    read_words,
    words,
)
from vigil.reading.intake.gazetteer import Gazetteer, fold
from vigil.reading.records import Gender, TargetCategory

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mention:
    """A person in the text: a name, a noun phrase, or both side by side.

    Spans are offsets of the part. `head` is the noun that says what the person is.
    """

    start: int
    end: int
    name: Span | None = None
    head: Span | None = None
    head_word: str = ""
    category: TargetCategory = "unknown"
    occupation: bool = False
    gender: Gender = "unknown"
    gender_at: Span | None = None
    plural: bool = False
    pronoun: bool = False


@dataclass(frozen=True, slots=True)
class _Noun:
    category: TargetCategory
    gender: Gender
    occupation: bool


@cache
def _nouns() -> dict[str, _Noun]:
    raw = read_toml("people.toml")
    feminine = set(raw["feminine_occupations"]["words"].split())
    masculine = set(raw["masculine_occupations"]["words"].split())
    nouns: dict[str, _Noun] = {}
    for kind, gender in (("men", "male"), ("women", "female"), ("any", "unknown")):
        for word in raw["persons"][kind].split():
            nouns[word] = _Noun("unknown", gender, False)  # type: ignore[arg-type]
    for category, listed in raw["occupations"].items():
        for word in listed.split():
            if word in nouns and nouns[word].gender != "unknown":
                continue
            sex: Gender = (
                "female" if word in feminine else "male" if word in masculine else "unknown"
            )
            nouns[word] = _Noun(category, sex, True)
    return nouns


@cache
def _lists() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    raw = read_toml("people.toml")
    return (
        frozenset(raw["not_names"]["words"].split()),
        frozenset(raw["titles"]["words"].split()),
        read_words("given_names.txt") | read_words("given_names_other.txt"),
        read_words("common_en.txt"),
    )


_PARTICLE = (
    r"(?:de\s+la|de\s+las|de\s+los|de|del|da|das|do|dos|di|dalla|della|dello|degli|von|van\s+der"
    r"|van|la|el|al|bin|ben)"
)
# Letters of the languages read and of the names of their neighbours: "Petrićević".
_UP = "A-ZÀ-ÖØ-ÞĆČĐĎĚŁŃŇŘŚŠŞŤŮŹŻŽĞİА-ЯЁ"
_LOW = "a-zß-öø-ÿĀ-žа-яё"
_CAP = (
    rf"(?:(?:Mc|Mac|De|La|Le|Di|O'|O’|D'|D’|d'|d’)?[{_UP}][{_LOW}]+"
    rf"(?:[-'’](?!s\b)[{_UP}]?[{_LOW}]+)*|[{_UP}]\.)"
)
_NAME = re.compile(
    # "d'Antoine", "l'Anna": the elided word before it is no part of a name.
    rf"(?:(?<![\w'’])|(?<=\b[dDlL]['’])|(?<=\bell['’]))(?!d['’])"
    rf"{_CAP}(?:(?:\s[\"“]\s?\w+\s?[\"”])?[ \n]+(?:{_PARTICLE}\s+)?{_CAP}){{0,5}}"
    r"(?:,?\s(?:Jr|Sr)\b\.?|\s(?:II|III|IV)\b)?"
)
_UPPER = re.compile(
    r"(?<![\w'’-])[A-ZÀ-ÖØ-Þ](?:[A-ZÀ-ÖØ-Þ-]|['’](?!S(?!\w)))*\.?(?=['’]S(?!\w)|(?![\w'’]))"
)
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_NOUN = re.compile(
    r"(?:(?<![^\W_])(?:[dl]|un|(?:[dns]|da|a)?[eua]?ll|qu)')?([^\W_]+(?:[-'][^\W_]+)*)"
)
"""A word without the article that French and Italian elide before it."""
_DETERMINER = (
    r"(?:(?:a|an|the|one|another|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several"
    r"|some|at least|un|una|uno|el|la|los|las|al|del|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
    r"|diez|once|doce|otro|otra|otros|varios|varias|al menos|um|uma|o|os|as|ao|dois|duas|quatro"
    r"|sete|oito|nove|dez|outro|outra|le|les|une|deux|trois|quatre|cinq|sept|huit|neuf|dix|plusieurs"
    r"|des|this|his|her|their|su|sus|seu|sua|son|sa|more|another|il|lo|gli|uno|due|tre|quattro|cinque"
    r"|sei|sette|otto|nove|dieci|altri|altre|двое|трое|четверо|пятеро|двух|трех|l'|d'|\d{1,3})\s+|l'|d')"
)


def is_upper(text: str) -> bool:
    """Whether case says nothing in this text (wires of the past are in capitals only)."""
    letters = [c for c in text[:600] if c.isalpha()]
    return bool(letters) and sum(c.islower() for c in letters) < 0.15 * len(letters)


class People:
    """Finds persons. One for a process: it holds the word lists."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._not_names, self._titles, self._given, self._common = _lists()
        self._nouns = _nouns()

    def mentions(self, text: str, folded: str, start: int, end: int, upper: bool) -> list[Mention]:
        """Persons between two offsets of a part, in order, names joined to what they are called."""
        spans = self._upper_names(text, start, end) if upper else self._names(text, start, end)
        spans += self._arabic_names(folded, start, end)
        names = [Mention(s, e, name=(s, e)) for s, e in spans]
        return _join(names, self._phrases(folded, start, end, spans), folded)

    def _names(self, text: str, start: int, end: int) -> list[Span]:
        found: list[Span] = []
        for match in _NAME.finditer(text, start, end):
            for span in self._trim(text, match.start(), match.end()):
                if self._is_person(text[span[0] : span[1]]) and not _part_of_more(text, span):
                    found.append(span)
        return found

    def _arabic_names(self, folded: str, start: int, end: int) -> list[Span]:
        """Names in a script without capitals: a given name, then others, or what "al-" begins."""
        if not _ARABIC.search(folded, start, end):
            return []
        found = []
        for match in _arabic_name().finditer(folded, start, end):
            words = list(_WORD.finditer(folded, match.start(), match.end()))
            stop = next((w for w in words[1:] if w[0] in self._nouns or w[0] in _WEEKDAYS), None)
            last = stop.start() if stop else match.end()
            name = folded[match.start() : last].rstrip()
            if " " in name:
                found.append((match.start(), match.start() + len(name)))
        return found

    def _trim(self, text: str, start: int, end: int) -> list[Span]:
        """Drop titles and words that are no names from both ends; cut at those in the middle."""
        words = [(m.start(), m.end()) for m in _WORD.finditer(text, start, end)]
        pieces: list[Span] = []
        run: list[Span] = []
        cut = False
        for number, span in enumerate(words):
            word = fold(text[span[0] : span[1]])
            if not run and self._country_before(text, words[number : number + 2]):
                continue
            stop = word in self._not_names and word not in self._given
            if word in _SMALL:
                stop = not run
            if stop or (not run and (word in self._titles or word in self._nouns)):
                if run and not self._rest_of_another(text, run, len(word) > 3):
                    pieces.append((run[0][0], run[-1][1]))
                run, cut = [], stop and len(word) > 3
                continue
            run.append(span)
        if run and not self._rest_of_another(text, run, cut):
            pieces.append((run[0][0], run[-1][1]))
        if len(pieces) == 1 and words and pieces[0][1] == words[-1][1]:
            pieces = [(pieces[0][0], end)]
        return [self._strip_small(text, s, e) for s, e in pieces]

    def _country_before(self, text: str, words: list[Span]) -> bool:
        """Whether a country stands right before a given name: "the army of Mexico Juan X"."""
        if len(words) < 2:
            return False
        first, second = (fold(text[start:end]) for start, end in words)
        return first not in self._given and second in self._given and self._is_country(first)

    def _rest_of_another(self, text: str, run: list[Span], cut: bool) -> bool:
        """Whether words beside "Police", "Hospital" are left over from the name of such a thing."""
        return cut and fold(text[slice(*run[0])]) not in self._given

    def _strip_small(self, text: str, start: int, end: int) -> Span:
        while (m := re.search(r"\s+([^\W\d_]+)$", text[start:end])) and fold(m[1]) in _SMALL:
            end = start + m.start()
        return start, end

    def _is_person(self, name: str) -> bool:
        words = fold(name).replace(".", " ").split()
        if not words or len(name) < 3 or "'s " in fold(name) or _BRANDS.intersection(words):
            return False
        if any(w in self._not_names and w not in self._given for w in words if w not in _SMALL):
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
        words = [(m.start(), m.end()) for m in _UPPER.finditer(text, start, end)]
        found: list[Span] = []
        at = 0
        while at < len(words):
            word = fold(text[slice(*words[at])]).rstrip(".")
            after_title = at > 0 and self._titled(text, words[at - 1], words[at])
            given = word in self._given and word not in self._common
            if at > 0 and fold(text[slice(*words[at - 1])]) in _SAINTS:
                at += 1
                continue
            if not (given or (after_title and self._foreign(word))):
                at += 1
                continue
            last = at
            while last + 1 < len(words) and last - at < 5:
                gap = text[words[last][1] : words[last + 1][0]]
                following = fold(text[slice(*words[last + 1])]).rstrip(".")
                stop = self._stops(text, words[last])
                if stop or gap.strip() or not (self._foreign(following) or following in _SMALL):
                    break
                last += 1
            while last > at and fold(text[slice(*words[last])]) in _SMALL:
                last -= 1
            span = (words[at][0], words[last][1] - self._stops(text, words[last]))
            if last > at or after_title:
                found.append(span)
            at = last + 1
        return found

    def _stops(self, text: str, word: Span) -> bool:
        """Whether a word ends with a full stop that is not that of an initial."""
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
        return not re.search(r"(?:ing|ed|tion|tions|ly|ment|ments|ness|ism|ist|ists|'s|ity)$", word)

    def _phrases(self, folded: str, start: int, end: int, names: list[Span]) -> list[Mention]:
        found: list[Mention] = []
        for match in _NOUN.finditer(folded, start, end):
            word, at = match[1], match.span(1)
            noun = self._noun(word)
            if noun is None or any(s <= at[0] < e for s, e in names):
                continue
            lead = _lead(folded, start, at[0])
            gender = noun.gender
            article = _article_gender(lead)
            plural = (word.endswith("s") and word not in _SINGULAR) or word in _PLURAL
            found.append(
                Mention(
                    at[0] - len(lead),
                    at[1],
                    head=at,
                    head_word=word,
                    category=noun.category,
                    occupation=noun.occupation,
                    gender=gender if gender != "unknown" else article,
                    gender_at=at
                    if gender != "unknown"
                    else (at[0] - len(lead), at[1])
                    if article != "unknown"
                    else None,
                    plural=plural,
                    pronoun=word in _PRONOUNS,
                )
            )
        found.extend(self._aged(folded, start, end, found))
        return sorted(found, key=lambda m: m.start)

    def _noun(self, word: str) -> _Noun | None:
        """What a noun says of a person; "exalcalde" is one who was it."""
        noun = self._nouns.get(word)
        if noun is None and word.startswith("ex"):
            former = self._nouns.get(word[2:].lstrip("-"))
            return former if former and former.occupation else None
        return noun

    def _aged(self, folded: str, start: int, end: int, phrases: list[Mention]) -> list[Mention]:
        """Persons called by their age alone: "a 19-year-old was shot"."""
        return [
            Mention(m.start(), m.end(), head=(m.start(), m.end()), head_word="year-old")
            for m in _AGED.finditer(folded, start, end)
            if not any(0 <= p.end - m.end() < 30 or p.start <= m.start() < p.end for p in phrases)
        ]


_ARABIC = re.compile(r"[\u0600-\u06ff]")
_WEEKDAYS = frozenset(WEEKDAYS)


@cache
def _arabic_name() -> re.Pattern[str]:
    given = "|".join(sorted(w for w in read_words("given_names_other.txt") if _ARABIC.match(w)))
    link = "بن|ابن|بنت|ابو|ام|عبد|ال"
    return re.compile(
        rf"(?<!\w)(?:{given}|ابو\s+\w+|عبد\s+ال\w+)"
        rf"(?:\s+(?:(?:{link})\s+[^\W\d_]+|(?:{given})|ال[^\W\d_]{{3,}})(?!\w))+"
    )


_BRANDS = words("brands")
_TAILS = words("name_tails")
_HEADS = words("name_heads")


def _part_of_more(text: str, span: Span) -> bool:
    """Whether a name only names something else: "colonia X", "the X High School", "an X man"."""
    after = re.match(r" +([^\W\d_]+)", text[span[1] : span[1] + 24])
    if after and fold(after[1]) in _TAILS:
        return True
    before = re.search(
        r"([^\W\d_]+|[^\W\d_]{1,5}\.)\s+(?:(?:de|del|de la|do|da|du)\s+)?$",
        text[max(0, span[0] - 30) : span[0]],
    )
    return before is not None and fold(before[1]).rstrip(".") in _HEADS


_AGED = re.compile(r"(?<!\d)\d{1,3}\s*-?\s*year\s*-?\s*old\b(?!\s*,?\s+[A-Z])")
_SMALL = words("small")
_SAINTS = frozenset(("san", "santa", "santo", "fort", "port", "puerto", "villa"))
_PRONOUNS = words("pronouns")
_SINGULAR = words("singular")
_PLURAL = words("plural")
_LEAD = pattern(
    rf"(?<![\w']){_DETERMINER}{{1,3}}(?:(?!(?:{alternatives('lead_stop')})\b)[\w'-]+\s+){{0,3}}$"
)
_FEMALE_ARTICLE = re.compile(r"^(?:una|la|uma|otra|outra|une|las|otra)\s")
_MALE_ARTICLE = re.compile(r"^(?:un|el|um|al|otro|outro|del)\s")


def _lead(folded: str, start: int, at: int) -> str:
    """The article, numeral and adjectives before a noun."""
    window = folded[max(start, at - 45) : at]
    match = _LEAD.search(window)
    return match[0] if match else ""


def _article_gender(lead: str) -> Gender:
    if _FEMALE_ARTICLE.match(lead):
        return "female"
    return "male" if _MALE_ARTICLE.match(lead) else "unknown"


_TITLE_GAP = re.compile(r"\s*,?\s*(?:[a-z]{5,}(?:ense|eno|ena|ano|ana|ino|ina|es|esa|an|ian)\s+)?")
_APPOSITION = re.compile(
    r"\s*,\s*(?:(?:de\s+)?\d{1,3}(?:\s*-?\s*(?:years?|anos?|ans)(?:\s+(?:de edad|old))?)?\s*,\s*)?"
    r"(?:who was |quien era |que era |qui etait )?"
)


def _join(names: list[Mention], phrases: list[Mention], folded: str) -> list[Mention]:
    """Put a name and the singular noun phrase beside it into one mention."""
    merged: list[Mention] = []
    used: set[int] = set()
    for name in names:
        for number, phrase in reversed(list(enumerate(phrases))):  # the nearest first
            if number in used or phrase.plural or phrase.pronoun:
                continue
            before = folded[phrase.end : name.start] if phrase.end <= name.start else None
            after = folded[name.end : phrase.start] if phrase.start >= name.end else None
            within = name.start <= phrase.start and phrase.end <= name.end
            if before is not None and _GENITIVE.match(folded, name.start, name.end):
                break  # "the brother of mayor X": the name has its noun, and belongs to the other
            between = any(phrase.end <= p.start and p.end <= name.start for p in phrases)
            beside = (
                within
                or (before and len(before) < 40 and not between and _calls(before, phrase))
                or (after is not None and len(after) < 30 and _APPOSITION.fullmatch(after))
            )
            if beside:
                used.add(number)
                name = _called(name, phrase)
        merged.append(name)
    rest = [
        phrase
        for number, phrase in enumerate(phrases)
        if number not in used
        and not any(n.start <= phrase.start and phrase.end <= n.end for n in merged)
    ]
    return sorted(merged + rest, key=lambda m: m.start)


_GENITIVE = re.compile(r"(?:del|des|al|ao)\s")


def _calls(gap: str, phrase: Mention) -> bool:
    if _TITLE_GAP.fullmatch(gap):
        return True
    # "the mayor of X, NAME", "alcalde de X NAME": the office has a place of its own.
    return phrase.occupation and bool(
        re.fullmatch(
            r"\s+(?:\w+\s+)?(?:(?:de|del|of|da|do|du|di|della|dello)\s|dell')[^.,;]{2,30},?\s"
            r"(?:(?:don|padre|suor|dom)\s)?",
            gap,
        )
    )


def _called(name: Mention, phrase: Mention) -> Mention:
    better = phrase.occupation and not name.occupation
    return replace(
        name,
        start=min(name.start, phrase.start),
        head=phrase.head if better or name.head is None else name.head,
        head_word=phrase.head_word if better or name.head is None else name.head_word,
        category=phrase.category if better else name.category,
        occupation=name.occupation or phrase.occupation,
        gender=phrase.gender if name.gender == "unknown" else name.gender,
        gender_at=phrase.gender_at if name.gender == "unknown" else name.gender_at,
    )
