"""Victims of a report: mentions of one person put together, with age, gender and calling."""

import re
from dataclasses import dataclass, field

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.lexicon import pattern
from vigil.reading.intake.extraction.person_mentions import Mention, Span
from vigil.reading.intake.extraction.sentences import Part
from vigil.reading.records import Gender, Outcome, TargetCategory

_YEARS = "years?|anos|ans|anni|лет|года|год|عاما|عام|سنة"
_BEFORE_AGE = "di |يبلغ من العمر |عمره |عمرها |"
_AGE_AFTER = pattern(
    r"^\s*(?:,?\s*(?:who was |quien tenia |de |con |ages? |aged |agee? de |edad |tinha |"
    rf"{_BEFORE_AGE})?"
    r"\(?(?P<a>\d{1,3})\)?"
    rf"(?=\s*(?:,|\)|-?\s*(?:{_YEARS})\b|\s*\.|\s*;|$| was | of | and | and$|\s*y )))"
)
_AGE_BEFORE = pattern(
    rf"(?P<a>\d{{1,3}})\s*-?\s*(?:{_YEARS}|летн\w+)\s*-?\s*(?:old|de edad|de idade)?"
    r"\s*,?\s*(?:(?:\w+ ){0,3})?$"
)
_AGE_NEAR = pattern(
    rf"\b(?:de |tenia |con |of |age |aged |agee? de |com |tinha |{_BEFORE_AGE})?(?P<a>\d{{1,3}})"
    r"\s*-?\s*(?:years?\s*-?\s*old|anos(?: de (?:edad|idade))?|ans|anni|летн\w+|лет|года|"
    r"عاما|عام|سنة)\b"
)


@dataclass(frozen=True, slots=True)
class FoundAt:
    """Where a value stands."""

    part: Part
    start: int
    end: int


@dataclass(slots=True)
class Victim:
    """A person attacked, as put together from the mentions of one report."""

    name: str | None
    outcome: Outcome
    outcome_at: FoundAt
    first: FoundAt
    names: dict[str, FoundAt] = field(default_factory=dict)
    age: tuple[int, FoundAt] | None = None
    gender: tuple[Gender, FoundAt] | None = None
    occupation: tuple[str, FoundAt] | None = None
    category: TargetCategory = "unknown"
    plural: bool = False
    pronoun: bool = False
    nominal: bool = False
    told: list[AttackMention] = field(default_factory=list)
    """The tellings in which this person is the victim."""


def find_age(folded: str, mention: Mention) -> tuple[int, Span] | None:
    """Return the age stated beside a person: "X, 32", "X, de 32 años", "the 32-year-old X"."""
    span = mention.name or mention.head
    if span is None or mention.plural:
        return None
    if mention.head_word == "year-old" and mention.name is None:
        match = re.match(r"(?P<a>\d{1,3})", folded[span[0] : span[1]])
        return _age(match, span[0]) if match else None
    after = re.split(r"\n\s*\n", folded[span[1] : span[1] + 40])[0]
    match = _AGE_AFTER.match(after)
    if match is not None:
        return _age(match, span[1])
    window_start = max(0, span[0] - 40)
    match = _AGE_BEFORE.search(folded[window_start : span[0]])
    if match is not None:
        return _age(match, window_start)
    if mention.name is None and mention.start < span[0]:
        match = _AGE_NEAR.search(folded, mention.start, span[0])
        return _age(match, 0) if match else None
    match = _AGE_NEAR.search(after)
    return _age(match, span[1]) if match and re.match(r"\s*,?\s*(?:\w+ ){0,3}", after) else None


def _age(match: re.Match[str], offset: int) -> tuple[int, Span] | None:
    age = int(match["a"])
    return (age, (offset + match.start("a"), offset + match.end("a"))) if 0 < age < 111 else None
