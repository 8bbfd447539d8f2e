"""A number of people killed or hurt, as one sentence states it."""

from dataclasses import dataclass
from typing import Literal

from vigil.reading.intake.extraction.sentences import Sentence
from vigil.reading.records import Count

Kind = Literal["killed", "injured", "hit"]
"""`hit` are those shot, of whom some may have died."""


@dataclass(frozen=True, slots=True)
class CountMention:
    """A number of people killed or hurt, as one sentence says it. Offsets are those of the part."""

    kind: Kind
    count: Count
    sentence: Sentence
    start: int
    end: int
    stated: bool
    """A number stands there; else people are counted who are named or described one by one."""
    part_of: bool
    """It counts some of those counted elsewhere: "among them two children"."""
    further: bool
    """It counts others, beside somebody told before: "two others"."""
    beside: bool
    """It counts people killed beside somebody told before, surely not counted with them."""
    general: bool
    """Years, statistics or wars are spoken of beside it."""
    several: bool
    """Several attacks are spoken of beside it, of which it may be the total."""
    doers: bool
    """Those counted are called by what those who kill are called by."""
    toll: bool = False
    """It is said to be the number of all the dead: "the toll rose to seven"."""
