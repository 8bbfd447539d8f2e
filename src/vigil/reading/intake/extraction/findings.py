"""One pass over a report: its sentences, the persons in them, the attacks they tell."""

import dataclasses
import re
from dataclasses import dataclass, field
from datetime import date

from msgspec.structs import replace

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.attack_search import (
    find_attack_mentions,
    find_attacks_without_victim,
    may_tell_of_attack,
)
from vigil.reading.intake.extraction.count_mentions import counted_people
from vigil.reading.intake.extraction.dates import anchor_day, dateline_day
from vigil.reading.intake.extraction.lexicon import Language, guess_language, language
from vigil.reading.intake.extraction.people import People, is_upper
from vigil.reading.intake.extraction.person_mentions import Mention
from vigil.reading.intake.extraction.sentences import Part, Sentence, sentences
from vigil.reading.intake.gazetteer import fold
from vigil.reading.records import Report

READ = 60_000
"""Code points of a text that are read, some ten thousand words: news is shorter."""


@dataclass(slots=True)
class ReportFindings:
    """What was found in a report before it is put together."""

    report: Report
    language: Language
    upper: bool
    folded: dict[Part, str]
    anchor: date | None
    dateline: tuple[int, int] | None
    sentences: list[Sentence]
    mentions: list[list[Mention]] = field(default_factory=list)
    hits: list[AttackMention] = field(default_factory=list)

    def attacks(self) -> list[AttackMention]:
        """Armed attacks told without anybody, where somebody is spoken of who saw or suffered it.

        For reports that say nobody who was attacked: "shooting" alone may be of a film or a sport.
        """
        spoken = self.language
        if not any(spoken.attacked.search(folded) for folded in self.folded.values()):
            return []
        return [
            hit
            for number, sentence in enumerate(self.sentences)
            for hit in find_attacks_without_victim(spoken, sentence, number)
        ]

    def slice(self, part: Part, start: int, end: int) -> str:
        """Return the report's own words."""
        return (self.report.title if part == "title" else self.report.text)[start:end]


def find_in_report(report: Report, people: People, *, only_attacks: bool = False) -> ReportFindings:
    """Find sentences, persons and tellings of attacks in a report.

    `only_attacks`: where no sentence has words of attack, persons are not looked for either.
    """
    if len(report.text) > READ or len(report.title) > READ:
        report = replace(report, text=_begin(report.text), title=_begin(report.title))
    folded: dict[Part, str] = {"title": fold(report.title), "text": fold(report.text)}
    spoken = language(guess_language(report.language, folded["text"] or folded["title"]))
    dateline = dateline_day(folded["text"])
    anchor = anchor_day(report.published) or (dateline[0] if dateline else None)
    found = sentences("title", report.title, folded["title"]) + sentences(
        "text", report.text, folded["text"]
    )
    reading = ReportFindings(
        report,
        spoken,
        is_upper(report.text),
        folded,
        anchor,
        dateline[1:] if dateline else None,
        found,
    )
    if only_attacks and not any(may_tell_of_attack(spoken, s) for s in found):
        return reading
    for sentence in found:
        part = report.title if sentence.part == "title" else report.text
        upper = reading.upper if sentence.part == "text" else is_upper(part)
        mentions = people.mentions(
            part, folded[sentence.part], sentence.start, sentence.end, upper, spoken.code
        )
        reading.mentions.append([m for m in mentions if not _article(spoken, m)])
    _drop_lone_words(reading)
    for number, sentence in enumerate(found):
        if not spoken.roots.search(sentence.folded):
            continue
        mentions = reading.mentions[number]
        before = found[number - 1] if number else None
        previous = before.folded if before and before.part == sentence.part else ""
        named = _named_before(reading, number) if spoken.refers_back else []
        hits = find_attack_mentions(spoken, sentence, number, mentions, previous, named)
        _add_counted(spoken, sentence, mentions, hits)
        reading.hits.extend(hits)
    identified = any(hit.trigger.identify for hit in reading.hits)
    if identified and not any(_OF_DEATH.search(words) for words in folded.values()):
        _hurt_only(reading.hits)
    return reading


_OF_DEATH = re.compile(
    r"\b(?:kill|dead|death|died|dies|murder|homicid|fatal|slain|slay|bod(?:y|ies)|deceased|corpse|"
    r"muert|muri|muere|fallec|asesin|mat(?:o|a|aron)\b|cuerpo|cadaver|occis|mort|morr|"
    r"tue|corps|uccis|morto|cadavere|погиб|убит|смерт|тело|قتل|مقتل|جثة)"
)


def _hurt_only(hits: list[AttackMention]) -> None:
    """Take who is "identified as" for hurt: a report without any word of death tells of no dead."""
    told = [h.outcome for h in hits if not h.trigger.identify]
    if "injured" in told and "killed" not in told:
        for hit in hits:
            if hit.trigger.identify and hit.outcome == "killed":
                hit.outcome = "injured"


def _add_counted(
    spoken: Language, sentence: Sentence, mentions: list[Mention], hits: list[AttackMention]
) -> None:
    """Give a killing of which nobody was found those whom its sentence counts."""
    killing = [h for h in hits if h.outcome == "killed" and not h.trigger.weak]
    if killing and not any(h.victims for h in hits):
        counted = counted_people(spoken.code, sentence, mentions)
        if counted is not None:
            killing[0].victims = [counted]


_FICTION = re.compile(r"\b(?:filme?|pelicula|roman(?:zo|ce)?|(?:tele)?novela|fiction|polar)\b")


def _named_before(reading: ReportFindings, number: int) -> list[Mention]:
    """Whom the nearest of the two sentences before names.

    Nobody where one of them speaks of suspects or of a film, or the nearest quotes.
    """
    for at in range(number - 1, max(-1, number - 3), -1):
        sentence = reading.sentences[at]
        named = [m for m in reading.mentions[at] if m.name]
        if sentence.part != reading.sentences[number].part:
            return []
        if reading.language.suspect.search(sentence.folded) or _FICTION.search(sentence.folded):
            return []
        if named:
            return [] if reading.language.source.search(sentence.folded) else named
    return []


def _article(spoken: Language, mention: Mention) -> bool:
    """Return whether a pronoun of French is the article of Italian: "il"."""
    return spoken.code == "it" and mention.head_word == "il"


def _begin(text: str) -> str:
    """Return what is read of a text: all, or up to the last blank before the limit."""
    if len(text) <= READ:
        return text
    blank = text.rfind(" ", 0, READ)
    return text[: blank if blank > 0 else READ]


def _drop_lone_words(reading: ReportFindings) -> None:
    """Take a single capitalised word for a person only as the shorter form of a longer name."""
    known: set[str] = set()
    spans = [
        (sentence, mention)
        for sentence, mentions in zip(reading.sentences, reading.mentions, strict=True)
        for mention in mentions
        if mention.name
    ]
    for sentence, mention in spans:
        words = fold(reading.slice(sentence.part, *(mention.name or (0, 0)))).split()
        if len(words) > 1:
            known.update(words)
    for number, sentence in enumerate(reading.sentences):
        reading.mentions[number] = [
            kept
            for m in reading.mentions[number]
            if (
                kept := m
                if m.name is None
                or " " in (name := fold(reading.slice(sentence.part, *m.name)))
                or name in known
                else _without_name(m)
            )
        ]


def _without_name(mention: Mention) -> Mention | None:
    """Return the noun beside a lone word: "the mayor" of "mayor Smith"."""
    if mention.name is None or mention.head is None:
        return None
    start = mention.start if mention.head[0] < mention.name[0] else mention.head[0]
    return dataclasses.replace(mention, start=start, end=mention.head[1], name=None)
