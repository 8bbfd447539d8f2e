"""Link accounts as they arrive: an index keeps profiles, compared pairs and cases in a folder.

An update compares only pairs that were not compared before, and clusters only the groups that a new
or removed account, or a changed decision of a person, can affect. It does not depend on the order
of arrival: the cases equal those of `vigil.reading.linkage.linking.link` over all accounts, with
words weighed as at the last full linking. When a share `GROWTH` of the accounts has been added or
removed since then, the next update is a full linking.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vigil.reading.engines.linking import local
from vigil.reading.engines.linking.files import open_statistics, open_table, write_table
from vigil.reading.engines.linking.hash_join import TablePart
from vigil.reading.engines.linking.index_cases import (
    DOUBTS,
    MEMBERSHIP,
    Bools,
    Change,
    ProposedCases,
    compare_cases,
    judged_differently,
    membership_table,
    people_table,
    read_doubts,
    update_doubts,
)
from vigil.reading.engines.linking.index_files import (
    IndexFiles,
    OtherVersionError,
    State,
    new_name,
    version,
)
from vigil.reading.engines.linking.index_reasons import (
    Pair,
    reasons_of_accounts,
    reasons_of_doubts,
)
from vigil.reading.engines.linking.index_rows import Remaining, remove_rows
from vigil.reading.engines.linking.index_search import Update, update_search
from vigil.reading.engines.linking.local import Progress, no_progress
from vigil.reading.engines.local import Run, here
from vigil.reading.linkage.batch import WEIGHED, Batch, weighed_table
from vigil.reading.linkage.blocking import among, once, pairs_in, rows_of
from vigil.reading.linkage.constraints import Constraints
from vigil.reading.linkage.explaining import ScoreReason
from vigil.reading.linkage.linking import score
from vigil.reading.linkage.model import current_model
from vigil.reading.linkage.profile_columns import PROFILES
from vigil.reading.linkage.proposals import Scored, Standing, proposals

__all__ = ["GROWTH", "SMALL", "Change", "Index", "OtherVersionError", "ProposedCases"]

GROWTH = 0.1
"""Share of added and removed accounts above which an update is a full linking."""
SMALL = 2_000
"""Up to this number of accounts, every update is a full linking. It takes a second or two."""
_FINGERPRINTS = pa.schema([("fingerprint", pa.int64())])

Loader = Callable[[Sequence[str]], Iterable[TablePart]]
"""Loads accounts by their keys, each with all accounts of its report."""


class Index:
    """An index in a folder. One process changes it at a time; others wait."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files = IndexFiles(folder)

    def add(
        self,
        parts: Iterable[TablePart],
        people: Constraints,
        *,
        run: Run = here,
        progress: Progress = no_progress,
    ) -> Change:
        """Link new accounts with those in the index, under people's present decisions.

        Accounts that are in the index already are skipped. Cases may change without any new
        account, because decisions did. Raises OtherVersionError if another version of linkage made
        the index: its comparisons cannot be reused.
        """
        with self._files.alone():
            state = self._files.state()
            profiles, came = self._new(parts, state, run, progress)
            if state.since + came > GROWTH * state.counted:
                return self._link_all(state, profiles, people, run, progress)
            return self._link_new(remove_rows(self._files, state, []), profiles, people)

    def sync(
        self,
        fingerprints: Mapping[str, int],
        load: Loader,
        people: Constraints,
        *,
        run: Run = here,
        progress: Progress = no_progress,
    ) -> ProposedCases:
        """Make the index hold exactly these accounts; return the proposed cases.

        `fingerprints` gives, for each account key, a number that changes with the account's
        content. New and changed accounts are loaded; accounts that are not listed are removed. An
        index that is damaged, or that another version of linkage made, is built again.
        """
        with self._files.alone():
            try:
                return self._sync(fingerprints, load, people, run, progress)
            except (OtherVersionError, OSError, pa.ArrowException):
                self._files.forget()
            return self._sync(fingerprints, load, people, run, progress)

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
        state = self._files.state()
        if not state.held:
            return {}
        table = self._files.open(state.held).select(["case", "score"])
        own = self._files.all(state.accounts, WEIGHED)["key"]
        table = table.append_column("key", own)
        if keys is not None:
            table = table.filter(pc.is_in(own, value_set=pa.array(keys, pa.string())))
        columns = (table[name].to_pylist() for name in ("case", "score"))
        return dict(zip(table["key"].to_pylist(), zip(*columns, strict=True), strict=True))

    def why_in_case(self, keys: Collection[str]) -> dict[str, list[ScoreReason]]:
        """Return, for some accounts, what holds each in its case; see `linkage.explaining`."""
        state = self._files.state()
        if not state.rows or not keys:
            return {}
        return reasons_of_accounts(*self._compared_accounts(state), keys)

    def why_in_doubt(self, cases: Collection[Pair]) -> Mapping[Pair, list[ScoreReason]]:
        """Return, for pairs of cases in doubt (by their keys), what speaks for one attack."""
        state = self._files.state()
        if not state.rows or not cases:
            return {}
        return reasons_of_doubts(*self._compared_accounts(state), cases)

    def _compared_accounts(self, state: State) -> tuple[pa.Table, list[str], Scored]:
        every = self._files.all(state.accounts, WEIGHED)
        case = self._files.open(state.held)["case"].to_pylist()
        return every, case, self._files.scored(state.scored)

    def _sync(
        self,
        fingerprints: Mapping[str, int],
        load: Loader,
        people: Constraints,
        run: Run,
        progress: Progress,
    ) -> ProposedCases:
        state = self._files.state()
        left = remove_rows(self._files, state, self._changed(state, fingerprints))
        state = left.state
        there = set(self._keys(state))
        missing = [key for key in fingerprints if key not in there]
        parts = load(missing) if missing else ()
        profiles, came = self._new(parts, state, run, progress, only=fingerprints)
        if came or left.keys:
            few = state.rows + came <= SMALL
            if few or state.since + came > GROWTH * state.counted:
                self._link_all(state, profiles, people, run, progress, fingerprints)
            else:
                self._link_new(left, profiles, people, fingerprints)
        elif state.rows and judged_differently(self._files.open(state.people), people):
            self._link_new(left, profiles, people, fingerprints)
        return self._proposed_cases()

    def _proposed_cases(self) -> ProposedCases:
        state = self._files.state()
        if not state.rows:
            return ProposedCases([], [], [], [], [])
        held = self._files.open(state.held)
        case, weakest, placed = (held[name].to_pylist() for name in MEMBERSHIP.names)
        told = read_doubts(self._files.open(state.doubts))
        return ProposedCases(self._keys(state), case, weakest, placed, told)

    def _keys(self, state: State) -> list[str]:
        keys: list[str] = self._files.all(state.accounts, WEIGHED)["key"].to_pylist()
        return keys

    def _changed(self, state: State, fingerprints: Mapping[str, int]) -> list[int]:
        """Return the rows of accounts that were deleted or changed."""
        if not state.rows:
            return []
        was = self._files.open(state.fingerprints)["fingerprint"].to_pylist()
        keys = enumerate(self._keys(state))
        return [row for row, key in keys if fingerprints.get(key) != was[row]]

    def _new(
        self,
        parts: Iterable[TablePart],
        state: State,
        run: Run,
        progress: Progress,
        only: Iterable[str] | None = None,
    ) -> tuple[list[str], int]:
        """Write profiles of accounts that are not in the index; return files, and their number."""
        known = np.sort(self._files.all(state.accounts, WEIGHED)["id"].to_numpy())
        wanted = None if only is None else pa.array(only, pa.string())
        paths = local.profile_files(
            parts, self.folder, run=run, name=new_name("profiles"), progress=progress
        )
        came = 0
        for path in paths:
            table = open_table(path)
            ids = table["id"].to_numpy()
            fresh = np.zeros(len(ids), dtype=bool)
            fresh[np.unique(ids, return_index=True)[1]] = True
            fresh &= ~among(ids, known)
            if wanted is not None:
                fresh &= pc.is_in(table["key"], value_set=wanted).to_numpy()
            if not fresh.all():
                write_table(table.filter(pa.array(fresh)), path)
            came += int(fresh.sum())
            known = np.union1d(known, ids[fresh])
        return [path.stem for path in paths], came

    def _link_all(
        self,
        state: State,
        profiles: list[str],
        people: Constraints,
        run: Run,
        progress: Progress,
        fingerprints: Mapping[str, int] | None = None,
    ) -> Change:
        before = self._files.open(state.held) if state.held else None
        kept = [*state.profiles, *profiles]
        name, statistics = new_name("accounts"), new_name("statistics")
        path, files = self._files.path(name), [self._files.path(part) for part in kept]
        local.weigh(files, path, self._files.path(statistics), run=run)
        lists = local.searched(path, run=run, progress=progress)
        pairs = once(np.concatenate([pairs_in(entries) for entries in lists.values()]))
        scored = local.scores(path, pairs, run=run, progress=progress)
        batch = local.opened(path)
        keys = batch.keys.to_pylist()
        standing = Standing.of(batch.columns)
        cases = list(proposals(keys, standing, scored, current_model().join, people))
        row = {key: number for number, key in enumerate(keys)}
        held = membership_table(row, cases, None)
        state = State(
            profiles=kept,
            accounts=[name],
            lists={search: self._files.write_entries(found) for search, found in lists.items()},
            scored=self._files.write_scored(scored),
            statistics=statistics,
            counted=len(keys),
            rows=len(keys),
            version=version(),
        )
        self._commit(
            state, keys, scored, people, held, np.ones(len(keys), dtype=bool), (), fingerprints
        )
        return compare_cases(row, before, cases)

    def _link_new(
        self,
        left: Remaining,
        profiles: list[str],
        people: Constraints,
        fingerprints: Mapping[str, int] | None = None,
    ) -> Change:
        state, weighed, scored = left.state, WEIGHED.empty_table(), left.scored
        touched = np.zeros(0, dtype=np.int64)
        told = self._files.all(profiles, PROFILES)
        if told.num_rows:
            statistics = open_statistics(self._files.path(state.statistics))
            weighed = weighed_table(told, statistics)
            state = msgspec.structs.replace(
                state,
                profiles=[*state.profiles, *profiles],
                accounts=[*state.accounts, self._files.write(weighed, "accounts")],
                since=state.since + told.num_rows,
                rows=state.rows + told.num_rows,
            )
        if told.num_rows or left.keys:
            state, scored, touched = self._compared(state, left)
        every = self._files.all(state.accounts, WEIGHED)
        keys = every["key"].to_pylist()
        reached = self._decided(left, keys, people)
        reached[left.state.rows :] = True
        reached[touched] = reached[left.beside] = True
        standing = Standing.of({name: every[name].to_numpy() for name in Standing._fields})
        cases = list(proposals(keys, standing, scored, current_model().join, people, reached))
        before = left.held
        row = {key: number for number, key in enumerate(keys)}
        held = membership_table(row, cases, before)
        remade = np.zeros(len(keys), dtype=bool)
        remade[[row[key] for case in cases for key in case.accounts]] = True
        gone = {*before["case"].filter(pa.array(remade[: left.state.rows])).to_pylist()}
        self._commit(state, keys, scored, people, held, remade, gone | left.cases, fingerprints)
        return compare_cases(row, before, cases)

    def _compared(self, state: State, left: Remaining) -> tuple[State, Scored, np.ndarray]:
        """Compare the candidate pairs that are new.

        Returns also the rows with a telling pair that appeared or disappeared.
        """
        batch = Batch.of(self._files.all(state.accounts, WEIGHED).combine_chunks())
        came = np.arange(len(batch)) >= left.state.rows
        found = update_search(Update(batch, came, Batch.of(left.gone), left.lists, left.lost))
        added = score(batch, found.added, current_model()).telling()
        dropped = among(left.scored.pairs, found.dropped)
        ends = [*rows_of(added.pairs), *rows_of(left.scored.pairs[dropped])]
        scored = Scored.together([left.scored.some(~dropped), added])
        lists = {
            search: self._files.write_entries(entries) for search, entries in found.lists.items()
        }
        state = msgspec.structs.replace(state, lists=lists, scored=self._files.write_scored(scored))
        return state, scored, once(np.concatenate(ends))

    def _decided(self, left: Remaining, keys: Sequence[str], people: Constraints) -> Bools:
        """Mark rows about which decisions changed, or that people grouped with a removed one."""
        anew = judged_differently(self._files.open(left.state.people), people)
        groups = {people.group(key) for key in left.keys if key in people.spoken_of}
        if groups:
            anew |= {key for key in people.spoken_of if people.group(key) in groups}
        return np.fromiter((key in anew for key in keys), bool, len(keys))

    def _commit(
        self,
        state: State,
        keys: Sequence[str],
        scored: Scored,
        people: Constraints,
        held: pa.Table,
        remade: Bools,
        gone: Iterable[str],
        fingerprints: Mapping[str, int] | None,
    ) -> None:
        """Write the case and fingerprint of each account, and the doubts, then use the new files.

        `remade` marks rows whose cases were clustered again; `gone` are keys that such cases had.
        Without `fingerprints` no doubts are computed: only `sync` needs them.
        """
        doubted, own = DOUBTS.empty_table(), [0] * len(keys)
        if fingerprints is not None:
            before = self._files.open(state.doubts) if state.doubts else doubted
            join, own = current_model().join, [fingerprints[key] for key in keys]
            doubted = update_doubts(keys, held, scored, join, people, remade, before, gone)
        self._files.commit(
            msgspec.structs.replace(
                state,
                held=self._files.write(held, "held"),
                fingerprints=self._files.write(
                    pa.table({"fingerprint": own}, schema=_FINGERPRINTS), "fingerprints"
                ),
                people=self._files.write(people_table(people), "people"),
                doubts=self._files.write(doubted, "doubts"),
            )
        )
