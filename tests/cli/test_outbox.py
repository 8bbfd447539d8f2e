"""`vigil outbox`: sending from the command line, also when it is killed."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from trust.mailing import MailServer, mail_server

ROOT = Path(__file__).resolve().parents[2]
WRITE = """
from vigil.cli.common import set_up_django
set_up_django()
from vigil.trust.domain.outbox import write_letter
from vigil.trust.models import Letter
letter = write_letter("casilda@hermanas.example", Letter.Subject.ANSWER, "We have looked.",
    kind="answer", by=None, decides=False)
print(letter.state)
"""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that is up to date."""
    folder = tmp_path_factory.mktemp("outbox")
    (folder / "data").mkdir()
    made = run(folder, None, "-m", "vigil.cli", "manage", "migrate", "--verbosity=0")
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def environment(data: Path, server: MailServer | None) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PYTEST_VERSION")}
    kept |= {"PYTHONPATH": str(ROOT / "src"), "VIGIL_DATA": str(data / "data")}
    kept |= {"VIGIL_KEYS": str(data / "keys"), "VIGIL_MAIL_FROM": "post@example.org"}
    if server:
        kept["VIGIL_MAIL_URL"] = f"smtp+plain://127.0.0.1:{server.port}"
    return kept


def run(data: Path, server: MailServer | None, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment(data, server),
        capture_output=True,
        text=True,
        check=False,
    )


def send(data: Path, server: MailServer | None) -> tuple[int, dict[str, int]]:
    ran = run(data, server, "-m", "vigil.cli", "outbox", "send", "--json")
    return ran.returncode, json.loads(ran.stdout)


def test_letter_is_kept_without_a_server(installation: Path) -> None:
    assert run(installation, None, "-c", WRITE).stdout.strip() == "captured"
    status, told = send(installation, None)
    assert (status, told["sent"], told["captured"]) == (0, 0, True)


def test_letter_is_sent_and_one_that_fails_says_so(installation: Path, server: MailServer) -> None:
    assert run(installation, server, "-c", WRITE).stdout.strip() == "released"
    assert send(installation, server)[0] == 0
    assert len(server.letters) == 1
    run(installation, server, "-c", WRITE)
    server.answers = {"RCPT": "550 no"}
    status, told = send(installation, server)
    assert (status, told["failed"]) == (3, 1)
    listed = run(installation, server, "-m", "vigil.cli", "outbox", "list", "--json")
    assert json.loads(listed.stdout)["failed"] == 1


def test_telling_sender_ends_with_an_error(installation: Path, server: MailServer) -> None:
    given = environment(installation, server) | {"VIGIL_MAIL_FROM": "vigil@example.org"}
    ran = subprocess.run(
        [sys.executable, "-m", "vigil.cli", "outbox", "send"],
        env=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert "VIGIL_MAIL_FROM" in ran.stderr


def test_killed_once_the_server_has_the_letter_it_is_not_sent_twice(
    installation: Path, server: MailServer
) -> None:
    run(installation, server, "-c", WRITE)
    came, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        came.set()
        go_on.wait(60)

    server.taken = hold
    with subprocess.Popen(
        [sys.executable, "-m", "vigil.cli", "outbox", "send"],
        env=environment(installation, server),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert came.wait(60)
        process.send_signal(signal.SIGKILL)
        process.wait()
    go_on.set()
    assert send(installation, server)[1]["sent"] == 0
    with sqlite3.connect(installation / "data" / "vigil.sqlite3") as database:
        claimed = database.execute("select count(*) from trust_letter where state = 'sending'")
        assert claimed.fetchall() == [(1,)]
        database.execute("update trust_letter set claimed_at = '2020-01-01 00:00:00'")
    database.close()
    status, told = send(installation, server)
    assert (status, told["unsure"]) == (3, 1)
    assert send(installation, server)[1]["sent"] == 0
    assert len(server.letters) == 1
