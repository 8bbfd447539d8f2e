"""Compute which parts of a recording stay, and when they are played. In seconds.

A video can go on only from a full picture, so a removed part ends at the next one: rather too much
is removed than too little. A codec of sound carries a little of each moment in the pieces beside
it: a margin goes too.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

MARGIN = Fraction(1, 4)

Span = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class MediaSurvey:
    """What a first reading found: beginning, end, and where full pictures are.

    `full` is empty for sound alone. All count from the clock of the file as it came.
    """

    begins: Fraction
    ends: Fraction
    full: Sequence[Fraction] = ()

    @property
    def seconds(self) -> Fraction:
        """Return how long it is."""
        return self.ends - self.begins


def spans(survey: MediaSurvey, parts: Sequence[tuple[float, float]]) -> list[Span]:
    """Return the spans to remove for these parts (seconds), widened and merged.

    What comes back counts from the beginning too. Raises ValueError for a part that is none.
    """
    found: list[Span] = []
    for start, end in parts:
        if not 0 <= start < end:
            raise ValueError(f"from {start} to {end}")
        begin = max(Fraction(0), Fraction(start) - MARGIN)
        if begin >= survey.seconds:
            raise ValueError(f"{start} is after the end")
        found.append((begin, _full_after(survey, Fraction(end) + MARGIN)))
    return _merged(sorted(found))


def _full_after(survey: MediaSurvey, end: Fraction) -> Fraction:
    if not survey.full:
        return min(end, survey.seconds)
    at = bisect_left(survey.full, survey.begins + end)
    return survey.full[at] - survey.begins if at < len(survey.full) else survey.seconds


def _merged(found: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for begin, end in found:
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def time_after_cuts(
    removed: Sequence[tuple[float, float] | Span], begin: float, end: float
) -> tuple[float, float] | None:
    """Return when what lasted from `begin` to `end` is played after the cuts.

    None if any of it was in a removed part: what was said there is gone, wholly.
    """
    if any(begin < float(gone_end) and float(gone_begin) < end for gone_begin, gone_end in removed):
        return None
    before = sum(float(e) - float(b) for b, e in removed if float(e) <= begin)
    return max(0.0, begin - before), max(0.0, end - before)
