"""A person in the text of a report."""

from dataclasses import dataclass

from vigil.reading.records import Gender, TargetCategory

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mention:
    """A person in the text: a name, a noun phrase, or both side by side.

    Spans are offsets of the part. `head` is the noun that says what the person is.
    """

    start: int
    end: int
    name: Span | None = None
    head: Span | None = None
    head_word: str = ""
    category: TargetCategory = "unknown"
    occupation: bool = False
    gender: Gender = "unknown"
    gender_at: Span | None = None
    plural: bool = False
    pronoun: bool = False
