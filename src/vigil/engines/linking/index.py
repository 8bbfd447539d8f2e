"""A linking that is kept: a new day's accounts are compared with those of all days before.

What was compared stays compared. The words of new accounts are weighed as those before them were;
when the accounts have grown by `GROWTH` since words were counted last, all are counted, weighed and
compared anew. Clusters are made again where an account, or a word of a person, came to them.

A folder holds it: tables that are never changed, and `index.json`, which names those that count and
is replaced whole. What a run that was cut off left behind counts for nothing and is removed.
"""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from vigil.engines.linking import local
from vigil.engines.linking.files import open_statistics, open_table, write_table
from vigil.engines.linking.local import Progress, no_progress
from vigil.engines.linking.spilling import Part
from vigil.engines.local import Run, here
from vigil.intake.lines import replacing
from vigil.linkage.batch import WEIGHED, Batch, weighed_table
from vigil.linkage.blocking import (
    ABROAD,
    EVERYWHERE,
    Pairs,
    abroad,
    among,
    block_pairs,
    everywhere,
    near_in_time,
    once,
    rows_of,
    windows,
)
from vigil.linkage.columns import PROFILES
from vigil.linkage.constraints import Constraints
from vigil.linkage.linking import score
from vigil.linkage.model import shipped_model
from vigil.linkage.proposing import Scored, proposals
from vigil.linkage.records import ProposedCase

GROWTH = 0.1
"""Share of new accounts from which words are counted, and all accounts linked, anew."""
_SCORED = pa.schema(
    [("pair", pa.int64()), ("probability", pa.float64()), ("forbidden", pa.bool_())]
)
_HELD = pa.schema([("case", pa.string()), ("score", pa.float64()), ("placed", pa.bool_())])
"""For each account, by row: the key of its case, its weakest link, whether people opened it."""


class _State(Struct, frozen=True, kw_only=True):
    """What counts: files by name, without their endings, in the order of their accounts."""

    profiles: list[str] = []
    accounts: list[str] = []
    scored: list[str] = []
    statistics: str = ""
    held: str = ""
    counted: int = 0
    """Accounts among which words were counted."""
    rows: int = 0
    version: str = ""
    """What profiles and probabilities were made by."""
    spoken_of: list[str] = []
    """Accounts that people had spoken of when the cases were made."""


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


class OtherVersionError(ValueError):
    """The folder was made by a linkage that profiles, or judges, otherwise."""


class Index:
    """A kept linking, in a folder. One process at a time changes it; others wait."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def add(
        self,
        parts: Iterable[Part],
        people: Constraints,
        *,
        run: Run = here,
        progress: Progress = no_progress,
    ) -> Change:
        """Link new accounts with those that are there, under people's words as they are now.

        Accounts that are there already are not taken twice. People's words may have changed since:
        then cases change without any new account. Raises OtherVersionError for a folder that
        another version of linkage made: what it compared cannot be taken over.
        """
        with self._alone():
            state = self._state()
            if state.rows and state.version != _version():
                raise OtherVersionError(f"{self.folder} was made by another version of linkage")
            profiles = self._new(parts, state, run, progress)
            rows = state.rows + sum(self._open(name).num_rows for name in profiles)
            if rows > (1 + GROWTH) * state.counted:
                return self._anew(state, profiles, people, run, progress)
            return self._further(state, profiles, people)

    def cases(self) -> dict[str, list[str]]:
        """Return the accounts of each case, by its key."""
        found: dict[str, list[str]] = {}
        for key, (case, _) in self.held().items():
            found.setdefault(case, []).append(key)
        return found

    def held(self, keys: Iterable[str] | None = None) -> dict[str, tuple[str, float]]:
        """Return, for each account, the key of its case, and the weakest link that holds it.

        Of some accounts alone where their `keys` are given; one that is not there is left out.
        """
        state = self._state()
        if not state.held:
            return {}
        table = self._open(state.held).select(["case", "score"])
        own = pa.chunked_array(
            [part for name in state.accounts for part in self._open(name)["key"].chunks],
            pa.string(),
        )
        table = table.append_column("key", own)
        if keys is not None:
            table = table.filter(pc.is_in(own, value_set=pa.array(keys, pa.string())))
        columns = (table[name].to_pylist() for name in ("case", "score"))
        return dict(zip(table["key"].to_pylist(), zip(*columns, strict=True), strict=True))

    def _new(self, parts: Iterable[Part], state: _State, run: Run, progress: Progress) -> list[str]:
        """Make the profiles of the accounts that are not there yet; return the files' names."""
        there = [self._open(name)["id"].to_numpy() for name in state.accounts]
        known = np.sort(np.concatenate([np.zeros(0, dtype=np.int64), *there]))
        name = _name("profiles")
        paths = local.profile_files(parts, self.folder, run=run, name=name, progress=progress)
        for path in paths:
            ids = open_table(path)["id"].to_numpy()
            fresh = np.zeros(len(ids), dtype=bool)
            fresh[np.unique(ids, return_index=True)[1]] = True
            fresh &= ~among(ids, known)
            if not fresh.all():
                write_table(open_table(path).filter(pa.array(fresh)), path)
            known = np.union1d(known, ids)
        return [path.stem for path in paths]

    def _anew(
        self,
        state: _State,
        profiles: list[str],
        people: Constraints,
        run: Run,
        progress: Progress,
    ) -> Change:
        before = self._open(state.held) if state.held else None
        kept = [*state.profiles, *profiles]
        name, statistics = _name("accounts"), _name("statistics")
        path, files = self._path(name), [self._path(part) for part in kept]
        local.weigh(files, path, self._path(statistics), run=run)
        pairs = local.candidates(path, run=run, progress=progress)
        scored = local.scores(path, pairs, run=run, progress=progress)
        batch = local.opened(path)
        keys = batch.keys.to_pylist()
        cases = list(proposals(keys, batch["main"], scored, shipped_model().join, people))
        row = {key: number for number, key in enumerate(keys)}
        held = _held(row, cases, None)
        self._commit(
            _State(
                profiles=kept,
                accounts=[name],
                scored=[self._write(_table(scored), "scored")],
                statistics=statistics,
                held=self._write(held, "held"),
                counted=len(keys),
                rows=len(keys),
                version=_version(),
                spoken_of=sorted(people.spoken_of),
            )
        )
        return _change(row, before, cases)

    def _further(self, state: _State, profiles: list[str], people: Constraints) -> Change:
        statistics = open_statistics(self._path(state.statistics))
        tables = [WEIGHED.empty_table()]
        tables += [weighed_table(self._open(name), statistics) for name in profiles]
        weighed = pa.concat_tables(tables)
        old = pa.concat_tables([self._open(name) for name in state.accounts])
        batch = Batch.of(pa.concat_tables([old, weighed]).combine_chunks())
        new = np.arange(len(batch)) >= state.rows
        added = score(batch, _candidates(batch, new), shipped_model()).telling()
        scored = Scored.together([*map(self._scored, state.scored), added])
        keys = batch.keys.to_pylist()
        spoken_of = {*state.spoken_of, *people.spoken_of}
        touched = new | np.fromiter((key in spoken_of for key in keys), bool, len(keys))
        join = shipped_model().join
        cases = list(proposals(keys, batch["main"], scored, join, people, touched))
        before = self._open(state.held)
        row = {key: number for number, key in enumerate(keys)}
        held = _held(row, cases, before)
        self._commit(
            msgspec.structs.replace(
                state,
                profiles=[*state.profiles, *profiles],
                accounts=[*state.accounts, self._write(weighed, "accounts")],
                scored=[*state.scored, self._write(_table(added), "scored")],
                held=self._write(held, "held"),
                rows=len(keys),
                spoken_of=sorted(people.spoken_of),
            )
        )
        return _change(row, before, cases)

    def _scored(self, name: str) -> Scored:
        table = self._open(name)
        return Scored(*(table[column].to_numpy() for column in _SCORED.names))

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.arrow"

    def _open(self, name: str) -> pa.Table:
        return open_table(self._path(name))

    def _write(self, table: pa.Table, what: str) -> str:
        name = _name(what)
        write_table(table, self._path(name))
        return name

    def _state(self) -> _State:
        path = self.folder / "index.json"
        return msgspec.json.decode(path.read_bytes(), type=_State) if path.exists() else _State()

    def _commit(self, state: _State) -> None:
        with replacing(self.folder / "index.json") as file:
            file.write(msgspec.json.encode(state))
        kept = {*state.profiles, *state.accounts, *state.scored, state.statistics, state.held}
        for path in self.folder.glob("*.arrow"):
            if path.stem not in kept:
                path.unlink()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / "index.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _version() -> str:
    tables = [
        files("vigil.linkage").joinpath(name).read_text("utf-8")
        for name in ("weights.toml", "concepts.csv")
    ]
    told = "\n".join([str(PROFILES), *tables])
    return sha256(told.encode()).hexdigest()[:16]


def _name(what: str) -> str:
    return f"{what}-{os.urandom(8).hex()}"


def _candidates(batch: Batch, new: np.ndarray) -> Pairs:
    """Return the pairs to compare that have a new row: those that a whole search would find."""
    tasks: list[Callable[[], Pairs]] = [partial(everywhere, batch, f, new) for f in EVERYWHERE]
    tasks += [partial(abroad, batch, field, new) for field in ABROAD]
    tasks += [partial(_block_pairs, batch, new), partial(_near_in_time, batch, new)]
    # Threads share the accounts, and what takes the time waits for none of Python's locks.
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        pairs = once(np.concatenate(list(threads.map(lambda task: task(), tasks))))
    left, right = rows_of(pairs)
    kept: Pairs = pairs[new[left] | new[right]]
    return kept


def _block_pairs(batch: Batch, new: np.ndarray) -> Pairs:
    offsets, keys = batch.blocks
    rows = np.repeat(np.arange(len(batch)), np.diff(offsets))
    shared = among(keys, once(keys[new[rows]]))
    ends = np.concatenate([[0], np.cumsum(shared)])[offsets]
    return block_pairs(ends, keys[shared])


def _near_in_time(batch: Batch, new: np.ndarray) -> Pairs:
    month = batch["month"].astype(np.int64)
    months = once(month[new])
    ids, weights = batch["id"], batch.weights
    found = [np.zeros(0, dtype=np.int64)]
    for window, asked in windows(batch["month"]):
        here = month[window[asked][0]]
        if np.abs(months - here).min(initial=2) <= 1:
            found.append(near_in_time(ids, weights, window, asked, new))
    return np.concatenate(found)


def _table(scored: Scored) -> pa.Table:
    columns = (scored.pairs, scored.probability, scored.forbidden)
    return pa.table(dict(zip(_SCORED.names, columns, strict=True)), schema=_SCORED)


def _held(
    row: Mapping[str, int], cases: Iterable[ProposedCase], before: pa.Table | None
) -> pa.Table:
    """Return for each account, by row, which case holds it: as before where no case says."""
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
        {name: [one[n] for one in told] for n, name in enumerate(_HELD.names, 1)}, schema=_HELD
    )
    return pa.concat_tables([said] if before is None else [before, said]).take(pa.array(place))


def _change(
    row: Mapping[str, int], before: pa.Table | None, cases: Sequence[ProposedCase]
) -> Change:
    """Compare cases with what held their accounts before."""
    held = (before if before is not None else _HELD.empty_table())["case"]
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
