"""Attacks told in a sentence, who is said to have been attacked, and by whom."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from vigil.intake.extraction.lexicon import Language, Trigger
from vigil.intake.extraction.people import Mention
from vigil.intake.extraction.segment import Sentence
from vigil.records import Event, Outcome

Between = Callable[[int, int], str]
"""The folded words between two offsets of the part."""

_AGE_BETWEEN = re.compile(
    r",?\s*\(?(?:de\s+)?\d{1,3}\)?(?:\s*-?\s*(?:year|years|anos|ans)[\s-]*(?:old|de edad)?)?"
    r"\s*(?=[,;]|and|y|e|et|$)"
)


@dataclass(slots=True)
class Hit:
    """One telling of an attack: its words (offsets of the part), victims and doers."""

    sentence: Sentence
    number: int
    start: int
    end: int
    trigger: Trigger
    event: Event
    outcome: Outcome
    victims: list[Mention] = field(default_factory=list)
    doers: list[Mention] = field(default_factory=list)


def find_hits(
    language: Language, sentence: Sentence, number: int, people: list[Mention]
) -> list[Hit]:
    """Attacks told in a sentence; negated and imagined ones are left out.

    A hit without a victim ("was murdered on Monday in Lima") still tells day and place.
    """
    hits: list[Hit] = []
    if not language.roots.search(sentence.folded):
        return hits
    for match in language.trigger.finditer(sentence.folded):
        trigger = language.triggers[int((match.lastgroup or "t0")[1:])]
        before = sentence.folded[max(0, match.start() - 70) : match.start()]
        if language.negation.search(before) or language.hypothetical.search(before):
            continue
        event, outcome = _reality(language, trigger, before, sentence.folded)
        start, end = sentence.start + match.start(), sentence.start + match.end()
        hit = Hit(sentence, number, start, end, trigger, event, outcome)
        _fill(language, hit, people)
        if hit.victims or not trigger.weak:
            hits.append(hit)
    return hits


def _reality(
    language: Language, trigger: Trigger, before: str, sentence: str
) -> tuple[Event, Outcome]:
    if language.attempt.search(before) or trigger.event == "attempt":
        if language.prevented.search(sentence):
            return "prevented", "unhurt"
        return "attempt", "unknown"
    return trigger.event, trigger.outcome


def _fill(language: Language, hit: Hit, people: list[Mention]) -> None:
    text, base = hit.sentence.folded, hit.sentence.start
    left = [m for m in people if m.end <= hit.start]
    right = [m for m in people if m.start >= hit.end - 4]

    def between(a: int, b: int) -> str:
        return text[a - base : b - base]

    if hit.trigger.side == "possessive":
        if left and left[-1].end == hit.start and left[-1].name:
            hit.victims = [left[-1]]
        return
    if hit.trigger.side == "right":
        if hit.trigger.identify and not _victim_identified(language, hit):
            return
        first = _first_right(language, hit, right, between)
        if first is not None:
            hit.victims = _coordinated(language, right, right.index(first), 1, between)
            if not hit.trigger.nominal and not hit.trigger.identify:
                hit.doers = [m for m in left if m not in hit.victims][-1:]
            return
        if hit.trigger.nominal or hit.trigger.identify or hit.trigger.outcome != "killed":
            return
    last = _last_left(language, hit, left, between)
    if last is not None:
        hit.victims = _coordinated(language, left, left.index(last), -1, between)
        hit.doers = _agents(language, hit, right, between)


def _victim_identified(language: Language, hit: Hit) -> bool:
    """Whether "identified as" may tell of a victim: no suspect is spoken of before it."""
    before = hit.sentence.folded[: hit.end - hit.sentence.start]
    return not language.suspect.search(before[-120:])


def _first_right(
    language: Language, hit: Hit, right: list[Mention], between: Between
) -> Mention | None:
    for mention in right:
        gap = between(hit.end, mention.start) if mention.start > hit.end else ""
        if len(gap) > 70 or re.search(r"[;]", gap):
            return None
        if hit.trigger.identify and mention.name is None:
            continue
        if re.search(r"\b(?:by|por|par|pelo|pela)\b", gap) and not hit.trigger.nominal:
            return None
        if language.source.search(gap):
            return None
        if len(gap) > 30 and not mention.name and not hit.trigger.nominal:
            return None
        return _named_after(mention, right, between)
    return None


def _named_after(mention: Mention, right: list[Mention], between: Between) -> Mention:
    """The name that follows what a person is called: "the two young men A and B"."""
    if mention.name is None:
        for other in right[right.index(mention) + 1 :]:
            gap = between(mention.end, other.start)
            if (
                other.name
                and re.fullmatch(r"\s*[,:]?\s*(?:[a-z]+\s+){0,2}", gap)
                and not re.search(
                    r"\b(?:de|of|en|in|que|who|por|by|y|and|du|par|com|con|with)\b", gap
                )
            ):
                return other
            break
    return mention


def _last_left(
    language: Language, hit: Hit, left: list[Mention], between: Between
) -> Mention | None:
    """The nearest person before the words, or the name this person is set beside."""
    chosen: Mention | None = None
    for mention in reversed(left):
        gap = between(mention.end, hit.start)
        if len(gap) > 150:
            break
        if chosen is None:
            chosen = mention
            if mention.name and len(gap) < 4:
                break
            continue
        bridge = between(mention.end, chosen.start)
        if chosen.name is None and mention.name and re.match(r"\s*,", bridge) and len(bridge) < 60:
            chosen = mention
        break
    if chosen is not None and language.source.search(between(chosen.end, hit.start)[:20]):
        return None
    return chosen


def _coordinated(
    language: Language, mentions: list[Mention], at: int, step: int, between: Between
) -> list[Mention]:
    chosen = [mentions[at]]
    while 0 <= at + step < len(mentions):
        first, second = sorted((mentions[at], mentions[at + step]), key=lambda m: m.start)
        gap = between(first.end, second.start)
        gap = _AGE_BETWEEN.sub("", gap)
        if not language.coordination.fullmatch(gap):
            break
        at += step
        chosen.append(mentions[at])
    return chosen


def _agents(language: Language, hit: Hit, right: list[Mention], between: Between) -> list[Mention]:
    for mention in right:
        gap = between(hit.end, mention.start)
        if len(gap) > 60:
            return []
        if re.search(r"\b(?:by|por|par|pelos?|pelas?|a manos de)\s*$", gap) or re.fullmatch(
            r"\s*(?:by|por|par|pelos?|pelas?|a manos del?)\s+(?:\w+\s+){0,3}", gap
        ):
            return [mention]
    return []
