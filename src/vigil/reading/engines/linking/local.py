"""Linking on the cores of one machine: parts in files, at most a few of them in memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import batched
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from vigil.reading.engines.linking.files import (
    open_statistics,
    open_table,
    write_statistics,
    write_table,
)
from vigil.reading.engines.linking.first_stage import profiled
from vigil.reading.engines.linking.hash_join import TablePart
from vigil.reading.engines.local import Run
from vigil.reading.linkage.batch import WEIGHED, Batch, weighed_table
from vigil.reading.linkage.blocking import (
    ABROAD,
    EVERYWHERE,
    WINDOWED,
    Entries,
    Pairs,
    abroad,
    block_pairs,
    everywhere,
    near_in_time,
    once,
    pairs_in,
    windows,
)
from vigil.reading.linkage.constraints import Constraints
from vigil.reading.linkage.linking import score, statistics_of
from vigil.reading.linkage.model import current_model
from vigil.reading.linkage.profile_columns import PROFILES
from vigil.reading.linkage.proposals import Scored, Standing, proposals
from vigil.reading.linkage.records import ProposedCase
from vigil.reading.linkage.words import Statistics

MONTHS_A_TASK = 4
PAIRS_A_TASK = 200_000

SEARCHES = (
    "blocks",
    *(f"months {field}" for field in WINDOWED),
    *(f"everywhere {field}" for field in EVERYWHERE),
    *(f"abroad {field}" for field in ABROAD),
)
"""What finds the pairs to compare."""

Task = tuple[str, Any]
Progress = Callable[[str, int], None]
"""Told what was just done, and how many accounts, months or pairs of it."""


def no_progress(what: str, count: int) -> None:
    """Say nothing."""


def linked(
    parts: Iterable[TablePart],
    folder: Path,
    people: Constraints,
    *,
    run: Run,
    progress: Progress = no_progress,
) -> Iterator[ProposedCase]:
    """Propose cases for the accounts of some parts, as `vigil.reading.linkage.link` does.

    `folder` is for the files between the stages. Raises ValueError when two accounts have one key.
    """
    accounts = folder / "accounts.arrow"
    profiles = profile_files(parts, folder, run=run, progress=progress)
    weigh(profiles, accounts, folder / "statistics.arrow", run=run)
    for path in profiles:
        path.unlink()
    batch = opened(accounts)
    _refuse_twins(batch)
    pairs = candidates(accounts, run=run, progress=progress)
    scored = scores(accounts, pairs, run=run, progress=progress)
    keys = batch.keys.to_pylist()
    return proposals(keys, Standing.of(batch.columns), scored, current_model().join, people)


def profile_files(
    parts: Iterable[TablePart],
    folder: Path,
    *,
    run: Run,
    name: str = "profiles",
    progress: Progress = no_progress,
) -> list[Path]:
    """Make the profiles of each part; return the files (schema PROFILES), called by a name."""
    paths = []
    profile = partial(_profile_part, folder / name)
    for path, accounts in run(profile, enumerate(parts)):
        paths.append(path)
        progress("accounts profiled", accounts)
    return paths


def weigh(profiles: Sequence[Path], accounts: Path, statistics: Path, *, run: Run) -> None:
    """Weigh the words of some files of profiles by how many of all their accounts have them.

    Writes all of them in one file, `accounts` (schema WEIGHED), and what was counted.
    """
    counts = list(run(_count_part, profiles))
    counts = counts or [statistics_of(PROFILES.empty_table())]
    write_statistics(Statistics.together(counts), statistics)
    weighed = list(run(partial(_weigh_part, statistics, accounts), profiles))
    tables = [open_table(path) for path in weighed] or [WEIGHED.empty_table()]
    write_table(pa.concat_tables(tables), accounts)
    for part in weighed:
        part.unlink()


def _refuse_twins(batch: Batch) -> None:
    numbers, rows, times = np.unique(batch["id"], return_index=True, return_counts=True)
    if len(numbers) < len(batch):
        raise ValueError(f"two accounts have the key {batch.keys[rows[times > 1][0]].as_py()!r}")


def _profile_part(name: Path, part: tuple[int, TablePart]) -> tuple[Path, int]:
    number, told = part
    profiles = profiled(told())
    path = name.with_name(f"{name.name}-{number:05d}.arrow")
    write_table(profiles, path)
    return path, profiles.num_rows


def _count_part(profiles: Path) -> Statistics:
    return statistics_of(open_table(profiles))


def _weigh_part(statistics: Path, accounts: Path, profiles: Path) -> Path:
    path = profiles.with_name(f"{accounts.stem}-of-{profiles.name}")
    write_table(weighed_table(open_table(profiles), _statistics(statistics)), path)
    return path


@lru_cache(maxsize=1)
def _statistics(path: Path) -> Statistics:
    return open_statistics(path)


@lru_cache(maxsize=1)
def opened(accounts: Path) -> Batch:
    """Open a file of accounts; the file stays open in this process."""
    return Batch.of(open_table(accounts))


def candidates(accounts: Path, *, run: Run, progress: Progress = no_progress) -> Pairs:
    """Return the pairs of rows to compare."""
    found = [pairs_in(entries) for _, entries in _searched(accounts, run, progress)]
    return once(np.concatenate([np.zeros(0, dtype=np.int64), *found]))


def searched(accounts: Path, *, run: Run, progress: Progress = no_progress) -> dict[str, Entries]:
    """Return what each search found: the pairs to compare are those in any of them."""
    found: dict[str, list[Entries]] = {name: [] for name in SEARCHES}
    for name, entries in _searched(accounts, run, progress):
        found[name].append(entries)
    none = np.zeros(0, dtype=np.int64)
    return {name: once(np.concatenate([none, *parts])) for name, parts in found.items()}


def _searched(accounts: Path, run: Run, progress: Progress) -> Iterator[tuple[str, Entries]]:
    months = once(opened(accounts)["month"]).tolist()
    tasks: list[Task] = [(name, None) for name in SEARCHES if not name.startswith("months")]
    tasks += [
        (f"months {field}", some) for some in batched(months, MONTHS_A_TASK) for field in WINDOWED
    ]
    for (name, some), found in zip(tasks, run(partial(_search, accounts), tasks), strict=True):
        yield name, found
        progress("months searched", len(some) if some and name == f"months {WINDOWED[-1]}" else 0)


def _search(accounts: Path, task: Task) -> Entries:
    name, months = task
    batch = opened(accounts)
    if name == "blocks":
        return block_pairs(*batch.blocks)
    where, field = name.split()
    if where == "everywhere":
        return everywhere(batch, field)
    if where == "abroad":
        return abroad(batch, field)
    ids, weights, window = batch["id"], batch.weights[field], _window(accounts)
    return once(np.concatenate([near_in_time(ids, weights, *window[month]) for month in months]))


@lru_cache(maxsize=1)
def _window(accounts: Path) -> dict[int, tuple[Any, Any]]:
    month = opened(accounts)["month"]
    return dict(zip(once(month).tolist(), windows(month), strict=True))


def scores(accounts: Path, pairs: Pairs, *, run: Run, progress: Progress = no_progress) -> Scored:
    """Give the probability of each pair that tells anything, and whether it is forbidden."""
    tasks: Sequence[Pairs] = [
        pairs[start : start + PAIRS_A_TASK] for start in range(0, len(pairs), PAIRS_A_TASK)
    ]
    told = []
    for found, compared in run(partial(_scores, accounts), tasks):
        told.append(found)
        progress("pairs compared", compared)
    return Scored.together(told)


def _scores(accounts: Path, pairs: Pairs) -> tuple[Scored, int]:
    return score(opened(accounts), pairs, current_model()).telling(), len(pairs)
