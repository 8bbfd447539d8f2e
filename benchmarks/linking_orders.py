"""Does the order in which reports arrive change the cases? And do people's words always hold?

The same US reports arrive in 50 orders, some a day, at a linking that is kept; the cases in the end
are compared with those of linking everything at once. Then 1,000 words of people (same, not the
same, revoked) come between days of new reports; after each day, every word in force is checked.
"""

import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

from linking_set import all_accounts, reports_of

from vigil.reading.engines.linking.first_stage import account_table
from vigil.reading.engines.linking.index import Index
from vigil.reading.linkage.constraints import Constraints
from vigil.reading.linkage.linking import link
from vigil.reading.linkage.proposals import UNSURE
from vigil.reading.linkage.records import Judgement, Linking
from vigil.reading.records import Account, Report

NAME = "linking_orders"
REPORTS, FIRST, DAYS = 1_200, 600, 12
"""Reports in all, on the first day, and days in all."""
ORDERS = 50
WORDS = 1_000
NOBODY = Constraints((), {})

Told = tuple[str, Report, list[Account]]


def run(data: Path) -> dict[str, Any]:
    """Measure on the US reports of the development data."""
    reports = dict(sorted(reports_of(data).items())[:REPORTS])
    told = _told(list(reports.values()))
    accounts = [account for _, _, own in told for account in own]
    at_once = link(accounts, reports)
    unsure = _unsure(at_once)
    pairs = [_pairs(_arrived(told, seed)) for seed in range(ORDERS)]
    reference = _pairs({case.key: case.accounts for case in at_once.cases})
    differing = [pair for found in pairs for pair in found ^ reference]
    sure = [pair for pair in differing if not _in_doubt(pair, unsure)]
    together = len(reference)
    return {
        "reports": len(reports),
        "accounts": len(accounts),
        "orders": ORDERS,
        "pairs_together": together,
        "orders_that_differ": sum(found != reference for found in pairs),
        "differing_share": round(len(differing) / ORDERS / together, 5),
        "differing_outside_the_unsure_band": len(sure),
        "accounts_moved_share": round(_moved(differing) / ORDERS / len(accounts), 5),
        **_judged(told),
    }


def table(result: dict[str, Any]) -> str:
    """Return the result as lines of text."""
    return "\n".join(
        [
            f"{result['orders']} orders of {result['accounts']} accounts, day by day, beside all "
            f"at once ({result['pairs_together']} pairs in one case): "
            f"{result['orders_that_differ']} orders differ, in {result['differing_share']:.2%} "
            f"of the pairs on average; of these "
            f"{result['differing_outside_the_unsure_band']} pairs lie outside the unsure band",
            f"{result['words']} words of people over {result['days']} days: {result['checks']} "
            f"checks of words in force, {result['broken']} broken",
        ]
    )


def _told(reports: Sequence[Report]) -> list[Told]:
    own: dict[str, list[Account]] = {}
    for account in all_accounts(reports):
        own.setdefault(account.report_id, []).append(account)
    return [(report.id, report, own[report.id]) for report in reports]


def _arrived(told: Sequence[Told], seed: int) -> dict[str, list[str]]:
    """Let reports arrive in an order; return the accounts of each case in the end."""
    order = random.Random(seed).sample(list(told), len(told))
    with tempfile.TemporaryDirectory() as folder:
        index = Index(Path(folder))
        for some in _days(order):
            index.add([partial(account_table, some)], NOBODY)
        return index.cases()


def _days(order: Sequence[Told]) -> list[Sequence[Told]]:
    size = (len(order) - FIRST) // (DAYS - 1)
    days = [order[FIRST + n * size : FIRST + (n + 1) * size] for n in range(DAYS - 2)]
    return [order[:FIRST], *days, order[FIRST + (DAYS - 2) * size :]]


def _pairs(cases: dict[str, list[str]]) -> set[tuple[str, str]]:
    return {pair for own in cases.values() for pair in combinations(sorted(own), 2)}


def _moved(differing: Sequence[tuple[str, str]]) -> int:
    """Count accounts whose company differs; one that pairs with many counts once an order."""
    return len(Counter(key for pair in differing for key in pair))


def _unsure(linking: Linking) -> tuple[set[str], set[frozenset[str]]]:
    """Return the accounts that are held by little, and the pairs of cases in doubt."""
    weak = {
        key
        for case in linking.cases
        for key, score in case.scores.items()
        if UNSURE[0] <= score < UNSURE[1]
    }
    case_of = {case.key: case for case in linking.cases}
    doubted = {
        frozenset((a, b))
        for doubt in linking.doubts
        for a in case_of[doubt.a].accounts
        for b in case_of[doubt.b].accounts
    }
    return weak, doubted


def _in_doubt(pair: tuple[str, str], unsure: tuple[set[str], set[frozenset[str]]]) -> bool:
    weak, doubted = unsure
    return not weak.isdisjoint(pair) or frozenset(pair) in doubted


def _judged(told: Sequence[Told]) -> dict[str, int]:
    """Let people speak between days; count the words in force that do not hold."""
    dice = random.Random(7)
    order = dice.sample(list(told), len(told))
    keys: list[str] = []
    words: list[Judgement] = []
    spoken = checks = broken = 0
    with tempfile.TemporaryDirectory() as folder:
        index = Index(Path(folder))
        for some in _days(order):
            keys += [account.key for _, _, own in some for account in own]
            for _ in range(WORDS // DAYS + 1):
                if spoken < WORDS:
                    _speak(dice, keys, words)
                    spoken += 1
            people = Constraints(words, {})
            index.add([partial(account_table, some)], people)
            case = {key: name for key, (name, _) in index.held().items()}
            yielding = set(people.contradictions)
            for word in words:
                if tuple(sorted((word.a, word.b))) in yielding:
                    continue
                checks += 1
                broken += (case[word.a] == case[word.b]) != (word.verdict == "same")
    return {"words": spoken, "days": DAYS, "checks": checks, "broken": broken}


def _speak(dice: random.Random, keys: Sequence[str], words: list[Judgement]) -> None:
    """Say that two accounts are the same, or not; or take a word back."""
    if words and dice.random() < 0.25:
        words.pop(dice.randrange(len(words)))
        return
    a, b = dice.sample(keys, 2)
    words.append(Judgement(a=a, b=b, verdict=dice.choice(("same", "different"))))
