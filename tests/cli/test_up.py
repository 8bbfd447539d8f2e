"""`vigil up` as a program: from an empty folder to a site that answers, and to its end."""

import fcntl
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import psutil
import pytest

from trust.mailing import mail_server
from vigil.cli.up import _name_in_letters

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120
OF_TESTS = ("VIGIL_", "DJANGO_", "PYTEST_", "DATABASE_URL")
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith(OF_TESTS)},
    "PYTHONPATH": str(ROOT / "src"),
}
WRITE = """
from vigil.cli.common import set_up_django
set_up_django()
from vigil.trust.domain.outbox import write_letter
from vigil.trust.models import Letter
write_letter("casilda@hermanas.example", Letter.Subject.ANSWER, "We have looked.",
    kind="answer", by=None, decides=False)
"""
LINK = re.compile(r"http://localhost:\d+/account/link/\S+/")


def program(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "vigil.cli", "up", *arguments]


def up(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        program(*arguments),
        env={**ENVIRONMENT, "VIGIL_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )


def rows(data: Path, table: str) -> int:
    connection = sqlite3.connect(data / "vigil.sqlite3")
    try:
        (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    finally:
        connection.close()
    return int(number)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder that one `up --once` made from nothing."""
    data = tmp_path_factory.mktemp("installation") / "data"
    made = up("--once", data=data)
    assert made.returncode == 0, made.stderr
    return data


@pytest.fixture
def data(installation: Path, tmp_path: Path) -> Path:
    """A copy of that installation, whose only source is a file with nothing in it."""
    folder = tmp_path / "data"
    shutil.copytree(installation, folder)
    (folder / "none.jsonl").write_text("")
    (folder / "sources.toml").write_text(
        '[[source]]\nname = "A file"\nkind = "jsonl"\npath = "none.jsonl"\n'
    )
    return folder


def eventually[T](what: Callable[[], T]) -> T:
    """Return what is true in the end."""
    deadline = time.monotonic() + PATIENCE
    while not (found := what()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


class Served:
    """A served installation."""

    def __init__(self, process: subprocess.Popen[bytes], said: Path, site: str) -> None:
        self.process, self.path, self.site = process, said, site

    @property
    def said(self) -> str:
        """What it has printed."""
        return self.path.read_text()


def _as_from_a_terminal() -> None:
    """Undo what a shell in the background or nohup hands on: signals that are ignored."""
    for name in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(name, signal.SIG_DFL)


@contextmanager
def served(data: Path, more: Mapping[str, str] = MappingProxyType({})) -> Iterator[Served]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = data.with_name("said")
    with (
        said.open("wb") as file,
        subprocess.Popen(
            program("--port", str(port)),
            env={**ENVIRONMENT, "VIGIL_DATA": str(data), **more},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            preexec_fn=_as_from_a_terminal,
        ) as process,
    ):
        running = Served(process, said, f"http://localhost:{port}")
        try:
            eventually(lambda: "Serving on" in running.said or process.poll() is not None)
            yield running
        finally:
            process.kill()


def test_once_prints_where_things_are_and_ends(tmp_path: Path) -> None:
    ran = up("--once", "--port", "8765", data=tmp_path / "data")
    assert ran.returncode == 0, ran.stderr
    assert "http://localhost:8765/  (67 cases)" in ran.stdout
    assert "http://localhost:8765/desk/" in ran.stdout
    assert len(LINK.findall(ran.stdout)) == 1
    assert (tmp_path / "data" / "sources.toml").stat().st_size > 0


def test_a_second_time_everything_is_kept(data: Path) -> None:
    tables = ("casefile_case", "casefile_report", "trust_user", "trust_decision")
    before = {table: rows(data, table) for table in tables}
    sources, key = (data / "sources.toml").read_text(), (data / "secret-key").read_text()
    ran = up("--once", data=data)
    assert ran.returncode == 0, ran.stderr
    assert {table: rows(data, table) for table in tables} == before
    assert before["casefile_case"] == 67
    assert (data / "sources.toml").read_text() == sources
    assert (data / "secret-key").read_text() == key


def test_two_at_once_make_one_installation(tmp_path: Path) -> None:
    data = tmp_path / "data"
    both = [
        subprocess.Popen(
            program("--once"),
            env={**ENVIRONMENT, "VIGIL_DATA": str(data)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert all("(67 cases)" in out for out, _ in said)
    assert rows(data, "casefile_case") == 67
    assert rows(data, "trust_user") == 1


def test_a_port_in_use_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ran = up("--port", str(port), data=tmp_path / "data")
    assert ran.returncode == 1
    assert f"port {port} cannot be used" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "data").exists()


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = up("--once", data=tmp_path / "file" / "data")
    assert ran.returncode == 1
    assert f"data folder {tmp_path / 'file' / 'data'}: " in ran.stderr
    assert "Traceback" not in ran.stderr


def test_site_and_desk_answer_and_the_link_signs_in_once(data: Path) -> None:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    with served(data) as running:
        for path in ("/", "/cases/"):
            with urlopen(running.site + path) as answer:
                assert answer.status == 200
                assert "67" in answer.read().decode()
        with browser.open(f"{running.site}/desk/") as answer:
            assert "/account/login/" in answer.url
        (link,) = LINK.findall(running.said)
        with browser.open(link) as answer:
            token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', answer.read().decode())
        assert token is not None
        form = urlencode({"csrfmiddlewaretoken": token[1]}).encode()
        with browser.open(link, form) as answer:
            assert answer.url == f"{running.site}/desk/"
        with browser.open(f"{running.site}/desk/outbox/") as answer:
            page = answer.read().decode()
        assert f'<bdi dir="ltr">{running.site}</bdi>' in page  # where links in letters lead
        eventually(lambda: "The sources are collected" in running.said)


@pytest.mark.parametrize(
    ("set_before", "named"),
    [("", "http://localhost:8010"), ("https://vigil.example", "https://vigil.example")],
)
def test_letters_name_the_port_unless_a_site_is_set(
    monkeypatch: pytest.MonkeyPatch, set_before: str, named: str
) -> None:
    monkeypatch.setenv("VIGIL_SITE", set_before)
    _name_in_letters("http://localhost:8010")
    assert os.environ["VIGIL_SITE"] == named  # read by the settings, and by the rounds beside


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_however_it_ends_nothing_is_left_running(data: Path, how: signal.Signals) -> None:
    with (data / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # so that collecting waits, and is still there
        with served(data) as running:
            server = psutil.Process(running.process.pid)
            eventually(lambda: len(server.children(recursive=True)) == 2)  # sources, and letters
            beside = server.children(recursive=True)
            running.process.send_signal(how)
            status = running.process.wait(PATIENCE)
            _, alive = psutil.wait_procs(beside, timeout=PATIENCE)
    assert alive == []
    assert status == (-signal.SIGKILL if how == signal.SIGKILL else 0)


def test_letters_are_sent_while_it_serves(data: Path) -> None:
    environment = {"VIGIL_KEYS": str(data.with_name("keys")), "VIGIL_MAIL_FROM": "post@example.org"}
    with mail_server() as server:
        environment["VIGIL_MAIL_URL"] = f"smtp+plain://127.0.0.1:{server.port}"
        script = [sys.executable, "-c", WRITE]
        subprocess.run(
            script, env={**ENVIRONMENT, "VIGIL_DATA": str(data), **environment}, check=True
        )
        with served(data, environment) as running:
            eventually(lambda: server.letters)
            eventually(lambda: "outbox send: sent 1" in (data / "rounds.log").read_text())
            assert "rounds.log" in running.said


def test_without_a_network_it_says_so_and_serves(data: Path) -> None:
    (data / "sources.toml").write_text(
        '[[source]]\nname = "A feed"\nkind = "feed"\nurl = "https://feed.invalid/rss"\n'
    )
    with served(data) as running:
        eventually(lambda: "No network" in running.said)
        with urlopen(f"{running.site}/cases/") as answer:
            assert answer.status == 200
        assert not (data / "collecting.log").exists()
