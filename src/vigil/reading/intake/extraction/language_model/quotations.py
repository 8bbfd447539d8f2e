"""Where quotations of an answer stand in a report, and why what does not stand is dropped."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.language_model.answer import CHOICES, Kind, Quoted
from vigil.reading.intake.extraction.language_model.prompt import Prompt
from vigil.reading.intake.extraction.language_model.quoted_words import is_whole_words
from vigil.reading.intake.extraction.sentences import Part
from vigil.reading.records import Evidence

Dropped = Literal[
    "quote_not_in_text",
    "value_not_in_quote",
    "words_do_not_say_so",
    "not_a_choice",
    "no_attack_told",
    "nobody_attacked",
    "another_role",
    "far_from_the_attack",
    "twice",
]
"""Why a value, a person or a whole attack was dropped."""


@dataclass(frozen=True, slots=True)
class QuotePlace:
    """Where a quotation stands in the report's own words."""

    part: Part
    start: int
    end: int


class Quotations:
    """Finds quotations of one answer, exactly as they were sent, in the report's own words."""

    def __init__(self, prompt: Prompt, reading: ReportFindings, dropped: Counter[Dropped]) -> None:
        self._prompt = prompt
        self.reading = reading
        self.dropped = dropped

    def quoted(self, quote: str) -> list[QuotePlace]:
        """Return where a quotation stands exactly; text before title."""
        if not quote.strip():
            return []
        parts: tuple[Part, ...] = ("text", "title")
        return [
            QuotePlace(part, start, end)
            for part in parts
            for start, end in self._prompt.parts[part].find(quote)
            if end <= len(self.reading.folded[part])
        ]

    def stated(self, quoted: Quoted | None) -> QuotePlace | None:
        """Return where a value in words stands within its quotation."""
        if quoted is None:
            return None
        places = self.quoted(quoted.quote)
        at = quoted.quote.find(quoted.value)
        if not places:
            self.dropped["quote_not_in_text"] += 1
        elif at < 0 or not is_whole_words(quoted.quote, at, at + len(quoted.value)):
            self.dropped["value_not_in_quote"] += 1
        else:
            return QuotePlace(
                places[0].part, places[0].start + at, places[0].start + at + len(quoted.value)
            )
        return None

    def all_places(self, words: str) -> Iterator[QuotePlace]:
        """Yield where words stand as whole words."""
        for place in self.quoted(words):
            if is_whole_words(self.reading.folded[place.part], place.start, place.end):
                yield place

    def drop(self, quote: str, why: Dropped) -> None:
        """Count what is dropped: for `why`, or because the quotation is not there."""
        self.dropped[why if self.quoted(quote) else "quote_not_in_text"] += 1

    def is_choice(self, kind: Kind, value: str) -> bool:
        """Return whether a closed list has a value; count it as dropped if not."""
        if value in CHOICES[kind]:
            return True
        self.dropped["not_a_choice"] += 1
        return False

    def sentence(self, place: QuotePlace) -> int:
        """Return the number of the sentence in which a quotation begins."""
        return next(
            (
                number
                for number, s in enumerate(self.reading.sentences)
                if s.part == place.part and s.start <= place.start < s.end
            ),
            -1_000,
        )

    def evidence(self, field: str, place: QuotePlace) -> Evidence:
        """Return the evidence that a stretch of the report is for a field."""
        return Evidence(
            field=field,
            in_=place.part,
            start=place.start,
            end=place.end,
            text=self.reading.slice(place.part, place.start, place.end),
        )
