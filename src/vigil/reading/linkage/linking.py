"""Accounts to proposed cases: profiles, candidates, comparison, probability, clustering."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import batched, pairwise

import numpy as np
import pyarrow as pa

from vigil.reading.linkage.batch import Batch, lists, weighed_table
from vigil.reading.linkage.blocking import Pairs, candidates, rows_of
from vigil.reading.linkage.comparing import VETOES, compare
from vigil.reading.linkage.constraints import Constraints
from vigil.reading.linkage.model import Model, shipped_model
from vigil.reading.linkage.profile_columns import profile_table
from vigil.reading.linkage.proposals import Scored, Standing, doubts, proposals
from vigil.reading.linkage.records import Judgement, Linking, Pair
from vigil.reading.linkage.words import FIELDS, Statistics
from vigil.reading.records import Account, Report

KEPT = 0.05
"""Pairs less probable than this are compared but not answered."""
FORBIDDEN = -30.0
"""The share of the log-odds that a forbidden pair is shown with."""
DIGITS = 6
"""Digits of a probability that count: what lies below them may differ between machines."""
PAIRS_AT_ONCE = 50_000
ACCOUNTS_AT_ONCE = 1_000


def link(
    accounts: Sequence[Account],
    reports: Mapping[str, Report],
    judgements: Iterable[Judgement] = (),
    placed: Mapping[str, str] | None = None,
    model: Model | None = None,
    statistics: Statistics | None = None,
) -> Linking:
    """Propose which accounts tell of the same attack.

    `reports` are the accounts' reports by id (one that is missing leaves the account to what was
    read from it). `judgements` in force always hold: "same" within one proposed case, "different"
    never, also through others. `placed` gives, for accounts that people put in a case, that case:
    accounts of one case stay together, of two cases apart, and others may be proposed for it.
    What contradicts is listed: see `vigil.reading.linkage.constraints` for which word yields. Words
    are weighed by how rare they are among these accounts, or by other `statistics`.

    The answer depends on the arguments alone: not on their order, the clock or earlier calls.
    Raises ValueError when two accounts have one key.
    """
    model = model or shipped_model()
    batch = batch_of(accounts, reports, statistics)
    people = Constraints(judgements, placed or {})
    pairs = candidates(batch)
    scored = score(batch, pairs, model)
    keys = batch.keys.to_pylist()
    cases = list(proposals(keys, Standing.of(batch.columns), scored, model.join, people))
    return Linking(
        cases=sorted(cases, key=lambda case: case.key),
        pairs=list(_shown(batch, keys, pairs[scored.probability >= KEPT], model)),
        doubts=doubts(keys, cases, scored.telling(), model.join, people),
        contradictions=people.contradictions,
    )


def batch_of(
    accounts: Sequence[Account],
    reports: Mapping[str, Report],
    statistics: Statistics | None = None,
) -> Batch:
    """Make a batch, sorted by key, whose words are weighed by its own statistics, or by others.

    Raises ValueError when two accounts have one key.
    """
    ordered = sorted(accounts, key=lambda account: account.key)
    for one, two in pairwise(ordered):
        if one.key == two.key:
            raise ValueError(f"two accounts have the key {one.key!r}")
    siblings = Counter(account.report_id for account in ordered)
    parts = [
        profile_table(some, reports, siblings) for some in batched(ordered, ACCOUNTS_AT_ONCE)
    ] or [profile_table([], {}, {})]
    profiles = pa.concat_tables(parts)
    return Batch.of(weighed_table(profiles, statistics or statistics_of(profiles)))


def statistics_of(profiles: pa.Table) -> Statistics:
    """Count in how many of the accounts of a table of profiles each word stands."""
    words = {field: lists(profiles, f"{field}_words")[1] for field in FIELDS}
    return Statistics.of(profiles.num_rows, words)


def score(batch: Batch, pairs: Pairs, model: Model) -> Scored:
    """Give the probability of each pair, and whether it is forbidden."""
    probability, forbidden = np.zeros(len(pairs)), np.zeros(len(pairs), dtype=bool)
    for start in range(0, len(pairs), PAIRS_AT_ONCE):
        part = slice(start, start + PAIRS_AT_ONCE)
        compared = compare(batch, *rows_of(pairs[part]))
        probability[part] = np.round(model.judge(compared), DIGITS)
        forbidden[part] = compared.vetoes > 0
    return Scored(pairs, probability, forbidden)


def _chunks(pairs: Pairs, size: int) -> Iterator[Pairs]:
    return (pairs[start : start + size] for start in range(0, len(pairs), size))


def _shown(batch: Batch, keys: Sequence[str], pairs: Pairs, model: Model) -> Iterator[Pair]:
    """Give pairs with their reasons; those that are forbidden with 0."""
    for some in _chunks(pairs, PAIRS_AT_ONCE):
        compared = compare(batch, *rows_of(some))
        odds = model.judge(compared).tolist()
        for number, (a, b) in enumerate(zip(compared.left, compared.right, strict=True)):
            of = model.siblings if compared.siblings[number] else model
            reasons = of.reasons(compared.features[number])
            why = VETOES[compared.vetoes[number]]
            if why:
                reasons[f"forbidden_{why}"] = FORBIDDEN
            probability = 0.0 if why else round(odds[number], 4)
            yield Pair(a=keys[a], b=keys[b], probability=probability, reasons=reasons)
