"""`vigil up` as a program: from an empty folder to a site that answers, and to its end.

A served site is three processes with Django. So one is asked everything that does not hinder the
rest, and ended as a service is.
"""

import fcntl
import re
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import psutil
import pytest

from cli.calling import Ran, call, settings_of, start
from trust.mailing import mail_server
from vigil.cli.up import name_in_letters
from vigil.cli.working.collecting import collect
from vigil.trust.access.errors import NotPossible

PATIENCE = 120
WRITE = """
from vigil.cli.support.database import set_up_django
set_up_django()
from vigil.trust.outbox.verbs.letters import write_letter
from vigil.trust.models import Letter
write_letter("casilda@hermanas.example", Letter.Subject.ANSWER, "We have looked.",
    kind="answer", by=None, decides=False)
"""
LINK = re.compile(r"http://localhost:\d+/account/link/\S+/")


def program(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "vigil.cli", "up", *arguments]


def rows(data: Path, table: str) -> int:
    connection = sqlite3.connect(data / "vigil.sqlite3")
    try:
        (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    finally:
        connection.close()
    return int(number)


def keys_of(data: Path) -> dict[str, str]:
    """Return what the files of keys hold that nobody may read."""
    names = ("identity.txt", "secret-key.txt", "digest-key.txt")
    return {name: data.with_name("keys").joinpath(name).read_text().strip() for name in names}


class Installation(NamedTuple):
    """A data folder, and what was said of it by those who made it."""

    data: Path
    said: list[Ran]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """What two `up --once`, started at the same time, made from nothing."""
    data = tmp_path_factory.mktemp("installation") / "data"
    data.mkdir()
    data.chmod(0o755)  # as an older version, and a mask of 022, made it
    both = [
        subprocess.Popen(
            program("--once", "--port", "8765"),
            env=settings_of(data),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            umask=0o022,
        )
        for _ in range(2)
    ]
    wrote = [process.communicate() for process in both]
    said = [Ran(process.returncode, *each) for process, each in zip(both, wrote, strict=True)]
    return Installation(data, said)


@pytest.fixture
def data(installation: Installation, tmp_path: Path) -> Path:
    """A copy of that installation, whose only source is a file with nothing in it."""
    folder = tmp_path / "data"
    shutil.copytree(installation.data, folder)
    shutil.copytree(installation.data.with_name("keys"), tmp_path / "keys")
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
            env=settings_of(data, more),
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


@contextmanager
def collecting_waits(data: Path) -> Iterator[None]:
    """Hold the lock of runs, so that what collects is still there when the server ends."""
    with (data / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def test_once_prints_where_things_are_and_ends(installation: Installation) -> None:
    for ran in installation.said:
        assert ran.status == 0, ran.stderr
        assert "http://localhost:8765/  (67 cases)" in ran.stdout
        assert "http://localhost:8765/desk/" in ran.stdout
        assert len(LINK.findall(ran.stdout)) == 1
    assert (installation.data / "sources.toml").stat().st_size > 0


def test_two_at_once_make_one_installation(installation: Installation) -> None:
    assert rows(installation.data, "casefile_case") == 67
    assert rows(installation.data, "trust_user") == 1


@pytest.mark.turns
def test_a_second_time_everything_is_kept(data: Path) -> None:
    tables = ("casefile_case", "casefile_report", "trust_user")
    before = {table: rows(data, table) for table in tables}
    sources, keys = (data / "sources.toml").read_text(), keys_of(data)
    ran = start("up", "--once", data=data)
    assert ran.status == 0, ran.stderr
    assert {table: rows(data, table) for table in tables} == before
    assert before["casefile_case"] == 67
    assert (data / "sources.toml").read_text() == sources
    assert keys_of(data) == keys


def test_nobody_else_on_the_machine_reads_anything(installation: Installation) -> None:
    data, keys = installation.data, installation.data.with_name("keys")
    found = [*data.rglob("*"), *keys.rglob("*"), data, keys]
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in found}
    assert {name for name, mode in modes.items() if mode & 0o077} == set()
    assert modes["data"] == modes["keys"] == 0o700
    assert modes["vigil.sqlite3"] == modes["identity.txt"] == 0o600


def test_no_secret_lies_with_the_data(installation: Installation) -> None:
    said = "".join(ran.stderr for ran in installation.said)
    assert said.count("Keys were made in") == 1  # by one of the two
    secrets = [text.encode() for text in keys_of(installation.data).values()]
    assert len(secrets) == 3
    for path in installation.data.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [one for one in secrets if one in content], path


@pytest.mark.turns
def test_where_the_keys_are_missing_nothing_starts(data: Path) -> None:
    kept = data.with_name("keys").rename(data.with_name("not mounted"))
    ran = start("up", "--once", data=data)
    assert ran.status == 1
    assert "Copy identity.txt, secret-key.txt, digest-key.txt" in ran.stderr
    assert str(data.with_name("keys")) in ran.stderr
    again = start("keys", "make", data=data)
    assert (again.status, again.stderr) == (1, ran.stderr)
    assert list(data.with_name("keys").rglob("*.*")) == []
    assert kept.exists()


def test_a_port_in_use_is_said_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIL_DATA", str(tmp_path / "data"))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ran = call("up", "--port", str(port))
    assert ran.status == 1
    assert f"port {port} cannot be used" in ran.stderr
    assert not (tmp_path / "data").exists()


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = start("up", "--once", data=tmp_path / "file" / "data")
    assert ran.status == 1
    assert f"data folder {tmp_path / 'file' / 'data'}: " in ran.stderr


def test_it_serves_sends_letters_and_ends_as_a_service(data: Path) -> None:
    mail = {"VIGIL_MAIL_FROM": "post@example.org"}
    with mail_server() as server, collecting_waits(data):
        mail["VIGIL_MAIL_URL"] = f"smtp+plain://127.0.0.1:{server.port}"
        subprocess.run([sys.executable, "-c", WRITE], env=settings_of(data, mail), check=True)
        with served(data, mail) as running:
            pages_answer(running)
            the_link_signs_in(running)
            eventually(lambda: server.letters)
            # The letter, and the one that tells of the sign-in link.
            sent = re.compile("outbox send: sent [12]")
            eventually(lambda: sent.search((data / "work.log").read_text()))
            assert "work.log" in running.said
            assert ends(running, signal.SIGTERM) == 0


def pages_answer(running: Served) -> None:
    for path in ("/", "/cases/"):
        with urlopen(running.site + path) as answer:
            assert answer.status == 200
            assert "67" in answer.read().decode()


def the_link_signs_in(running: Served) -> None:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    with browser.open(f"{running.site}/desk/") as answer:
        assert "/account/login/" in answer.url
    (link,) = LINK.findall(running.said)
    with browser.open(link) as answer:
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', answer.read().decode())
    assert token is not None
    form = urlencode({"csrfmiddlewaretoken": token[1]}).encode()
    with browser.open(link, form) as answer:
        assert answer.url == f"{running.site}/account/2fa/"  # what they lack comes first
    with browser.open(f"{running.site}/desk/outbox/") as answer:
        page = answer.read().decode()
    assert f'<bdi dir="ltr">{running.site}</bdi>' in page  # where links in letters lead


def ends(running: Served, how: signal.Signals) -> int:
    """End a server that collects and sends letters. Nothing is left; return its status."""
    server = psutil.Process(running.process.pid)
    eventually(lambda: len(server.children(recursive=True)) == 2)  # sources, and letters
    beside = server.children(recursive=True)
    running.process.send_signal(how)
    status = running.process.wait(PATIENCE)
    _, alive = psutil.wait_procs(beside, timeout=PATIENCE)
    assert alive == []
    return status


ALSO = pytest.mark.tail("SIGTERM, which ends the service above, and SIGKILL")


@pytest.mark.turns
@pytest.mark.parametrize(
    ("how", "status"),
    [
        (signal.SIGKILL, -signal.SIGKILL),
        pytest.param(signal.SIGINT, 0, marks=ALSO),
        pytest.param(signal.SIGHUP, 0, marks=ALSO),
    ],
)
def test_however_it_ends_nothing_is_left_running(
    data: Path, how: signal.Signals, status: int
) -> None:
    with collecting_waits(data), served(data) as running:
        assert ends(running, how) == status


def as_installation(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let processes that are started beside this one be of an installation."""
    for name in ("DATABASE_URL", "PYTEST_VERSION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings_of(data).items():
        monkeypatch.setenv(name, value)


@pytest.mark.turns
def test_sources_are_collected_in_a_process_beside(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_installation(data, monkeypatch)
    assert collect(threading.Event()) == {"collected": 1, "with rejected": 0}
    assert rows(data, "trust_collection") == 1


def test_without_a_network_nothing_is_collected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sources.toml").write_text(
        '[[source]]\nname = "A feed"\nkind = "feed"\nurl = "https://feed.invalid/rss"\n'
    )
    as_installation(tmp_path, monkeypatch)
    with pytest.raises(NotPossible, match="No network"):
        collect(threading.Event())
    assert not (tmp_path / "collecting.log").exists()


@pytest.mark.parametrize(
    ("set_before", "named"),
    [("", "http://localhost:8010"), ("https://vigil.example", "https://vigil.example")],
)
def test_letters_name_the_port_unless_a_site_is_set(
    monkeypatch: pytest.MonkeyPatch, set_before: str, named: str
) -> None:
    monkeypatch.setenv("VIGIL_SITE", set_before)
    monkeypatch.setenv("VIGIL_SERVED_AT", "")
    name_in_letters("http://localhost:8010")
    # Read by the settings, and by the work beside.
    asked = [sys.executable, "-c", "from vigil.site import settings as s; print(s.VIGIL_SITE)"]
    said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    assert said == f"{named}\n"
