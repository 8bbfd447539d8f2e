"""The databases of trials: a SQLite file, or a PostgreSQL server of our own that can be killed.

Whatever a database keeps on disk lies below the folder of its trial, so that a copy of the folder
is a copy of the database, and a power cut reaches it like any other file.
"""

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import psutil
import psycopg
from django.db import connection, connections

from vigil.site.installation import migrated_database as migrated

PASSING = frozenset(
    {"pg_internal.init", "pgstat.stat", "postmaster.opts", "postmaster.pid", "current_logfiles"}
)
"""Files that a server makes anew at its start, written in ways that are not recorded."""
PATIENCE = 120


class SqliteFile:
    """The file that an installation has without a server."""

    passing = frozenset[str]()

    def make(self, folder: Path) -> None:
        """Make a migrated database."""
        migrated.copy_to(self._file(folder))

    def open(self, folder: Path, log: Path | None = None) -> None:
        """Use the database of a folder. What is done to the file, this process writes down."""
        connections.close_all()
        connection.settings_dict["NAME"] = str(self._file(folder))

    def shut(self) -> None:
        """Leave it in order."""
        connections.close_all()

    def kill(self) -> None:
        """End what is left of it as SIGKILL does: nothing, beside the processes that use it."""

    def own(self, folder: Path) -> None:
        """Give a folder that was copied to whoever uses it."""

    def _file(self, folder: Path) -> Path:
        return folder / "data" / "vigil.sqlite3"


class PostgresServer:
    """A server whose cluster lies in the folder `pg` of a trial, and that only we reach."""

    passing = PASSING

    def __init__(self, programs: Path, shim: Path, sockets: Path, *options: str) -> None:
        self.programs, self.shim, self.sockets = programs, shim, sockets
        self.options = options
        self.process: subprocess.Popen[bytes] | None = None
        sockets.mkdir(exist_ok=True)
        self._give(sockets)

    def make(self, folder: Path) -> None:
        """Make a cluster with a migrated database, or copy the one that was made before."""
        cluster, kept = folder / "pg", self.sockets.parent / "migrated-pg"
        if not kept.exists():
            self._make(folder, cluster)
            shutil.copytree(cluster, kept)
            return
        shutil.copytree(kept, cluster)
        self.own(folder)

    def _make(self, folder: Path, cluster: Path) -> None:
        cluster.mkdir(mode=0o700)
        self._give(cluster)
        self._run("initdb", "-D", str(cluster), "-U", "postgres", "-A", "trust", "-E", "UTF8",
                  "--locale=C.UTF-8", "--wal-segsize=1")  # fmt: skip
        self.open(folder)
        with self._asked() as asked:
            asked.execute("CREATE DATABASE vigil")
        migrated.migrate_elsewhere(os.environ["DATABASE_URL"])
        self.shut()

    def open(self, folder: Path, log: Path | None = None) -> None:
        """Start the server of a folder, and wait until it answers. With `log` it is recorded."""
        self.shut()
        added = {"LD_PRELOAD": str(self.shim), "VIGIL_DISK_LOG": str(log)} if log else {}
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "shared_buffers": "16MB",
            "max_wal_size": "4MB",  # checkpoints all the time: they are what may go wrong
            "min_wal_size": "2MB",
        }
        named = [f"--{name}={value}" for name, value in settings.items()]
        kept = {key: value for key, value in os.environ.items() if key != "LD_PRELOAD"}
        with (self.sockets / "log").open("ab") as errors:
            self.process = subprocess.Popen(
                self._as_postgres("postgres", "-D", str(folder / "pg"), *named, *self.options),
                env=kept | added,
                cwd=self.sockets,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self._asked().close()
                return
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > until:
                    self.process = None
                    raise
                time.sleep(0.05)

    def shut(self) -> None:
        """Stop the server in good order."""
        connections.close_all()
        if self.process is not None:
            self._master().terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None

    def kill(self) -> None:
        """Kill the server and all its processes at once."""
        connections.close_all()
        if self.process is None:
            return
        master = self._master()
        family = [master, *master.children(recursive=True)]
        for one in family:
            try:
                one.kill()
            except psutil.NoSuchProcess:
                continue
        psutil.wait_procs(family, PATIENCE)
        self.process.wait(PATIENCE)
        self.process = None

    def own(self, folder: Path) -> None:
        """Give the cluster of a folder that was copied to the user of the server."""
        for path in [folder / "pg", *(folder / "pg").rglob("*")]:
            self._give(path)

    def _master(self) -> psutil.Process:
        assert self.process is not None
        return psutil.Process(self.process.pid)

    def _give(self, path: Path) -> None:
        if os.getuid() == 0:
            shutil.chown(path, "postgres", "postgres")

    def _as_postgres(self, program: str, *arguments: str) -> list[str]:
        """Return a command line: the server refuses to be run by root."""
        command = [str(self.programs / program), *arguments]
        user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
        return [*user, *command] if os.getuid() == 0 else command

    def _run(self, *arguments: str) -> None:
        subprocess.run(
            self._as_postgres(*arguments), check=True, cwd=self.sockets, stdout=subprocess.DEVNULL
        )

    def _asked(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self.sockets), user="postgres", dbname="postgres", autocommit=True
        )
