"""The results that an index keeps: the case of each account, doubts, and what changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from vigil.reading.linkage.blocking import pairs_of, rows_of
from vigil.reading.linkage.constraints import Constraints
from vigil.reading.linkage.proposals import Scored, doubts
from vigil.reading.linkage.records import Doubt, ProposedCase

MEMBERSHIP = pa.schema([("case", pa.string()), ("score", pa.float64()), ("placed", pa.bool_())])
"""For each account, by row: the key of its case, its weakest link, whether people opened it."""
PEOPLE = pa.schema([("key", pa.string()), ("digest", pa.int64())])
"""What people had decided about accounts: see `Constraints.digests`."""
DOUBTS = pa.schema([("a", pa.string()), ("b", pa.string()), ("probability", pa.float64())])

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Change:
    """What a new part changed."""

    cases: list[ProposedCase]
    """The cases that are new, or not as they were."""
    gone: list[str]
    """Keys of the cases that are no more: their accounts are in `cases`."""
    opened: int
    """Cases that new accounts made by themselves."""
    joined: int
    """Cases of before that new accounts joined."""
    bridged: int
    """Cases that were several before."""


@dataclass(frozen=True, slots=True)
class ProposedCases:
    """All proposed cases as columns, with one entry for each account."""

    keys: list[str]
    case: list[str]
    """The key of its case."""
    score: list[float]
    """The weakest link that holds it in its case."""
    placed: list[bool]
    """Whether its case is one in which people placed accounts."""
    doubts: list[Doubt]
    """Cases in doubt, the likeliest first."""

    def cases(self, wanted: Iterable[str] | None = None) -> list[ProposedCase]:
        """Return the cases, or those whose keys are `wanted`, sorted by key."""
        some = None if wanted is None else set(wanted)
        rows: dict[str, list[int]] = {}
        for row, case in enumerate(self.case):
            if some is None or case in some:
                rows.setdefault(case, []).append(row)
        return [
            ProposedCase(
                key=case,
                accounts=sorted(self.keys[row] for row in own),
                scores={self.keys[row]: self.score[row] for row in own},
                case=case if self.placed[own[0]] else None,
            )
            for case, own in sorted(rows.items())
        ]


def people_table(people: Constraints) -> pa.Table:
    """Return what people decided about accounts as a table (schema PEOPLE)."""
    keys, digests = list(people.digests), list(people.digests.values())
    return pa.table({"key": keys, "digest": digests}, schema=PEOPLE)


def judged_differently(before: pa.Table, people: Constraints) -> set[str]:
    """Return the accounts about which people's decisions changed since a table (schema PEOPLE)."""
    was = zip(*(before[name].to_pylist() for name in PEOPLE.names), strict=True)
    return {key for key, _ in set(was) ^ set(people.digests.items())}


def membership_table(
    row: Mapping[str, int], cases: Iterable[ProposedCase], before: pa.Table | None
) -> pa.Table:
    """Return the case of each account, by row; rows that no case mentions stay as before."""
    told = [
        (row[key], case.key, case.scores[key], case.case is not None)
        for case in cases
        for key in case.accounts
    ]
    place = np.full(len(row), -1, dtype=np.int64)
    place[[one[0] for one in told]] = np.arange(len(told))
    known = before.num_rows if before is not None else 0
    place[:known] = np.where(place[:known] < 0, np.arange(known), place[:known] + known)
    place[known:] += known
    said = pa.table(
        {name: [one[n] for one in told] for n, name in enumerate(MEMBERSHIP.names, 1)},
        schema=MEMBERSHIP,
    )
    return pa.concat_tables([said] if before is None else [before, said]).take(pa.array(place))


def compare_cases(
    row: Mapping[str, int], before: pa.Table | None, cases: Sequence[ProposedCase]
) -> Change:
    """Compare cases with what held their accounts before."""
    held = (before if before is not None else MEMBERSHIP.empty_table())["case"]
    rows = {case.key: {row[key] for key in case.accounts} for case in cases}
    old = sorted(number for own in rows.values() for number in own if number < len(held))
    was = dict(zip(old, held.take(pa.array(old, pa.int64())).to_pylist(), strict=True))
    touched = set(was.values())
    members: dict[str, set[int]] = {}
    there = pc.is_in(held, value_set=pa.array(sorted(touched), pa.string()))
    found = np.flatnonzero(there.to_numpy())
    for number, name in zip(found.tolist(), held.take(pa.array(found)).to_pylist(), strict=True):
        members.setdefault(name, set()).add(number)
    changed = [case for case in cases if members.get(case.key) != rows[case.key]]
    counts = {"opened": 0, "joined": 0, "bridged": 0}
    for case in changed:
        sources = {was[number] for number in rows[case.key] if number in was}
        new = any(number not in was for number in rows[case.key])
        if not sources:
            counts["opened"] += 1
        elif len(sources) > 1:
            counts["bridged"] += 1
        elif new:
            counts["joined"] += 1
    gone = sorted(touched - {case.key for case in cases})
    return Change(cases=changed, gone=gone, **counts)


def update_doubts(
    keys: Sequence[str],
    held: pa.Table,
    scored: Scored,
    join: float,
    people: Constraints,
    remade: Bools,
    before: pa.Table,
    gone: Iterable[str],
) -> pa.Table:
    """Return the cases in doubt (schema DOUBTS), recomputed where a case was clustered again.

    `remade` marks the rows whose cases were; `gone` are the keys that such cases had before.
    """
    left, right = rows_of(scored.pairs)
    told = remade[left] | remade[right]
    names = held["case"].combine_chunks().dictionary_encode()
    number = names.indices.to_numpy()
    wanted = np.zeros(len(names.dictionary), dtype=bool)
    wanted[number[remade]] = wanted[number[left[told]]] = wanted[number[right[told]]] = True
    rows = np.flatnonzero(wanted[number])
    place = np.zeros(len(keys), dtype=np.int64)
    place[rows] = np.arange(len(rows))
    pairs = pairs_of(place[left[told]], place[right[told]])
    some = Scored(pairs, scored.probability[told], scored.forbidden[told])
    cases: dict[str, list[str]] = {}
    placed: dict[str, bool] = {}
    for row, case, opened in zip(rows.tolist(), *_columns(held.take(rows)), strict=True):
        cases.setdefault(case, []).append(keys[row])
        placed[case] = opened
    proposed = [
        ProposedCase(key=case, accounts=own, scores={}, case=case if placed[case] else None)
        for case, own in cases.items()
    ]
    anew = doubts([keys[row] for row in rows.tolist()], proposed, some, join, people)
    changed = {*gone, *names.dictionary.take(pa.array(np.unique(number[remade]))).to_pylist()}
    kept = [one for one in read_doubts(before) if not changed & {one.a, one.b}]
    return _doubt_table([*kept, *anew])


def read_doubts(table: pa.Table) -> list[Doubt]:
    """Return the doubts of a table (schema DOUBTS)."""
    return [Doubt(**row) for row in table.to_pylist()]


def _doubt_table(found: Iterable[Doubt]) -> pa.Table:
    ordered = sorted(found, key=lambda doubt: (-doubt.probability, doubt.a, doubt.b))
    columns = {name: [getattr(one, name) for one in ordered] for name in DOUBTS.names}
    return pa.table(columns, schema=DOUBTS)


def _columns(held: pa.Table) -> tuple[list[str], list[bool]]:
    return held["case"].to_pylist(), held["placed"].to_pylist()
