"""Who in a report is named as having done it, or speaks: such a person is no victim.

To show a suspect as a victim, or a speaker as dead, is the worst error of an extractor of
killings. So a name with one of these roles anywhere in the report is never listed as a victim;
the attack stays, its victim without a name.
"""

import re

from vigil.reading.intake.extraction.attack_mentions import AGE, AttackMention
from vigil.reading.intake.extraction.fallen_doers import fallen_doers
from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.lexicon import Language, alternatives, pattern
from vigil.reading.intake.extraction.name_forms import name_words, same_person
from vigil.reading.intake.extraction.person_mentions import Mention
from vigil.reading.intake.extraction.sentences import Sentence
from vigil.reading.intake.gazetteer import fold

_PASSIVE = re.compile(r",.*\w|\b(?:was|were|been|being|is|are|got|fue|fueron|foi|foram|ete)\b")
_AGE = re.compile(r"^\s*,\s*(?:de )?\d{1,3}(?: \w+){0,2}\s*,")
"""An age behind a name: "X, 34, shot four people"."""
_REPORTED = re.compile(r"^\s(?:was|were|had|has|is|did|died|went|came|got|suffered|lived)\b")
"""The verb of one who is spoken of: in "said X was" X says nothing."""
_AND = re.compile(r"\s*,?(?:\s*\d{1,3}\s*,?)?\s*(?:,|and|y|e|et|ed|и)\s*")
_DID_IT_BEFORE = pattern(rf"\b(?:{alternatives('did_it_before')})$")
_DID_IT_AFTER = pattern(rf"(?:{alternatives('did_it_after')})")
_BEFORE = 90
_AFTER = 140


class Roles:
    """The persons of one report whose role is another than that of a victim."""

    def __init__(self, reading: ReportFindings) -> None:
        self._r = reading
        self._full = _full_names(reading)
        self._others: list[str] = []
        self._fallen: list[str] = []
        self._dead = [
            " ".join(reading.slice(hit.sentence.part, *one.name).split())
            for hit in reading.hits
            if hit.outcome == "killed" and _SURELY.match(_told(reading, hit))
            for one in hit.victims
            if one.name and 0 < hit.start - one.end < _NEAR
        ]
        for sentence, mentions in zip(reading.sentences, reading.mentions, strict=True):
            folded = reading.folded[sentence.part]
            named = [m for m in mentions if m.name]
            for place, mention in enumerate(named):
                last = mention
                for other in named[place + 1 :]:
                    if not _AND.fullmatch(folded, last.end, other.start):
                        break
                    last = other  # what is said behind "X and Y" is said of both
                if _other_role(reading.language, folded, sentence, mention, last):
                    self._note(reading.slice(sentence.part, *(mention.name or (0, 0))))
        for hit in reading.hits:
            for doer in hit.doers:
                gap = _AGE.sub(" ", reading.folded[hit.sentence.part][doer.end : hit.start])
                if doer.name and len(gap) < 16 and not _PASSIVE.search(gap):
                    self._note(reading.slice(hit.sentence.part, *doer.name))

        for sentence, mention in fallen_doers(reading):
            self._note(reading.slice(sentence.part, *(mention.name or (0, 0))), self._fallen)

    def excludes(self, name: str) -> bool:
        """Return whether a person of that name did it or speaks, by the report's own words."""
        if any(_same_full(name, doer) for doer in self._fallen):
            return True
        if any(_same_full(name, dead) for dead in self._dead):
            return False  # who was arrested once, or is called a suspect, may have been shot dead
        return any(_same_full(name, other) for other in self._others)

    def _note(self, name: str, known: list[str] | None = None) -> None:
        name = " ".join(name.split())
        words = name_words(name)
        if len(words) == 1:
            # A lone surname is somebody only when a single full name of the report has it.
            full = [n for n in self._full if words[0] in name_words(n)]
            name = max(full, key=len, default="")
            if not full or not all(same_person(name, n) for n in full):
                return
        (self._others if known is None else known).append(name)


_SURELY = re.compile(
    r"(?:(?:was|were|been|being|fue|fueron|foi|foram|fu|a ete|ont ete|e stat[oa]) .*)"
)
"""Words of killing in the passive: their subject is dead, whatever else is said of it."""
_NEAR = 60


def _told(reading: ReportFindings, hit: AttackMention) -> str:
    if hit.trigger.weak or hit.trigger.side != "left":
        return ""
    return reading.folded[hit.sentence.part][hit.start : hit.end]


def _same_full(name: str, other: str) -> bool:
    return len(name_words(name)) > 1 and same_person(name, other)


def _full_names(reading: ReportFindings) -> list[str]:
    return [
        " ".join(name.split())
        for sentence, mentions in zip(reading.sentences, reading.mentions, strict=True)
        for mention in mentions
        if mention.name and len((name := reading.slice(sentence.part, *mention.name)).split()) > 1
    ]


def _other_role(
    language: Language, folded: str, sentence: Sentence, mention: Mention, listed: Mention
) -> bool:
    """Return whether words beside a name accuse it or let it speak.

    `listed`: the last of those named in one list with it, behind whom such words may stand.
    """
    assert mention.name is not None
    start, end = sentence.start, sentence.end
    first, last = mention.name
    before = AGE.sub("", folded[max(start, first - _BEFORE) : first])
    lead = AGE.sub("", folded[max(start, mention.start - _BEFORE) : mention.start])
    after = folded[max(last, mention.end) : min(end, last + _AFTER)]
    if _DID_IT_BEFORE.search(lead) or _DID_IT_AFTER.match(after):
        return True
    if any(
        words.search(text)
        for words in (language.suspect_before, language.speaks_before)
        for text in (before, lead)
        if not (words is language.speaks_before and _REPORTED.match(after))
    ):
        return True
    if _belongs(lead):  # "the mother of X said": it is not X who speaks
        return False
    behind = folded[listed.end : min(end, listed.end + _AFTER)]
    return bool(
        language.suspect_after.match(after)
        or language.speaks_after.match(after)
        or (listed is not mention and language.suspect_after.match(behind))
    )


def _belongs(before: str) -> bool:
    """Return whether a name stands in the genitive: "the house of X", "el hijo de X"."""
    return fold(before).rstrip().endswith((" of", " de", " del", " da", " do", " du", " des"))
