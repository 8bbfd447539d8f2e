"""Who died, or was hurt, as one who did it: in a shoot-out with police, or put to death by a court.

A report names them as it names victims ("X was shot dead"), but tells in other words that they
are none: that they fought the police, that others of them fled, that a sentence was carried out.
"""

import re
from collections.abc import Iterator

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.lexicon import alternatives, pattern
from vigil.reading.intake.extraction.person_mentions import Mention
from vigil.reading.intake.extraction.sentences import Sentence

_STATE = alternatives("state_forces")
_FIGHT = alternatives("fights")
_ARMED = alternatives("armed_doers")
_WITH = r"(?:con|contra|en contra de|with|against|com|avec|contre|con(?:tro)?|с)"
_FOUGHT = pattern(
    rf"\b(?:(?:{_FIGHT}) (?:armados? )?{_WITH}"
    rf"|(?:se enfrent\w+|enfrentarse|al enfrentar|participar en un (?:{_FIGHT}))"
    rf" (?:\w+ )?(?:a|{_WITH})) (?:{_STATE})\b"
)
_SHOT_BY = pattern(
    rf"\b(?:abatid[oa]s?|abatt?ut[oaie]|abattue?s?|abaten|abatieron|abatio)\b[^.;]{{0,80}}"
    rf"\b(?:{_STATE}|operativo|operacion|operacao)\b"
    rf"|\b(?:{_STATE}|operativo|operacion|operacao)\b[^.;]{{0,120}}\babat\w+"
)
_DOERS_FELL = pattern(
    rf"(?<!,\s)(?<!and\s)(?<!\by\s)(?<!\be\s)(?<!\bet\s)\b(?:{_ARMED})\b[^.;]{{0,30}}\b(?:abatid\w+|muert[oa]s?|mueren|mor(?:to|re)\w*|killed|dead"
    rf"|die|abattu\w*|tues|uccis[oi])\b[^.;]{{0,60}}"
    rf"(?:\b(?:por|by|pel[oa]s?|par|da[li]?) (?:{_STATE})|\b(?:{_FIGHT})\b)"
    rf"|\b(?:{_STATE}) (?:abaten?|abatieron|matan?|mataron|kills?|killed|mata|matou|tue|uccide)"
    rf" (?:a )?(?:\w+ )?(?:{_ARMED})\b"
)
_FLED = pattern(rf"\b(?:{alternatives('others_fled')})")
_WHILE = re.compile(r"\b(?:mientras|en tanto|while|enquanto|tandis|mentre)\b")
DEATH_PENALTY = pattern(
    r"\b(?:inyeccion letal|pena (?:de muerte|capital)|lethal injection|death (?:row|penalty)|"
    r"corredor da morte|pena de morte|peine (?:de mort|capitale)|injecao letal|injection letale|"
    r"iniezione letale|camara de (?:la )?muerte|death chamber|corredor de la muerte|"
    r"electric chair|silla electrica)\b"
)
_PUT_TO_DEATH = re.compile(r"\b(?:ej|ex)ecu\w+")
_SHOT_DOWN = re.compile(r"\babat\w+")
_BEFORE, _BEHIND = 80, 30
_REACH = 60
"""Code points between words of a death and those of the fight in which it came."""


def fallen_doers(reading: ReportFindings) -> Iterator[tuple[Sentence, Mention]]:
    """Yield the mentions by name of those whom a report tells as dead or hurt, and as doers."""
    court = any("ecu" in f and DEATH_PENALTY.search(f) for f in reading.folded.values())
    fell = any(_DOERS_FELL.search(s.folded) for s in reading.sentences[:3]) and not any(
        m.occupation for hit in reading.hits if hit.outcome == "killed" for m in hit.victims
    )
    for hit in reading.hits:
        named = [m for m in hit.victims if m.name]
        if named and (fell or _fought(hit)):
            yield from ((hit.sentence, m) for m in named)
    for sentence, mentions in zip(reading.sentences, reading.mentions, strict=True):
        named = [m for m in mentions if m.name]
        if not named:
            continue
        if court:
            yield from ((sentence, m) for m in _beside(sentence, named, _PUT_TO_DEATH))
        shot = "aba" in sentence.folded and _SHOT_BY.search(sentence.folded)
        if shot and reading.language.suspect.search(sentence.folded):
            yield from ((sentence, m) for m in _beside(sentence, named, _SHOT_DOWN))
        fled = _WHILE.search(sentence.folded) and _FLED.search(sentence.folded)
        if fled:
            at = sentence.start + fled.end()
            yield from ((sentence, m) for m in named if m.start >= at)


def by_a_court(reading: ReportFindings, hit: AttackMention) -> bool:
    """Return whether words of an execution are of one that a court ordered."""
    told = reading.folded[hit.sentence.part][hit.start : hit.end]
    return "ecu" in told and any(map(DEATH_PENALTY.search, reading.folded.values()))


def _fought(hit: AttackMention) -> bool:
    """Return whether those killed fought the police, by words close to those of their death."""
    if hit.outcome != "killed" or hit.trigger.nominal:
        return False
    start, end = hit.start - hit.sentence.start, hit.end - hit.sentence.start
    return any(
        match.start() - end < _REACH and start - match.end() < _REACH
        for match in _FOUGHT.finditer(hit.sentence.folded)
    )


def _beside(sentence: Sentence, named: list[Mention], words: re.Pattern[str]) -> Iterator[Mention]:
    """Yield who is named right before or behind such words."""
    for match in words.finditer(sentence.folded):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        yield from [m for m in named if 0 <= start - m.end < _BEFORE][-1:]
        yield from [m for m in named if 0 <= m.start - end < _BEHIND][:1]
