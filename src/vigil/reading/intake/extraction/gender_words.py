"""Find words that say the gender of somebody named: a title, "her husband", "She was 30"."""

import re
from collections.abc import Iterator

from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.lexicon import alternatives, pattern, words
from vigil.reading.intake.extraction.name_forms import same_person
from vigil.reading.intake.extraction.person_mentions import Mention, Span
from vigil.reading.intake.extraction.sentences import Part, Sentence
from vigil.reading.intake.extraction.victims import FoundAt
from vigil.reading.records import Gender

_TITLE = re.compile(
    r"\b(?:(?P<female>mrs|ms|miss|sra|srta|senora|senorita|dona|mme|mlle|madame|senhora|signora)|"
    r"(?P<male>mr|sr|senor|don|monsieur|senhor|signor))\.?\s+$"
)
_OF_ENGLISH = re.compile(
    r"\b(?:(?P<female>her|she|herself)|(?P<male>his|he|him|himself))\b(?!\s+(?:said|says|told)\b)"
)
_ANAPHORS = words("anaphors")
_INDEFINITE = re.compile(r"(?:an?|un|una|uno|um|uma|une|otr[oa]|outr[oa]|another|one)\s")
_IMPERSONAL = re.compile(r"\W*il\s(?!etait|avait|travaillait|vivait|exercait|laisse|dirigeait)")
_OF_DOERS = pattern(r"\b(?:" + alternatives("of_doers") + r")\b")


class GenderWords:
    """Looks in one report for words that say the gender of the persons it names."""

    def __init__(self, reading: ReportFindings) -> None:
        self._r = reading

    def find(self, name: str) -> tuple[Gender, FoundAt] | None:
        """Return the gender said of a person, with the words; None where words of both are."""
        found = list(self._said(name))
        if len({gender for gender, _ in found}) != 1:
            return None
        return found[0]

    def _said(self, name: str) -> Iterator[tuple[Gender, FoundAt]]:
        for number, sentence in enumerate(self._r.sentences):
            mentions = self._r.mentions[number]
            own = [m for m in mentions if m.name and same_person(self._name(sentence, m), name)]
            for mention in own:
                yield from self._title(sentence, mention)
            alone = len(own) > 0 and all(
                m in own or m.plural or m.pronoun or _within(m, own) for m in mentions
            )
            if own and self._r.language.code == "en":
                yield from self._possessive(sentence, own[0], mentions)
            if alone and number + 1 < len(self._r.sentences):
                yield from self._taken_up(sentence, number + 1)

    def _name(self, sentence: Sentence, mention: Mention) -> str:
        assert mention.name is not None
        return " ".join(self._r.slice(sentence.part, *mention.name).split())

    def _title(self, sentence: Sentence, mention: Mention) -> Iterator[tuple[Gender, FoundAt]]:
        """Yield the gender of a title right before the name."""
        assert mention.name is not None
        begin = max(sentence.start, mention.name[0] - 14)
        match = _TITLE.search(self._r.folded[sentence.part][begin : mention.name[0]])
        if match:
            yield _gender(match, sentence.part, begin)

    def _possessive(
        self, sentence: Sentence, mention: Mention, mentions: list[Mention]
    ) -> Iterator[tuple[Gender, FoundAt]]:
        """Yield the gender of "her" or "his" where nobody else stands before it."""
        folded = self._r.folded[sentence.part]
        match = _OF_ENGLISH.search(folded, mention.end, sentence.end)
        if match is None or '"' in folded[sentence.start : match.start()]:
            return
        others = [m for m in mentions if m is not mention and m.start < match.start()]
        if not any(not m.plural and not _within(m, [mention]) for m in others):
            yield _gender(match, sentence.part, 0)

    def _taken_up(self, sentence: Sentence, number: int) -> Iterator[tuple[Gender, FoundAt]]:
        """Yield the gender of the word by which the next sentence speaks of the same person."""
        following = self._r.sentences[number]
        mentions = self._r.mentions[number]
        if following.part != sentence.part or not mentions:
            return
        first, folded = mentions[0], self._r.folded[following.part]
        if first.name or first.head is None or first.plural or first.gender_at is None:
            return
        if first.head_word not in _ANAPHORS or first.start - following.start > 2:
            return
        lead = folded[first.start : first.head[0]]
        portuguese = self._r.language.code == "pt"  # whose "a" is "the"
        if _IMPERSONAL.match(following.folded) or (
            _INDEFINITE.match(lead) and not (portuguese and lead.startswith("a "))
        ):
            return
        if _OF_DOERS.search(following.folded) or _OF_DOERS.search(sentence.folded):
            return
        yield first.gender, FoundAt(following.part, *first.head)


def _gender(match: re.Match[str], part: Part, offset: int) -> tuple[Gender, FoundAt]:
    said: Gender = "female" if match["female"] else "male"
    start, end = match.span(said)
    return said, FoundAt(part, offset + start, offset + end)


def _within(mention: Mention, others: list[Mention]) -> bool:
    """Return whether a mention is a part of one of the others: the noun beside the name."""
    spans: list[Span] = [(o.start, o.end) for o in others]
    return any(start <= mention.start and mention.end <= end for start, end in spans)
