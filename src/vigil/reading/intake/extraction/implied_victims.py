"""Find victims to whom a sentence only refers: "la mataron", "Foi morto a tiros"."""

import re
from collections.abc import Sequence

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.lexicon import Language
from vigil.reading.intake.extraction.person_mentions import Mention
from vigil.reading.intake.extraction.victims_in_sentence import CONTRACTED, OBLIQUE

_FINITE = re.compile(
    r"(?:fue|habia sido|ha sido|foi|tinha sido|fora|fu|e|era|venne|viene|murio|fallecio|morreu|"
    r"faleceu|mori|perdio|perdeu|perse|ha perso|recibio|il|elle)\b"
)
"""Verbs that may leave their subject unsaid: "Fue tiroteada el miercoles"."""
_OPENING = re.compile(
    r"\W*(?:(?:em|no|na|nos|nas|aos?|en|al|tras|dopo|nel|nella|ieri|ayer|ontem|anoche|anteontem|e|y|"
    r"depois|despues|poi|luego|logo|hace|ha|faz|in|(?:el|il|o|a|le)\s+(?:\d|dia|giorno|lunes|martes|"
    r"miercoles|jueves|viernes|sabado|domingo|pasado|scorso))\b[^;:\"]{0,90})?$"
)
"""What may stand before a verb whose subject is unsaid: when and where."""
_OWN_SUBJECT = re.compile(
    r"\b(?:que|quem|quien|che|cui)\b|"
    r",\s*(?:o|os|a|as|el|la|los|las|il|lo|l'|um|uma|un|una|outr[oa]|otr[oa])\b[^,]*$"
)
"""Words that give the verb a subject of its own, whatever noun it is."""
_ADJACENT = re.compile(r"\s*(?:,[^,;:\"]{1,60},)?\s*")


def find_implied_victims(
    language: Language, hit: AttackMention, people: list[Mention], named: Sequence[Mention]
) -> None:
    """Find who was killed where the words only refer to it: "la mataron", "Foi morto a tiros".

    It is the one person named before in the sentence, or else the one of `named`. "la mataron"
    without such a name is of somebody unnamed.
    """
    text, base = hit.sentence.folded, hit.sentence.start
    left = [m for m in people if m.end <= hit.start]
    right = [m for m in people if m.start >= hit.end]
    if hit.trigger.side == "pronoun":
        named_left = [m for m in left if m.name]
        hit.doers = doers = _may_have_done_it(hit, named_left)
        said = [m for m in named_left if m not in doers]
        if len(doers) > 1 or (
            doers and not _ADJACENT.fullmatch(text[doers[0].end - base : hit.start - base])
        ):
            named = ()
    elif _leaves_unsaid(language, hit, left, right):
        said = []
    else:
        return
    said = said or list(named)
    if len(said) == 1:
        hit.victims = said
    elif hit.trigger.side == "pronoun":
        words = (hit.start, hit.end)
        hit.victims = [Mention(*words, head=words)]


_MANY = re.compile(r"(?:aram|aron|ieron|ono|ero|hanno|avevano|avrebbero|ont|avaient|rent)\b")
"""Verbs of several doers: "la mataron". One person named is none of them."""


def _may_have_done_it(hit: AttackMention, named: list[Mention]) -> list[Mention]:
    """Those named before words like "la mato" who may be their subject."""
    text, base = hit.sentence.folded, hit.sentence.start
    if _MANY.search(text[hit.start - base : hit.end - base]):
        return [m for m in named if _ADJACENT.fullmatch(text[m.end - base : hit.start - base])]
    return [
        m
        for m in named
        if not OBLIQUE.search(text[max(0, m.start - base - 14) : m.start - base])
        and not CONTRACTED.match(text[m.start - base : m.end - base])
    ]


def _leaves_unsaid(
    language: Language, hit: AttackMention, left: list[Mention], right: list[Mention]
) -> bool:
    """Return whether the victim of a verb is nobody in its sentence, or a pronoun alone."""
    text, base = hit.sentence.folded, hit.sentence.start
    if hit.trigger.side != "left" or any(m.name for m in left):
        return False
    if hit.victims:
        return all(m.pronoun for m in hit.victims)
    lead = text[: hit.start - base]
    if left or not _FINITE.match(text, hit.start - base):
        return False
    if not _OPENING.match(lead) or _OWN_SUBJECT.search(lead):
        return False
    return not right or bool(language.gap_stop.search(text[hit.end - base : right[0].start - base]))
