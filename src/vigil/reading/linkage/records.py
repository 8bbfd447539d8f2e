"""What linkage takes beside accounts, and what it answers."""

from typing import Literal

from msgspec import Struct, field

Verdict = Literal["same", "different", "unsure"]


class Judgement(Struct, frozen=True, kw_only=True):
    """A person's word, in force, on two accounts (by their keys): the same attack or not."""

    a: str
    b: str
    verdict: Verdict


class Pair(Struct, frozen=True, kw_only=True):
    """Two accounts compared: the probability that they tell of the same attack, and why."""

    a: str
    b: str
    probability: float
    reasons: dict[str, float] = field(default_factory=dict)
    """Feature name -> its share of the log-odds; what a person is shown as the explanation."""


class ProposedCase(Struct, frozen=True, kw_only=True):
    """Accounts that seem to tell of one attack.

    `key` is the smallest of the account keys, unless `case` names the case (of `placed`)
    that the accounts were found to belong to. `scores` gives, for each account, the weakest
    link that holds it in the case (1.0 for one that stands alone or was placed by a person).
    """

    key: str
    accounts: list[str]
    scores: dict[str, float]
    case: str | None = None


class Doubt(Struct, frozen=True, kw_only=True):
    """Two proposed cases (by their keys) that may be one: a person should look."""

    a: str
    b: str
    probability: float
    """Mean probability over all pairs of accounts between the two."""


class Linking(Struct, frozen=True, kw_only=True):
    """What linking found: the proposals sorted by key, and the compared pairs, sorted.

    Cases in doubt are listed the likeliest first, and judgements that contradict each other.
    """

    cases: list[ProposedCase]
    pairs: list[Pair]
    doubts: list[Doubt] = field(default_factory=list)
    contradictions: list[tuple[str, str]] = field(default_factory=list)
