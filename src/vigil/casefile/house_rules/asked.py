"""How many people a house asks to code a case, and why. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final

from vigil.casefile.models import CodingRule, HouseRule

WHOLE: Final = 100
BOTH: Final = 2


class Why(StrEnum):
    """Why one or two people code a case."""

    ALL = "all"
    DRAWN = "drawn"
    NOT_DRAWN = "not_drawn"
    KIND = "kind"
    ASKED = "asked"
    """Whoever was to verify the only coding set it aside."""


@dataclass(frozen=True)
class CodingsAsked:
    """How many people are to code a case, by which rule, and why."""

    codings: int = BOTH
    why: Why = Why.ALL
    kinds: tuple[str, ...] = ()
    rule: HouseRule | None = None

    @property
    def twice(self) -> bool:
        """Whether two people code it."""
        return self.codings >= BOTH

    @property
    def percent(self) -> int:
        """How many of 100 cases the rule asks two people to code."""
        return WHOLE if self.rule is None else self.rule.percent


def asked_by(rule: HouseRule | None, case: str, kinds: Iterable[str]) -> CodingsAsked:
    """Return what a rule asks of a case with this number and of these kinds."""
    if rule is None or rule.percent >= WHOLE:
        return CodingsAsked(rule=rule)
    always = tuple(kind for kind in rule.always if kind in set(kinds))
    if always:
        return CodingsAsked(BOTH, Why.KIND, always, rule)
    if is_drawn(case, rule.percent):
        return CodingsAsked(BOTH, Why.DRAWN, (), rule)
    return CodingsAsked(1, Why.NOT_DRAWN, (), rule)


def asked_before(held: CodingRule) -> CodingsAsked:
    """Return what was asked of a case when its coding began."""
    return CodingsAsked(held.codings, Why(held.reason), tuple(held.kinds), held.rule)


def is_drawn(case: str, percent: int) -> bool:
    """Say whether a case is in the share that two people code: always the same for one number.

    A case that is drawn for a share is drawn for every greater one.
    """
    drawn = sha256(f"two codings/{case}".encode()).digest()
    return int.from_bytes(drawn[:4]) % WHOLE < percent
