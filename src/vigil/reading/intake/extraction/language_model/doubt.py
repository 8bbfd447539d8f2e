"""Which reports are worth a second reading: those that the offline reader finds doubtful."""

from collections.abc import Sequence
from typing import Literal

from vigil.reading.records import Account

Doubt = Literal[
    "no_account", "screening_unsure", "nobody_named", "no_place", "no_day", "several_attacks"
]

CONCERNS = 0.2
"""Score of a report below which it is not looked at again, unless an account was read."""

UNSURE = (0.35, 0.65)
"""Scores between which screening is not sure that a report concerns a killing."""


def doubts(accounts: Sequence[Account], score: float) -> list[Doubt]:
    """Return why the accounts of a report may be wrong or not all; nothing where they seem right.

    `score` is the screening's. A report that hardly concerns a killing, and of which nothing was
    read, raises no doubt.
    """
    if not accounts:
        return ["no_account"] if score >= CONCERNS else []
    found: list[Doubt] = []
    if UNSURE[0] <= score <= UNSURE[1]:
        found.append("screening_unsure")
    if any(not any(victim.name for victim in account.victims) for account in accounts):
        found.append("nobody_named")
    if any(not account.place.name or account.place.country is None for account in accounts):
        found.append("no_place")
    if any(account.date.value is None for account in accounts):
        found.append("no_day")
    if len(accounts) > 1:
        found.append("several_attacks")
    return found
