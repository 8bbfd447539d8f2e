"""Read lists of victims: "A, 34, B and the reporter C", "three policemen died: A, B and C"."""

import re
from collections.abc import Callable

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.lexicon import Language, words
from vigil.reading.intake.extraction.person_mentions import Mention
from vigil.reading.intake.extraction.person_nouns import person_nouns

Between = Callable[[int, int], str]
"""The folded words between two offsets of the part."""
_AGE_BETWEEN = re.compile(
    r",?\s*\(?(?:de\s+)?\d{1,3}\)?"
    r"(?:\s*-?\s*(?:year|years|anos|ans|anni)[\s-]*(?:old|de edad|de idade)?)?\)?"
    r"(?:,?\s+(?:of|from)\s+[a-z][a-z. ]{1,24}(?:,\s*[a-z.]{2,12})?|,\s*[a-z]{3,15}(?=;))?"
    r"\s*(?=[,;]|and|y|ed?|et|$)"
)
"""Age and home of a person in a list: ", 34, of Lima"."""
CLAUSE = re.compile(r"\b(?:who|that|which|when|que|quien|cuando|quem|quando|qui|dont)\b")


_COLON = re.compile(r"[^.;:\"]{0,50}:\s*(?:[a-z]+\s+){0,2}$")


def names_behind_colon(
    language: Language, hit: AttackMention, right: list[Mention], between: Between
) -> list[Mention]:
    """Return the names behind a colon: "the following policemen died: A, B and C"."""
    named = next((m for m in right if m.name), None)
    if named is None or not _COLON.fullmatch(between(hit.end, named.start)):
        return []
    return coordinated(language, right, right.index(named), 1, between)


_DESCRIBED = re.compile(
    r"\s*,\s(?P<said>[^,;.:\"]{3,90})(?:,|;|,\s*(?P<and>and|y|e|et|ed))\s+(?:(?:[a-z-]+\s+){0,3})?$"
)
"""Between two of a list: what the first is ("A, a photographer, and the reporter B")."""
_SEMICOLON = re.compile(
    r"\s*,\s(?P<said>[^;.:\"]{3,120});\s*(?:(?:and|y|e|et|ed)\s+)?(?:[a-z-]+\s+){0,3}$"
)
_CALLED = re.compile(r"(?P<and>\s*(?:,\s*)?(?:and|y|e|et|ed)|\s*,)\s+(?:[a-z-]+\s+){1,3}$")
"""Before the second of a list: what it is ("A and the political leader B")."""


def _without_description(language: Language, gap: str, second: Mention) -> str:
    """Return what joins two of a list without what is said of either."""
    if not second.name:
        return gap
    for pattern_of in (_SEMICOLON, _DESCRIBED):
        match = pattern_of.fullmatch(gap)
        if match is None:
            continue
        said = match["said"]
        if CLAUSE.search(said) or language.source.search(said) or _VERB.search(said):
            return gap
        return ";" if pattern_of is _SEMICOLON else ", and" if match["and"] else gap
    called = _CALLED.fullmatch(gap)
    words_of = gap[called.end("and") :].split() if called else []
    if called is None or second.head is None or any(_joins(w) for w in words_of):
        return gap
    return called["and"]


def _joins(word: str) -> bool:
    """Return whether a word is no part of what somebody is called."""
    return word in _NO_TITLE or word in person_nouns()


_VERB = re.compile(
    r"\b(?:was|were|is|are|has|have|had|said|told|by|fue|fueron|era|ha|han|foi|foram|est|"
    r"ont|a ete)\b"
)
_NO_TITLE = words("no_title")
_AGAIN = re.compile(r"(?<=[a-z,])\s+(?:de|del|of|a|al|da|do)\s*$")
"""What begins each of a list again: "the killings of X and of Y"."""


def coordinated(
    language: Language, mentions: list[Mention], at: int, step: int, between: Between
) -> list[Mention]:
    """Return the person found and those joined by "and"; after commas alone only with an age.

    "killing A, B and C" is a list; in "killed A, Chief B said" B is the one who speaks.
    """
    chosen = [mentions[at]]
    sure = 1
    joined = step > 0
    while 0 <= at + step < len(mentions):
        first, second = sorted((mentions[at], mentions[at + step]), key=lambda m: m.start)
        gap = between(first.end, second.start)
        if not gap.strip() and first.name is None and second.name:
            at += step  # "and his wife X": one person
            if step > 0:
                chosen[-1] = second
            continue
        bare = _AGE_BETWEEN.sub("", gap)
        if gap.strip() and not bare.strip():
            bare = ","  # "A, 21-year-old B": the age took the comma with it
        bare = _without_description(language, bare, second)
        if step > 0:
            bare = _AGAIN.sub(" ", bare)
        if not language.coordination.fullmatch(bare):
            break
        conjunction = bool(re.search(r"[a-z&;]", bare))
        if step < 0 and not (joined or conjunction):
            break
        joined = True
        at += step
        chosen.append(mentions[at])
        if step < 0 or conjunction or bare != gap:
            sure = len(chosen)
    return chosen[:sure]
