"""The words of a report that tell an attack, as the rules know them, whoever was attacked."""

from dataclasses import dataclass

from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.sentences import Part
from vigil.reading.records import Event, Outcome


@dataclass(frozen=True, slots=True)
class AttackWords:
    """Words of killing or attack, and what they say became of somebody."""

    part: Part
    number: int
    """The sentence they stand in."""
    start: int
    end: int
    event: Event
    outcome: Outcome
    weak: bool

    def within(self, part: Part, start: int, end: int) -> bool:
        """Return whether a span holds these words, or most of them: "was" may be left out."""
        shared = min(end, self.end) - max(start, self.start)
        return self.part == part and 2 * shared > self.end - self.start


def attack_words(reading: ReportFindings) -> list[AttackWords]:
    """Return the words that tell attacks: neither denied, nor imagined, nor of an accident.

    Weak words ("died"), which the rules pass over where they find nobody, are among them.
    """
    found = [
        AttackWords(h.sentence.part, h.number, h.start, h.end, h.event, h.outcome, h.trigger.weak)
        for h in [*reading.hits, *reading.attacks()]
    ]
    return sorted([*found, *_weak(reading, found)], key=lambda a: (a.part, a.start))


def _weak(reading: ReportFindings, known: list[AttackWords]) -> list[AttackWords]:
    spoken = reading.language
    held = {(a.part, a.start) for a in known}
    found: list[AttackWords] = []
    for number, sentence in enumerate(reading.sentences):
        if not spoken.roots.search(sentence.folded) or spoken.accident.search(sentence.folded):
            continue
        for match in spoken.trigger.finditer(sentence.folded):
            trigger = spoken.triggers[int((match.lastgroup or "t0")[1:])]
            start = sentence.start + match.start()
            before = sentence.folded[max(0, match.start() - 70) : match.start()]
            taken_back = (spoken.negation, spoken.hypothetical, spoken.attempt)
            if not trigger.weak or (sentence.part, start) in held:
                continue
            if any(words.search(before) for words in taken_back):
                continue
            end = sentence.start + match.end()
            found.append(
                AttackWords(
                    sentence.part, number, start, end, trigger.event, trigger.outcome, weak=True
                )
            )
    return found
