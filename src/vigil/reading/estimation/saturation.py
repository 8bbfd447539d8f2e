"""Whether further meetings still bring anything new, by a stated rule.

After Guest, Namey & Chen 2020, "A simple method to assess and report thematic saturation in
qualitative research". The codes of the first meetings (the base) are counted. Then the codes that a
run of further meetings brings for the first time are counted, as a share of those of the base. Runs
overlap: each begins one meeting later. The first run whose share is at most the threshold says that
the meetings before it were enough. It speaks of what was asked and of whom; others may say more.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, Literal

Reason = Literal["", "too_few_meetings", "nothing_coded", "still_new"]


@dataclass(frozen=True)
class Rule:
    """When nothing new is taken to come. Raises ValueError for what makes no rule."""

    base: int = 4
    """Meetings whose codes are what is new is measured by."""
    run: int = 2
    """Meetings whose new codes are counted together."""
    threshold: float = 0.05
    """Most new codes of a run, as a share of the codes of the base; 0 for none at all."""

    def __post_init__(self) -> None:
        if self.base < 1 or self.run < 1 or not 0 <= self.threshold < 1:
            raise ValueError("base and run are at least one meeting, the threshold a share below 1")


SHIPPED: Final = Rule()
"""The smallest sizes that the authors try. A longer run or a threshold of 0 is stricter."""


@dataclass(frozen=True)
class Run:
    """One run: its first and last meeting, from 1; its new codes; their share of the base's."""

    first: int
    last: int
    new: int
    share: float


@dataclass(frozen=True)
class Saturation:
    """The curve of what was new, and where the rule says that it ended."""

    rule: Rule
    new: tuple[int, ...]
    """Codes that each meeting brought for the first time."""
    cumulative: tuple[int, ...]
    """Different codes up to each meeting."""
    base_codes: int
    """Different codes of the base."""
    runs: tuple[Run, ...]
    enough_after: int | None
    """Meetings after which nothing that counts came; None where that was not reached."""
    seen_after: int | None
    """Meetings it took to see it: those of the run too."""
    reason: Reason
    """Why it was not reached."""


def saturation(meetings: Sequence[Collection[str]], rule: Rule = SHIPPED) -> Saturation:
    """Return the curve for meetings in the order held, each with the codes of what was said.

    A code counts once a meeting, however often it was said. A meeting without codes counts: it
    brought nothing new.
    """
    seen: set[str] = set()
    new = []
    for codes in meetings:
        fresh = set(codes) - seen
        new.append(len(fresh))
        seen |= fresh
    base_codes = sum(new[: rule.base])
    runs = _runs(new, base_codes, rule)
    enough = next((run for run in runs if run.share <= rule.threshold), None)
    return Saturation(
        rule=rule,
        new=tuple(new),
        cumulative=tuple(accumulate(new)),
        base_codes=base_codes,
        runs=runs,
        enough_after=enough.first - 1 if enough else None,
        seen_after=enough.last if enough else None,
        reason="" if enough else _why_not(len(new), base_codes, rule),
    )


def _runs(new: Sequence[int], base_codes: int, rule: Rule) -> tuple[Run, ...]:
    if not base_codes:
        return ()
    starts = range(rule.base, len(new) - rule.run + 1)
    counted = [(start, sum(new[start : start + rule.run])) for start in starts]
    return tuple(
        Run(start + 1, start + rule.run, count, count / base_codes) for start, count in counted
    )


def _why_not(meetings: int, base_codes: int, rule: Rule) -> Reason:
    if meetings < rule.base + rule.run:
        return "too_few_meetings"
    return "still_new" if base_codes else "nothing_coded"
