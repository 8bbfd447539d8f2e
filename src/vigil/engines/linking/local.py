"""Linking on the cores of one machine: parts in files, at most a few of them in memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import batched
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from vigil.engines.linking.files import (
    open_statistics,
    open_table,
    write_statistics,
    write_table,
)
from vigil.engines.linking.spilling import Part
from vigil.engines.linking.stages import profiled
from vigil.engines.local import map_ordered
from vigil.linkage.batch import WEIGHED, Batch, weighed_table
from vigil.linkage.blocking import EVERYWHERE, Pairs, block_pairs, everywhere, near_in_time, windows
from vigil.linkage.columns import PROFILES
from vigil.linkage.constraints import Constraints
from vigil.linkage.linking import score, statistics_of
from vigil.linkage.model import shipped_model
from vigil.linkage.proposing import Scored, proposals
from vigil.linkage.records import ProposedCase
from vigil.linkage.words import Statistics

MONTHS_A_TASK = 4
PAIRS_A_TASK = 200_000

Task = tuple[str, Any]
Progress = Callable[[str, int], None]
"""Told what was just done, and how many accounts, months or pairs of it."""


def no_progress(what: str, count: int) -> None:
    """Say nothing."""


def linked(
    parts: Iterable[Part],
    folder: Path,
    people: Constraints,
    *,
    workers: int,
    progress: Progress = no_progress,
) -> Iterator[ProposedCase]:
    """Propose cases for the accounts of some parts, as `vigil.linkage.link` does.

    `folder` is for the files between the stages. Raises ValueError when two accounts have one key.
    """
    accounts = prepared(parts, folder, workers=workers, progress=progress)
    batch = opened(accounts)
    pairs = candidates(accounts, workers=workers, progress=progress)
    scored = scores(accounts, pairs, workers=workers, progress=progress)
    keys = batch.keys.to_pylist()
    return proposals(keys, batch["main"], scored, shipped_model().join, people)


def prepared(
    parts: Iterable[Part], folder: Path, *, workers: int, progress: Progress = no_progress
) -> Path:
    """Make profiles and weigh their words; return the file of all accounts (schema WEIGHED)."""
    made, counts = [], []
    profile = partial(_profile_part, folder)
    for path, statistics in map_ordered(profile, enumerate(parts), workers=workers):
        made.append(path)
        counts.append(statistics)
        progress("accounts profiled", statistics.accounts)
    statistics = Statistics.together(counts or [statistics_of(PROFILES.empty_table())])
    write_statistics(statistics, folder / "statistics.arrow")
    weigh = partial(_weigh_part, folder / "statistics.arrow")
    weighed = list(map_ordered(weigh, made, workers=workers))
    tables = [open_table(path) for path in weighed] or [WEIGHED.empty_table()]
    table = pa.concat_tables(tables)
    _refuse_twins(table)
    path = folder / "accounts.arrow"
    write_table(table, path)
    for part in weighed:
        part.unlink()
    return path


def _refuse_twins(table: pa.Table) -> None:
    numbers, rows, times = np.unique(table["id"].to_numpy(), return_index=True, return_counts=True)
    if len(numbers) < table.num_rows:
        key = table["key"][int(rows[times > 1][0])].as_py()
        raise ValueError(f"two accounts have the key {key!r}")


def _profile_part(folder: Path, part: tuple[int, Part]) -> tuple[Path, Statistics]:
    number, told = part
    profiles = profiled(told())
    path = folder / f"profiles-{number:05d}.arrow"
    write_table(profiles, path)
    return path, statistics_of(profiles)


def _weigh_part(statistics: Path, profiles: Path) -> Path:
    path = profiles.with_name(profiles.name.replace("profiles", "weighed"))
    write_table(weighed_table(open_table(profiles), _statistics(statistics)), path)
    profiles.unlink()
    return path


@lru_cache(maxsize=1)
def _statistics(path: Path) -> Statistics:
    return open_statistics(path)


@lru_cache(maxsize=1)
def opened(accounts: Path) -> Batch:
    """Open a file of accounts; the file stays open in this process."""
    return Batch.of(open_table(accounts))


def candidates(accounts: Path, *, workers: int, progress: Progress = no_progress) -> Pairs:
    """Return the pairs of rows to compare."""
    months = np.unique(opened(accounts)["month"]).tolist()
    tasks: list[Task] = [("everywhere", field) for field in EVERYWHERE]
    tasks += [("blocks", None), *(("months", some) for some in batched(months, MONTHS_A_TASK))]
    found = [np.zeros(0, dtype=np.int64)]
    for (what, some), pairs in zip(
        tasks, map_ordered(partial(_candidates, accounts), tasks, workers=workers), strict=True
    ):
        found.append(pairs)
        progress("months searched", len(some) if what == "months" else 0)
    return np.unique(np.concatenate(found))


def _candidates(accounts: Path, task: Task) -> Pairs:
    what, argument = task
    batch = opened(accounts)
    if what == "everywhere":
        return everywhere(batch, argument)
    if what == "blocks":
        return block_pairs(*batch.blocks)
    ids, weights, window = batch["id"], batch.weights, _window(accounts)
    found = [near_in_time(ids, weights, *window[month]) for month in argument]
    return np.unique(np.concatenate(found))


@lru_cache(maxsize=1)
def _window(accounts: Path) -> dict[int, tuple[Any, Any]]:
    month = opened(accounts)["month"]
    return dict(zip(np.unique(month).tolist(), windows(month), strict=True))


def scores(
    accounts: Path, pairs: Pairs, *, workers: int, progress: Progress = no_progress
) -> Scored:
    """Give the probability of each pair, and whether it is forbidden."""
    tasks: Sequence[Pairs] = [
        pairs[start : start + PAIRS_A_TASK] for start in range(0, len(pairs), PAIRS_A_TASK)
    ]
    probability, forbidden = np.zeros(len(pairs)), np.zeros(len(pairs), dtype=bool)
    done = 0
    for found in map_ordered(partial(_scores, accounts), tasks, workers=workers):
        part = slice(done, done + len(found.pairs))
        probability[part], forbidden[part] = found.probability, found.forbidden
        done = part.stop
        progress("pairs compared", len(found.pairs))
    return Scored(pairs, probability, forbidden)


def _scores(accounts: Path, pairs: Pairs) -> Scored:
    return score(opened(accounts), pairs, shipped_model())
