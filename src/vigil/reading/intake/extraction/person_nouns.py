"""Persons that a text calls by a noun or an age: "the mayor", "a 19-year-old"."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from vigil.reading.intake.extraction.lexicon import (
    alternatives,
    pattern,
    read_toml,
    words,
)
from vigil.reading.intake.extraction.person_mentions import Mention, Span
from vigil.reading.records import Gender, TargetCategory

Silent = Literal["never", "the", "always"]


@dataclass(frozen=True, slots=True)
class PersonNoun:
    """What a noun says of the person called by it."""

    category: TargetCategory
    gender: Gender
    occupation: bool
    silent: Silent = "never"
    """Which articles before it say nothing of the person: all before "person", which is of one
    gender in grammar, "la" before "policía", which may be the body."""


@cache
def person_nouns() -> dict[str, PersonNoun]:
    """Return the nouns that call a person, with what each says of them."""
    raw = read_toml("people.toml")
    feminine = set(raw["feminine_occupations"]["words"].split())
    masculine = set(raw["masculine_occupations"]["words"].split())
    silent: dict[str, Silent] = dict.fromkeys(raw["epicene"]["words"].split(), "always")
    silent |= dict.fromkeys(raw["epicene"]["bodies"].split(), "the")
    nouns: dict[str, PersonNoun] = {}
    for kind, gender in (("men", "male"), ("women", "female"), ("any", "unknown")):
        for word in raw["persons"][kind].split():
            quiet = silent.get(word, "never")
            nouns[word] = PersonNoun("unknown", gender, False, quiet)  # type: ignore[arg-type]
    for category, listed in raw["occupations"].items():
        for word in listed.split():
            if word in nouns and nouns[word].gender != "unknown":
                continue
            sex: Gender = (
                "female" if word in feminine else "male" if word in masculine else "unknown"
            )
            nouns[word] = PersonNoun(category, sex, True, silent.get(word, "never"))
    return nouns


_NOUN = re.compile(
    r"(?:(?<![^\W_])(?:[dl]|un|(?:[dns]|da|a)?[eua]?ll|qu)')?([^\W_]+(?:[-'][^\W_]+)*)"
)
"""A word without the article that French and Italian elide before it."""
_PLAIN_NOUN = re.compile(r"([^\W_]+(?:-[^\W_]+)*)")
"""The same where no apostrophe stands."""
_DETERMINER = (
    r"(?:(?:a|an|the|one|another|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several"
    r"|some|at least|un|una|uno|el|la|los|las|al|del|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
    r"|diez|once|doce|otro|otra|otros|varios|varias|al menos|um|uma|o|os|as|ao|dois|duas|quatro"
    r"|sete|oito|nove|dez|outro|outra|le|les|une|deux|trois|quatre|cinq|sept|huit|neuf|dix|plusieurs"
    r"|des|this|his|her|their|su|sus|seu|sua|son|sa|more|another|il|lo|gli|uno|due|tre|quattro|cinque"
    r"|sei|sette|otto|nove|dieci|altri|altre|двое|трое|четверо|пятеро|двух|трех|l'|d'|\d{1,3})\s+|l'|d')"
)
_AGED = re.compile(r"(?<!\d)\d{1,3}\s*-?\s*year\s*-?\s*old\b(?!\s*,?\s+[A-Z])")
_PRONOUNS = words("pronouns")
_SINGULAR = words("singular")
_PLURAL = words("plural")
_LEAD = pattern(
    rf"(?<![\w']){_DETERMINER}{{1,3}}(?:(?!(?:{alternatives('lead_stop')})\b)[\w'-]+\s+){{0,3}}$"
)


_FEMALE = "una|la|uma|otra|outra|une"
_MALE = "un|el|um|al|otro|outro|del"
_ARTICLES: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    code: (re.compile(rf"(?:{female})\s"), re.compile(rf"(?:{male})\s"))
    for code, female, male in (
        ("pt", f"{_FEMALE}|a|da|na|pela", f"{_MALE}|o|ao|do|no|pelo"),
        ("fr", _FEMALE, "un|le|au|du"),
        ("it", f"{_FEMALE}|della|alla|dalla", f"{_MALE}|il|lo|uno|dello|allo|dal"),
        ("", _FEMALE, _MALE),
    )
}
"""Articles of women and of men; a language without its own has those of Spanish."""
_DEFINITE = re.compile(r"(?:la|a|da|na|pela|della|alla)\s")


def _lead(folded: str, start: int, at: int) -> str:
    """Return the article, numeral and adjectives before a noun."""
    window = folded[max(start, at - 45) : at]
    match = _LEAD.search(window)
    return match[0] if match else ""


def _article_gender(lead: str, noun: PersonNoun, language: str) -> Gender:
    """Return what the article says of the person: nothing where it only follows the noun."""
    if not lead or noun.silent == "always" or (noun.silent == "the" and _DEFINITE.match(lead)):
        return "unknown"
    female, male = _ARTICLES.get(language) or _ARTICLES[""]
    if female.match(lead):
        return "female"
    return "male" if male.match(lead) else "unknown"


def find_person_nouns(
    folded: str, start: int, end: int, names: list[Span], language: str
) -> list[Mention]:
    """Return the persons called by a noun or an age between two offsets, but not within `names`."""
    found: list[Mention] = []
    elided = folded.find("'", start, end) >= 0
    for match in (_NOUN if elided else _PLAIN_NOUN).finditer(folded, start, end):
        word = match[1]
        noun = _noun(word)
        if noun is None:
            continue
        at = match.span(1)
        if any(s <= at[0] < e for s, e in names):
            continue
        lead = _lead(folded, start, at[0])
        plural = (word.endswith("s") and word not in _SINGULAR) or word in _PLURAL
        gender = noun.gender
        article = "unknown" if plural else _article_gender(lead, noun, language)
        if gender == "male" and noun.occupation and article == "female":
            gender = "unknown"  # "la juez": the office has one form, the article says who has it
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
    found.extend(_aged(folded, start, end, found))
    return sorted(found, key=lambda m: m.start)


def _noun(word: str) -> PersonNoun | None:
    """Return what a noun states of a person; "exalcalde" is one who was it."""
    nouns = person_nouns()
    noun = nouns.get(word)
    if noun is None and word.startswith("ex"):
        former = nouns.get(word[2:].lstrip("-"))
        return former if former and former.occupation else None
    return noun


def _aged(folded: str, start: int, end: int, phrases: list[Mention]) -> list[Mention]:
    """Persons called by their age alone: "a 19-year-old was shot"."""
    if folded.find("year", start, end) < 0:
        return []
    return [
        Mention(m.start(), m.end(), head=(m.start(), m.end()), head_word="year-old")
        for m in _AGED.finditer(folded, start, end)
        if not any(0 <= p.end - m.end() < 30 or p.start <= m.start() < p.end for p in phrases)
    ]
