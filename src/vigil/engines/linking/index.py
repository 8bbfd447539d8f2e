"""A linking that is kept: a new day's accounts are compared with those of all days before.

What was compared stays compared. The words of new accounts are weighed as those before them were;
when the accounts have grown by `GROWTH` since words were counted last, all are counted, weighed and
compared anew. Clusters are made again where an account, or a word of a person, came to them.

A folder holds it: tables that are never changed, and `index.json`, which names those that count and
is replaced whole. What a run that was cut off left behind counts for nothing and is removed.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
from msgspec import Struct

from vigil.engines.linking import local
from vigil.engines.linking.files import open_statistics, open_table, write_table
from vigil.engines.linking.local import Progress, no_progress
from vigil.engines.linking.spilling import Part
from vigil.engines.local import Run, here
from vigil.intake.lines import replacing
from vigil.linkage.batch import WEIGHED, Batch, weighed_table
from vigil.linkage.blocking import (
    EVERYWHERE,
    Pairs,
    block_pairs,
    everywhere,
    near_in_time,
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

    def held(self) -> dict[str, tuple[str, float]]:
        """Return, for each account, the key of its case, and the weakest link that holds it."""
        state = self._state()
        if not state.held:
            return {}
        table = self._open(state.held)
        columns = (table[name].to_pylist() for name in ("case", "score"))
        return dict(zip(self._keys(state), zip(*columns, strict=True), strict=True))

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
            fresh &= ~np.isin(ids, known)
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
        before = self._before(state)
        kept = [*state.profiles, *profiles]
        name, statistics = _name("accounts"), _name("statistics")
        path, files = self._path(name), [self._path(part) for part in kept]
        local.weigh(files, path, self._path(statistics), run=run)
        pairs = local.candidates(path, run=run, progress=progress)
        scored = local.scores(path, pairs, run=run, progress=progress)
        batch = local.opened(path)
        keys = batch.keys.to_pylist()
        cases = list(proposals(keys, batch["main"], scored, shipped_model().join, people))
        held = _held(keys, cases, None)
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
        return _change(before, cases)

    def _further(self, state: _State, profiles: list[str], people: Constraints) -> Change:
        statistics = open_statistics(self._path(state.statistics))
        tables = [WEIGHED.empty_table()]
        tables += [weighed_table(self._open(name), statistics) for name in profiles]
        weighed = pa.concat_tables(tables)
        old = pa.concat_tables([self._open(name) for name in state.accounts])
        batch = Batch.of(pa.concat_tables([old, weighed]).combine_chunks())
        new = np.arange(len(batch)) >= state.rows
        added = score(batch, _candidates(batch, new), shipped_model())
        scored = _joined([*map(self._scored, state.scored), added])
        keys = batch.keys.to_pylist()
        spoken_of = {*state.spoken_of, *people.spoken_of}
        touched = new | np.fromiter((key in spoken_of for key in keys), bool, len(keys))
        join = shipped_model().join
        cases = list(proposals(keys, batch["main"], scored, join, people, touched))
        before = self._before(state)
        held = _held(keys, cases, self._open(state.held))
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
        return _change(before, cases)

    def _before(self, state: _State) -> dict[str, str]:
        """Return the case of each account, as it was."""
        if not state.held:
            return {}
        held = self._open(state.held)["case"].to_pylist()
        return dict(zip(self._keys(state), held, strict=True))

    def _keys(self, state: _State) -> Iterator[str]:
        for name in state.accounts:
            yield from self._open(name)["key"].to_pylist()

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
    weights = files("vigil.linkage").joinpath("weights.toml").read_text("utf-8")
    told = f"{PROFILES}\n{weights}"
    return sha256(told.encode()).hexdigest()[:16]


def _name(what: str) -> str:
    return f"{what}-{os.urandom(8).hex()}"


def _candidates(batch: Batch, new: np.ndarray) -> Pairs:
    """Return the pairs to compare that have a new row: those that a whole search would find."""
    offsets, keys = batch.blocks
    rows = np.repeat(np.arange(len(batch)), np.diff(offsets))
    shared = np.isin(keys, np.unique(keys[new[rows]]))
    ends = np.concatenate([[0], np.cumsum(shared)])[offsets]
    found = [block_pairs(ends, keys[shared])]
    found += [everywhere(batch, field) for field in EVERYWHERE]
    month = batch["month"].astype(np.int64)
    months = np.unique(month[new])
    ids, weights = batch["id"], batch.weights
    for window, asked in windows(batch["month"]):
        here = month[window[asked][0]]
        if np.abs(months - here).min(initial=2) <= 1:
            found.append(near_in_time(ids, weights, window, asked))
    pairs = np.unique(np.concatenate(found))
    left, right = rows_of(pairs)
    kept: Pairs = pairs[new[left] | new[right]]
    return kept


def _joined(parts: Sequence[Scored]) -> Scored:
    return Scored(
        np.concatenate([part.pairs for part in parts]),
        np.concatenate([part.probability for part in parts]),
        np.concatenate([part.forbidden for part in parts]),
    )


def _table(scored: Scored) -> pa.Table:
    columns = (scored.pairs, scored.probability, scored.forbidden)
    return pa.table(dict(zip(_SCORED.names, columns, strict=True)), schema=_SCORED)


def _held(keys: Sequence[str], cases: Iterable[ProposedCase], before: pa.Table | None) -> pa.Table:
    """Return for each account, by row, which case holds it: as before where no case says."""
    columns: list[list[object]] = [[None] * len(keys) for _ in _HELD]
    if before is not None:
        for column, name in zip(columns, _HELD.names, strict=True):
            column[: before.num_rows] = before[name].to_pylist()
    row = {key: number for number, key in enumerate(keys)}
    for case in cases:
        for key in case.accounts:
            told = (case.key, case.scores[key], case.case is not None)
            for column, value in zip(columns, told, strict=True):
                column[row[key]] = value
    return pa.table(dict(zip(_HELD.names, columns, strict=True)), schema=_HELD)


def _change(before: dict[str, str], cases: Sequence[ProposedCase]) -> Change:
    """Compare cases with what held their accounts before."""
    members: dict[str, set[str]] = {}
    touched = {before[key] for case in cases for key in case.accounts if key in before}
    for key, name in before.items():
        if name in touched:
            members.setdefault(name, set()).add(key)
    changed = [case for case in cases if members.get(case.key) != set(case.accounts)]
    counts = {"opened": 0, "joined": 0, "bridged": 0}
    for case in changed:
        sources = {before[key] for key in case.accounts if key in before}
        new = any(key not in before for key in case.accounts)
        if not sources:
            counts["opened"] += 1
        elif len(sources) > 1:
            counts["bridged"] += 1
        elif new:
            counts["joined"] += 1
    gone = sorted(touched - {case.key for case in cases})
    return Change(cases=changed, gone=gone, **counts)
