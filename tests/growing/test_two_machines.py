"""Two machines serve one database of PostgreSQL and one folder: whatever one does, the other knows.

Each is a `vigil serve` with its own copy of the keys. They differ from two real machines in that
the folder is on one disk: what an NFS server adds is said in docs/operate/growing.md.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.cookiejar import CookieJar
from io import BytesIO
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import psycopg
import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image

from cli.calling import ENVIRONMENT, ROOT
from own_databases import own_database

PATIENCE = 900
PASSWORD = "a long pass phrase"
DAILY = "tests/site/sign_in/test_shared_cache.py; the rest asks the database each time"
pytestmark = [pytest.mark.postgresql, pytest.mark.database, pytest.mark.tail(DAILY)]


@dataclass
class Machine:
    """One machine: its address, and the environment of what runs there."""

    port: int
    environment: dict[str, str]

    @property
    def site(self) -> str:
        """Where it answers."""
        return f"http://localhost:{self.port}"

    def run(self, *arguments: str) -> str:
        """Run a program there; return what it wrote."""
        ran = subprocess.run(
            [sys.executable, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr[-3000:]
        return ran.stdout

    def begin(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a command of `vigil` that goes on."""
        return subprocess.Popen(
            [sys.executable, "-m", "vigil.cli", *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
        )

    def answers(self) -> bool:
        """Say whether it answers."""
        try:
            return bool(urlopen(f"{self.site}/healthz", timeout=5).status == 200)
        except OSError:
            return False


class Browser:
    """A browser whose cookies are for both machines, as they have one name behind a proxy."""

    def __init__(self) -> None:
        self.jar = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar))

    def get(self, machine: Machine, path: str) -> tuple[str, bytes]:
        """Return where a page is in the end, and what it is."""
        with self.opener.open(f"{machine.site}{path}", timeout=60) as answer:
            return answer.url.removeprefix(machine.site), answer.read()

    def post(self, machine: Machine, path: str, **said: object) -> tuple[str, bytes]:
        """Send a form, with the token of its page."""
        _at, page = self.get(machine, path)
        token = re.search(rb'csrfmiddlewaretoken" value="(\w+)"', page)
        assert token is not None
        sent = encode_multipart(BOUNDARY, {"csrfmiddlewaretoken": token[1].decode(), **said})
        headers = {"Content-Type": MULTIPART_CONTENT, "Referer": f"{machine.site}{path}"}
        asked = Request(f"{machine.site}{path}", sent, headers)
        try:
            with self.opener.open(asked, timeout=60) as answer:
                return answer.url.removeprefix(machine.site), answer.read()
        except HTTPError as refused:
            return f"{refused.code}", refused.read()

    def sign_in_by_link(self, machine: Machine, email: str) -> str:
        """Open a sign-in link that the operator of a machine made; return where that leads."""
        made = machine.run("-m", "vigil.cli", "person", email, "--role", "coder")
        return self.post(machine, urlsplit(made.strip()).path)[0]

    def sign_in(self, machine: Machine, email: str, password: str) -> tuple[str, bytes]:
        """Try to sign in."""
        return self.post(machine, "/account/login/", login=email, password=password)


def eventually(what: Callable[[], bool], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def end(begun: subprocess.Popen[bytes]) -> None:
    """End a command as a service is ended."""
    begun.terminate()
    begun.wait(PATIENCE)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Machine]]:
    """Two machines that serve, with the people of the tests."""
    folder = tmp_path_factory.mktemp("machines")
    with ExitStack() as stack:
        url = stack.enter_context(own_database(f"vigil_two_{os.getpid()}"))
        both = [
            Machine(
                free_port(),
                {
                    **ENVIRONMENT,
                    "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}",
                    "DATABASE_URL": url,
                    "VIGIL_DATABASE_MAY_LOSE_WRITES": "1",
                    "VIGIL_DATA": str(folder / "shared"),
                    "VIGIL_KEYS": str(folder / name),
                    "VIGIL_PROCESSES": "1",
                },
            )
            for name in ("keys-a", "keys-b")
        ]
        both[0].run("-m", "vigil.cli", "serve", "--once")
        shutil.copytree(folder / "keys-a", folder / "keys-b")
        served = []  # both at once: one prepares the database, the other waits for it
        for one in both:
            served.append(one.begin("serve", "--listen", f"127.0.0.1:{one.port}"))
            stack.callback(end, served[-1])
        for one, begun in zip(both, served, strict=True):
            eventually(lambda at=one, as_=begun: at.answers() or as_.poll() is not None)
            assert begun.poll() is None
        yield both


@pytest.fixture(scope="module")
def case(machines: list[Machine]) -> int:
    """A case that the people of the tests may code."""
    world = str(Path(__file__).with_name("two_machines_world.py"))
    return int(json.loads(machines[0].run(world, "people"))["case"])


def test_whoever_signs_in_on_one_machine_works_on_the_other(
    machines: list[Machine], case: int
) -> None:
    one, other = machines
    browser = Browser()
    assert browser.sign_in_by_link(one, "maria@example.org") == "/account/"
    assert browser.get(other, "/desk/")[0] == "/desk/"

    # A file that one keeps, the other serves.
    picture = BytesIO()
    Image.new("RGB", (30, 20), "red").save(picture, "PNG")
    picture.seek(0)
    picture.name = "street.png"
    at, page = browser.post(one, f"/desk/cases/{case}/documents/", file=picture, what="The street")
    assert at == f"/desk/cases/{case}/documents/", page.decode()[:3000]
    (link,) = set(re.findall(rf"/desk/cases/{case}/documents/\w+/(?=\")", page.decode()))
    _at, served = browser.get(other, link)
    assert Image.open(BytesIO(served)).size == (30, 20)

    # A codebook that one releases, the other knows within its limit of five seconds.
    method = "/desk/codebook/fields/method/"
    assert b"Dropped from the air." not in browser.get(other, method)[1]
    world = str(Path(__file__).with_name("two_machines_world.py"))
    one.run(world, "codebook")
    eventually(lambda: b"Dropped from the air." in browser.get(other, method)[1], 15)


def test_wrong_passwords_on_both_machines_are_counted_together(
    machines: list[Machine], case: int
) -> None:
    for n in range(5):
        _at, page = Browser().sign_in(machines[n % 2], "tried@example.org", "wrong")
        assert b"Too many failed login attempts" not in page
    for one in machines:
        at, page = Browser().sign_in(one, "tried@example.org", PASSWORD)
        assert (at, b"Too many failed login attempts" in page) == ("/account/login/", True)


def test_two_workers_share_the_work_and_a_lockdown_is_everywhere_at_once(
    machines: list[Machine], case: int, request: pytest.FixtureRequest
) -> None:
    one, other = machines
    workers = [each.begin("work") for each in machines]
    request.addfinalizer(lambda: [end(one) for one in workers])
    browser = Browser()
    browser.sign_in_by_link(one, "ana@example.org")
    assert browser.get(other, "/desk/")[0] == "/desk/"
    rows = "SELECT count(*), count(DISTINCT name), count(done_at) FROM trust_duty"
    with psycopg.connect(one.environment["DATABASE_URL"], autocommit=True) as asked:
        # One row, and so one holder at a time, for each duty; several are done by now.
        eventually(lambda: (asked.execute(rows).fetchone() or (0, 0, 0))[2] > 5)
        all_rows, names, _done = asked.execute(rows).fetchone() or (0, 1, 0)
        assert all_rows == names
    one.run("-m", "vigil.cli", "lockdown", "begin", "--why", "a laptop was taken")
    assert browser.get(other, "/desk/")[0].startswith("/account/login/")
