"""Find where a sentence tells of an attack. Who was attacked is found in `victims_in_sentence`."""

import re
from collections.abc import Sequence

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.implied_victims import find_implied_victims
from vigil.reading.intake.extraction.lexicon import Language, Trigger
from vigil.reading.intake.extraction.person_mentions import Mention
from vigil.reading.intake.extraction.sentences import Sentence
from vigil.reading.intake.extraction.victims_in_sentence import find_victims
from vigil.reading.records import Event, Outcome


def may_tell_of_attack(language: Language, sentence: Sentence) -> bool:
    """Return whether a sentence has words of attack, whoever is spoken of."""
    words = sentence.folded
    return bool(language.roots.search(words) and language.trigger.search(words))


def find_attack_mentions(
    language: Language,
    sentence: Sentence,
    number: int,
    people: list[Mention],
    previous: str = "",
    named: Sequence[Mention] = (),
) -> list[AttackMention]:
    """Attacks told in a sentence; negated and imagined ones are left out.

    A hit without a victim ("was murdered on Monday in Lima") still tells day and place.
    `previous` is the folded sentence before it: it may say of whom "identified as" speaks. `named`
    are the persons named before, of whom "la mataron" may speak.
    """
    hits: list[AttackMention] = []
    if not language.roots.search(sentence.folded):
        return hits
    for match in language.trigger.finditer(sentence.folded):
        trigger = language.triggers[int((match.lastgroup or "t0")[1:])]
        before = _NO_FEWER.sub("", sentence.folded[max(0, match.start() - 70) : match.start()])
        if language.negation.search(before) or language.hypothetical.search(before):
            continue
        event, outcome = _reality(language, trigger, before, sentence.folded)
        start, end = sentence.start + match.start(), sentence.start + match.end()
        hit = AttackMention(sentence, number, start, end, trigger, event, outcome)
        if _by_accident(language, trigger, sentence.folded):
            continue
        if _SELF.match(sentence.folded[match.end() : match.end() + 40]):
            continue
        if language.charge.search(before) and _AGAINST.search(match[0]):
            continue  # "charged with murder against X": X is the accused
        find_victims(language, hit, people, previous)
        if language.refers_back:
            find_implied_victims(language, hit, people, named)
        if hit.victims or not trigger.weak:
            hits.append(hit)
    return hits


def find_attacks_without_victim(
    language: Language, sentence: Sentence, number: int
) -> list[AttackMention]:
    """Armed attacks told without anybody: "shots were fired at a house in Newark".

    They say where and when, for reports that name or describe no victim.
    """
    hits: list[AttackMention] = []
    for match in language.attack.finditer(sentence.folded):
        before = sentence.folded[max(0, match.start() - 70) : match.start()]
        if language.negation.search(before) or language.hypothetical.search(before):
            continue
        start, end = sentence.start + match.start(), sentence.start + match.end()
        hits.append(AttackMention(sentence, number, start, end, _ATTACK, "attempt", "unknown"))
    return hits


_ATTACK = Trigger(
    side="right",
    outcome="unknown",
    event="attempt",
    method="firearm",
    weak=True,
    nominal=True,
    identify=False,
)


def _by_accident(language: Language, trigger: Trigger, sentence: str) -> bool:
    """Return whether a sentence tells of a death by accident or disaster and of no violence."""
    if trigger.method != "unknown" or not language.accident.search(sentence):
        return False
    return not any(
        words.search(sentence)
        for method, words in language.methods
        if method in ("firearm", "explosive", "blade", "beating", "poison", "abduction")
    )


def _reality(
    language: Language, trigger: Trigger, before: str, sentence: str
) -> tuple[Event, Outcome]:
    if language.attempt.search(before) or trigger.event == "attempt":
        if language.prevented.search(sentence):
            return "prevented", "unhurt"
        return "attempt", "unknown"
    return trigger.event, trigger.outcome


_NO_FEWER = re.compile(
    r"\b(?:no (?:fewer|less) than|no menos de|nao menos (?:de|do que)|pas moins de|non meno di|"
    r"не (?:менее|меньше))\b"
)
"""Bounds of a number, which deny nothing."""
_SELF = re.compile(r"\s+(?:(?:him|her|them)sel(?:f|ves)\b|(?:of|from) (?:an? )?(?:\w+ )?self-)")
_AGAINST = re.compile(r"\b(?:contra|against|contre)\b")
