"""Who is said to have done it. What is read here is for the desk only and never published."""

import re
from dataclasses import dataclass

from vigil.reading.intake.extraction.lexicon import Language, alternatives, pattern
from vigil.reading.intake.extraction.person_mentions import Mention
from vigil.reading.records import PerpetratorKind, PerpetratorStatus

GROUP = pattern(r"\b(?:" + alternatives("groups") + r")\b")
_INDIVIDUAL = pattern(
    f"(?:(?:{alternatives('doer_counts')}) )?(?:(?:{alternatives('doer_adjectives')}) )*"
    f"(?:{alternatives('doers')})(?: (?:{alternatives('doer_manners')}))?\\b"
)
_BY = re.compile(r"\b(?:by|por|par|pelos?|a manos de|as maos de)\s+(?:[\w\[\]-]+\s+){0,3}$")
_NOT_DOING = pattern(r"(?:'s?\s|\s*,|\s*\.|\s+(?:" + alternatives("not_doing") + r")\b)")
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


def find_groups(folded: str, spans: list[tuple[int, int]]) -> list[FoundPerpetrator]:
    """Return the groups named within the spans, each once."""
    return _unique(folded, GROUP, spans, "group")


def find_described(folded: str, spans: list[tuple[int, int]]) -> list[FoundPerpetrator]:
    """Doers described by what they are ("two gunmen"), each wording once.

    Only those who act: after "by", or before a verb that is not passive.
    """
    found = []
    for one in _unique(folded, _INDIVIDUAL, spans, "unknown"):
        if re.fullmatch(r"(?:the |\w+ )?men", folded[one.start : one.end]):
            continue
        by = _BY.search(folded[max(0, one.start - 50) : one.start])
        if by or not _NOT_DOING.match(folded[one.end : one.end + 60]):
            found.append(one)
    return found


def _unique(
    folded: str, words: re.Pattern[str], spans: list[tuple[int, int]], kind: PerpetratorKind
) -> list[FoundPerpetrator]:
    found: dict[str, FoundPerpetrator] = {}
    for start, end in spans:
        for match in words.finditer(folded, start, end):
            key = " ".join(match[0].split()).removeprefix("the ")
            found.setdefault(key, FoundPerpetrator(match.start(), match.end(), kind, "as_reported"))
    return list(found.values())


def find_suspects(
    language: Language, folded: str, mentions: list[Mention], victims: set[tuple[int, int]]
) -> list[FoundPerpetrator]:
    """Names that words of suspicion stand beside, and that are no victims."""
    found = []
    for mention in mentions:
        if mention.name is None or mention.name in victims:
            continue
        start, end = mention.name
        before = re.split(r"[.;]", folded[max(0, start - 50) : start])[-1]
        after = re.split(r"[.;]", folded[end : end + 45])[0]
        if language.suspect.search(before) or _UNDER_SUSPICION.match(after):
            found.append(FoundPerpetrator(start, end, "person", status_near(folded, start, end)))
    return found
