"""Kills and power cuts, many times over. Started by test_crashes.py, with disk_log.so loaded.

A process of its own, because every writer is a fork of it that SIGKILL ends: the product is loaded
once, and each trial has a folder of its own. Prints JSON.

    LD_PRELOAD=disk_log.so python -m crashes.trials kills|cuts|both FOLDER TRIALS SEED

With DATABASE_URL, whose host is a folder for sockets, the database is a PostgreSQL server of our
own. `--without` is for the other half of the proof: a product that does not sync its database, or
its files, must be seen to lose what it acknowledged.
"""

import argparse
import ctypes
import json
import os
import random
import select
import shutil
import signal
import sys
import time
import traceback
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "vigil.site.settings"

import django

django.setup()

from django.conf import settings
from django.db import connection, connections

from crashes import deeds, disks, invariants
from crashes.deeds import Fact, World
from crashes.stores import PostgresServer, SqliteFile
from vigil.cli.support.database import prepare_database
from vigil.reading.intake import lines
from vigil.site.checks import file_modes
from vigil.site.installation.first_start import prepare_keys_and_digests

SHIM = ctypes.CDLL(os.environ["LD_PRELOAD"])
ROUNDS = 25
"""Kills, or cuts, of one world; then another one is made of the same beginning."""
STEPS = 12
"""Acknowledged writes of a recording, for each cut of it."""
PATIENCE = 120
"""Seconds without an acknowledged write. More is a writer that hangs."""
NEVER = -1


class Trials:
    """Worlds in a folder, each begun as a copy of the first; and what came of them."""

    def __init__(self, folder: Path, seed: int, store: SqliteFile | PostgresServer) -> None:
        self.folder, self.chance, self.store = folder.resolve(), random.Random(seed), store
        self.beginning = self.folder / "beginning"
        self._use(self.beginning)
        self.beginning.chmod(0o755)  # the user of a server goes through
        store.make(self.beginning)
        store.open(self.beginning)
        prepare_keys_and_digests()
        self.world = deeds.make_world()
        store.shut()
        self._warm_up()
        self.acknowledged: Tally[str] = Tally()
        self.lost: list[Any] = []
        self.broken: list[Any] = []
        self.killed = self.cut = 0

    def _warm_up(self) -> None:
        """Do each deed once in this process, so that no fork has to load what it needs.

        Not what Arrow does: its threads do not come along into a fork.
        """
        root = self._new_world("warm")
        self.store.open(root)
        for deed in deeds.DEEDS:
            if deed is not deeds.intake:
                facts = list(deed(self.world, random.Random(1)))
                deeds.missing(facts, self.world)
        list(invariants.broken())
        self.store.shut()
        shutil.rmtree(root)

    def _use(self, folder: Path) -> None:
        """Let this process, and its forks, find data and keys in a folder."""
        for part in ("data", "keys"):
            (folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        os.environ |= {"VIGIL_DATA": str(folder / "data"), "VIGIL_KEYS": str(folder / "keys")}
        settings.DATA, settings.VIGIL_KEYS = folder / "data", folder / "keys"

    def _new_world(self, name: str) -> Path:
        """Make a copy of the beginning."""
        self.store.shut()
        root = self.folder / name
        shutil.copytree(self.beginning, root)
        root.chmod(0o755)
        self.store.own(root)
        self._use(root)
        return root

    def both(self, trials: int) -> None:
        """Kill so many writers, and cut the power so often."""
        self.kills(trials)
        self.cuts(trials)

    # Kills

    def kills(self, trials: int) -> None:
        """Kill writers, and look each time at what is left; the next goes on from there."""
        for begun in range(0, trials, ROUNDS):
            root = self._new_world(f"kills-{begun}")
            facts: list[Fact] = []
            for number in range(begun, min(begun + ROUNDS, trials)):
                self.store.open(root)
                found = self._killed(number)
                facts += found
                self.store.open(root)
                self.look(found, f"kill {number}")
            self.look(facts, f"kills {begun} and after", starts=trials > ROUNDS)
            self.store.shut()
            shutil.rmtree(root)

    def _killed(self, number: int) -> list[Fact]:
        """Run a writer to its end by SIGKILL; return what it acknowledged.

        Every second one ends before a certain operation on files, between any two of them; the
        others whatever they are doing. Every third time a server is killed with it.
        """
        steps, operations, later = PATIENCE * 1000, NEVER, 0.0
        if number % 2:
            operations = self.chance.randrange(20, 4000)
        else:
            steps, later = self.chance.randrange(1, 80), self.chance.uniform(0, 0.02)
        with_server = number % 3 == 0
        found, killed = self.write(
            steps, seed=self.chance.getrandbits(60), later=later, operations=operations,
            end=self.store.kill if with_server else None,
        )  # fmt: skip
        self.killed += killed or with_server
        return found

    def write(
        self,
        steps: int,
        *,
        seed: int,
        log: Path = Path("/dev/null"),
        later: float = 0.0,
        operations: int = NEVER,
        most: int | None = None,
        end: Callable[[], None] | None = None,
    ) -> tuple[list[Fact], bool]:
        """Fork a writer, and kill it so many seconds after so many steps; or it kills itself.

        It does so before it begins one of its `operations` on files; or it ends after `most` steps.
        `end` ends a server first.
        Return what it acknowledged, and whether it was killed.
        """
        told, tell = os.pipe()
        child = fork(lambda: self._writes(seed, tell, log, operations, most), told)
        os.close(tell)
        found: list[Fact] = []
        for fact in facts_of(told, child):
            found.append(fact)
            if len(found) == steps:
                time.sleep(later)
                if end is not None:
                    end()
                os.kill(child, signal.SIGKILL)
        os.close(told)
        status = os.waitpid(child, 0)[1]
        if end is not None:
            end()
        self.acknowledged.update(fact["what"] for fact in found)
        return found, os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL

    def _writes(self, seed: int, tell: int, log: Path, operations: int, most: int | None) -> None:
        SHIM.disk_log_begin(str(log).encode(), ctypes.c_long(operations))
        for fact in islice(deeds.go_on(self.world, random.Random(seed)), most):
            line = json.dumps(fact).encode()
            SHIM.disk_log_acknowledge(line)
            os.write(tell, line + b"\n")

    # Power cuts

    def cuts(self, trials: int) -> None:
        """Cut the power at many moments of recordings, and look at what is left.

        In every second recording the writer is killed first, and another one begins the same
        again: what the first had written and not synced, the second must not take for kept.
        """
        number = 0
        while self.cut < trials:
            number += 1
            root = self._new_world(f"cuts-{number}")
            before, log = self.folder / f"before-{number}", self.folder / f"log-{number}"
            shutil.copytree(root, before)
            log.touch()
            log.chmod(0o666)
            disk = disks.Disk(root, before)
            self.store.open(root, log)
            seed = self.chance.getrandbits(60)
            if number % 2 == 0:
                operations = self.chance.randrange(100, 1000)
                self.write(PATIENCE * 1000, seed=seed, log=log, operations=operations)
            # It ends by itself: so the log tells all that was done.
            times = min(ROUNDS, trials - self.cut)
            self.write(PATIENCE * 1000, seed=seed, log=log, most=times * STEPS)
            self.store.shut()  # killed, it might break off what it writes into the log
            self._cut_recording(disk, root, log, times)
            for path in (root, before):
                shutil.rmtree(path)
            log.unlink()

    def _cut_recording(self, disk: disks.Disk, root: Path, log: Path, times: int) -> None:
        records = disks.read_log(log)
        left = self.folder / "left"
        done = 0
        *moments, last = self._moments(records, times)
        for moment in [*moments, last]:
            for record in records[done:moment]:
                disk.follow(record)
            done = moment
            # After the last acknowledgement nothing is kept that was not synced: the hardest.
            disk.cut(left, self.chance, 0.0 if moment == last else None)
            self.cut += 1
            self._look_at(left, disks.acknowledged(records[:moment]), f"{moment} of {len(records)}")
        for record in records[done:]:
            disk.follow(record)
        # The model is right only if with all that was written it gives what is there.
        disk.whole(left)
        self.broken += [
            ["the recording", difference]
            for difference in disks.differences(root, left, self.store.passing)
        ]
        shutil.rmtree(left)

    def _look_at(self, left: Path, facts: list[Fact], moment: str) -> None:
        where = f"cut {self.cut}, at {moment}"
        left.chmod(0o755)
        self.store.own(left)
        self._use(left)
        try:
            self.store.open(left)
        except Exception as error:
            self.broken.append([where, f"the database does not open: {error}"])
        else:
            self.look(facts, where, starts=self.cut % 10 == 0)
        self.store.kill()
        shutil.rmtree(left)

    def _moments(self, records: list[disks.Record], times: int) -> list[int]:
        """Choose moments: half of them anywhere, half right after something was acknowledged.

        The last one is after all that was acknowledged.
        """
        after = [n + 1 for n, record in enumerate(records) if record.kind == "A"]
        chosen = self.chance.sample(after[:-1], times // 2)
        while len(chosen) < times - 1:
            chosen.append(self.chance.randrange(1, after[-1]))
        return [*sorted(chosen), after[-1]]

    # Looking

    def look(self, facts: list[Fact], where: str, *, starts: bool = False) -> None:
        """Open what is left as the product does, in a fork; note what is lost or half done."""
        told, tell = os.pipe()
        child = fork(lambda: looks(self.world, facts, tell, starts=starts), told)
        os.close(tell)
        with os.fdopen(told, "rb") as stream:
            answer = stream.read()
        status = os.waitpid(child, 0)[1]
        if status or not answer:
            self.broken.append([where, f"nobody could look: status {status}"])
            return
        lost, broken = json.loads(answer)
        self.lost += [[where, one] for one in lost]
        self.broken += [[where, one] for one in broken]
        state = f"{len(self.lost)} lost, {len(self.broken)} broken"
        sys.stderr.write(f"{where}: {len(facts)} acknowledged; {state} of all\n")

    def summary(self) -> dict[str, Any]:
        """Return what came of all trials."""
        return {
            "database": connection.vendor,
            "killed": self.killed,
            "cut": self.cut,
            "acknowledged": self.acknowledged.total(),
            "kinds": dict(self.acknowledged),
            "lost": self.lost,
            "broken": self.broken,
        }


def looks(world: World, facts: list[Fact], tell: int, *, starts: bool) -> None:
    """Find what is lost, what is half done, and whether the work goes on; write it as JSON."""
    broken = [*invariants.broken()]
    lost = deeds.missing(facts, world)
    try:
        chance = random.Random(len(facts))
        for deed in deeds.DEEDS:
            next(deed(world, chance))
        if starts:
            prepare_database(begins=True)
            broken += [f"afterwards: {one}" for one in invariants.broken()]
    except Exception:
        broken.append(traceback.format_exc())
    connections.close_all()
    with os.fdopen(tell, "wb") as stream:
        stream.write(json.dumps([lost, broken]).encode())


def fork(work: Callable[[], None], not_mine: int) -> int:
    """Do work in a fork of this process, which ends with it; return its process id."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.close(not_mine)
        work()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def facts_of(told: int, child: int) -> Iterator[Fact]:
    """Yield what a writer acknowledges, until it ends. One that hangs is killed."""
    rest = b""
    while select.select([told], [], [], PATIENCE)[0]:
        data = os.read(told, 65_536)
        if not data:
            return
        *whole, rest = (rest + data).split(b"\n")
        yield from map(json.loads, whole)
    os.kill(child, signal.SIGKILL)
    raise TimeoutError("a writer hangs")


class _Unsynced:
    """The module `os` of a machine that forgets to sync."""

    def __getattr__(self, name: str) -> Any:
        return (lambda _file: None) if name == "fsync" else getattr(os, name)


def break_on_purpose(what: str) -> None:
    """Let the product not sync its database, or its files."""
    if what == "files":
        lines.os = _Unsynced()  # type: ignore[assignment]
    if what == "database" and connection.vendor == "sqlite":
        never = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
        connection.settings_dict["OPTIONS"]["init_command"] = never


def store_of(given: argparse.Namespace) -> SqliteFile | PostgresServer:
    """Return the database that DATABASE_URL names, which is ours alone."""
    if connection.vendor == "sqlite":
        return SqliteFile()
    sockets = Path(connection.settings_dict["OPTIONS"]["host"])
    options = ["--fsync=off"] if given.without == "database" else []
    return PostgresServer(given.programs, Path(os.environ["LD_PRELOAD"]), sockets, *options)


def main() -> None:
    """Run trials and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["kills", "cuts", "both"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("trials", type=int)
    parser.add_argument("seed", type=int)
    parser.add_argument("--without", choices=["database", "files"], default="")
    parser.add_argument("--programs", type=Path, help="where initdb and postgres are")
    given = parser.parse_args()
    file_modes.keep_new_files_closed()
    deeds.stand_in_for_rebuilding()
    break_on_purpose(given.without)
    store = store_of(given)
    try:
        trials = Trials(given.folder, given.seed, store)
        getattr(trials, given.kind)(given.trials)
    finally:
        store.kill()
    json.dump(trials.summary(), sys.stdout)


if __name__ == "__main__":
    main()
