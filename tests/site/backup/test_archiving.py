"""PostgreSQL with the archiving that we document: its machine lost, restored to a moment."""

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CONFIGURATION = ROOT / "deploy" / "postgresql" / "archiving.conf"
STATED_FOLDER = "/var/backups/vigil-wal"
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


class Server:
    """A server of its own, in a folder that its user may enter."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data, self.archive = folder, folder / "data", folder / "wal"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def run(self, *arguments: str | Path) -> str:
        program, *rest = map(str, arguments)
        return subprocess.run(
            [*as_postgres(), str(PROGRAMS[-1] / program), *rest],
            cwd=self.folder, check=True, text=True, capture_output=True,
        ).stdout.strip()  # fmt: skip

    def start(self) -> None:
        said = f"-p {self.port} -k {self.folder} -c listen_addresses="
        log = self.folder / "log"
        subprocess.run(
            [*as_postgres(), str(PROGRAMS[-1] / "pg_ctl"), "-D", str(self.data), "-o", said,
             "-l", str(log), "-w", "start"],
            cwd=self.folder, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def stop(self) -> None:
        """End it as a power cut does."""
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    def ask(self, statement: str) -> str:
        return self.run(
            "psql", "-h", self.folder, "-p", str(self.port), "-U", "postgres", "-Atqc", statement
        )


def as_postgres() -> Sequence[str]:
    if os.geteuid() != 0:
        return ()
    return ("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups")


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if not PROGRAMS:
        pytest.skip("PostgreSQL is not installed")
    # Its user may not enter the folders of the tests.
    folder = Path(
        "/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp", f"vigil-wal-{os.getpid()}"
    )
    folder.mkdir(mode=0o700)
    server = Server(folder)
    try:
        if getpass.getuser() == "root":
            shutil.chown(folder, "postgres", "postgres")
        server.run("initdb", "-D", server.data, "-U", "postgres", "-A", "trust")
        yield server
    finally:
        subprocess.run(
            [*as_postgres(), str(PROGRAMS[-1] / "pg_ctl"), "-D", str(server.data),
             "-m", "immediate", "stop"],
            check=False, capture_output=True, cwd=folder,
        )  # fmt: skip
        shutil.rmtree(folder)


@pytest.mark.tail("about PostgreSQL alone: what we add is a file of its settings")
def test_the_documented_archive_restores_to_a_moment(server: Server) -> None:
    stated = CONFIGURATION.read_text()
    assert STATED_FOLDER in stated
    server.run("/bin/mkdir", server.archive)
    settings = stated.replace(STATED_FOLDER, str(server.archive))
    settings = settings.replace("archive_timeout = 300", "archive_timeout = 1")
    with (server.data / "postgresql.conf").open("a") as file:
        file.write(settings)
    server.start()
    server.ask("CREATE TABLE testimony (id int)")
    server.run(
        "pg_basebackup", "-h", server.folder, "-p", str(server.port), "-U", "postgres",
        "-D", server.folder / "base", "-X", "none", "--checkpoint=fast",
    )  # fmt: skip
    server.ask("INSERT INTO testimony SELECT generate_series(1, 1000)")
    moment = server.ask("SELECT clock_timestamp()")
    server.ask("INSERT INTO testimony VALUES (-1)")  # the mistake of which nothing may be left
    last = server.ask("SELECT pg_walfile_name(pg_current_wal_lsn())")
    for _turn in range(300):
        if (server.archive / last).exists():
            break
        time.sleep(0.1)
    server.stop()
    shutil.rmtree(server.data)

    (server.folder / "base").rename(server.data)
    with (server.data / "postgresql.conf").open("a") as file:
        file.write(f"restore_command = 'cp {server.archive}/%f %p'\n")
        file.write(f"recovery_target_time = '{moment}'\nrecovery_target_action = 'promote'\n")
    server.run("/bin/touch", server.data / "recovery.signal")
    server.start()
    assert server.ask("SELECT count(*), min(id) FROM testimony") == "1000|1"
