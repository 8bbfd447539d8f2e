"""Who is said to have done it. What is read here is for the desk only and never published."""

import re
from dataclasses import dataclass

from vigil.reading.intake.extraction.lexicon import Language, alternatives, pattern
from vigil.reading.intake.extraction.person_mentions import Mention, Span
from vigil.reading.records import PerpetratorKind, PerpetratorStatus

GROUP = pattern(r"\b(?:" + alternatives("groups") + r")\b")
_UNDER_SUSPICION = pattern(
    r",?(?:\s*\d+,)?\s*(?:was|is|were|fue|foi|a ete|has been) (?:\w+ )?"
    r"(?:arrest|charg|accus|convict|sentenc|deten|captur|acusad|condenad|pres[oa]|arrete|inculp)"
)
_GRAVEST_FIRST: tuple[PerpetratorStatus, ...] = (
    "acquitted",
    "convicted",
    "tried",
    "arrested",
    "accused",
)
_STATUS = tuple(
    (status, pattern(rf"\b(?:{alternatives(f'status_{status}')})\b")) for status in _GRAVEST_FIRST
)


@dataclass(frozen=True, slots=True)
class FoundPerpetrator:
    """Where a perpetrator is named or described, of what kind, and what is said of the case."""

    start: int
    end: int
    kind: PerpetratorKind
    status: PerpetratorStatus


def status_near(folded: str, start: int, end: int) -> PerpetratorStatus:
    """Return the state of the case against a name, by the words around it."""
    window = folded[max(0, start - 60) : end + 60]
    for status, words in _STATUS:
        if words.search(window):
            return status
    return "as_reported"


def find_suspects(language: Language, folded: str, mentions: list[Mention]) -> list[Span]:
    """Return the names that words of suspicion stand beside."""
    found = []
    for mention in mentions:
        if mention.name is None:
            continue
        start, end = mention.name
        before = re.split(r"[.;]", folded[max(0, start - 50) : start])[-1]
        after = re.split(r"[.;]", folded[end : end + 45])[0]
        if language.suspect.search(before) or _UNDER_SUSPICION.match(after):
            found.append((start, end))
    return found
