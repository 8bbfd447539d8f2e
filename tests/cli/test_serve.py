"""`vigil serve`: what it refuses, and 200 forms over a reload and an end."""

import asyncio
import json
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from pytest_django.fixtures import Settings

from cli.calling import call, settings_of
from vigil.cli.serve import require_proxies

PATIENCE = 180
SENDERS = 200
PREPARE = """
import json
from datetime import timedelta
from django.utils import timezone
from vigil.cli.support.database import set_up_django
set_up_django()
from vigil.trust.models import Role, RoleGrant, User
from vigil.trust.public_forms.tickets import new_ticket
there = User.objects.create(username="a", email="a@example.org", last_login=timezone.now())
RoleGrant.objects.create(user=there, role=Role.ADJUDICATOR)
made = timezone.now() - timedelta(minutes=1)
print(json.dumps([new_ticket(made) for _ in range(400)]))
"""


def test_an_address_in_use_is_said_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIL_DATA", str(tmp_path / "data"))
    with socket.create_server(("127.0.0.1", 0)) as other:
        ran = call("serve", "--listen", f"127.0.0.1:{other.getsockname()[1]}")
    assert ran.status == 1
    assert "Is Vigil served there already?" in ran.stderr
    assert not (tmp_path / "data").exists()


def test_https_without_a_named_proxy_is_refused(settings: Settings) -> None:
    settings.SECURE = True
    with pytest.raises(Exception, match="VIGIL_PROXIES does not name it"):
        require_proxies()
    settings.VIGIL_PROXIES = "127.0.0.1"
    require_proxies()


@contextmanager
def served(data: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    with (
        (data / "log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-m", "vigil.cli", "serve", "--processes", "2"],
            env=settings_of(data, {"VIGIL_LISTEN": f"127.0.0.1:{port}"}),
            stdout=log,
            stderr=log,
        ) as process,
    ):
        deadline = time.monotonic() + PATIENCE
        try:
            while True:
                try:
                    with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10):
                        break
                except OSError:
                    assert time.monotonic() < deadline
                    assert process.poll() is None
                    time.sleep(0.1)
            yield process
        finally:
            process.kill()


async def send(port: int, text: str, ticket: str) -> int:
    """Send a form, half of them with a file in pieces; return the status, or 0 for no answer."""
    await asyncio.sleep(random.Random(text).random())
    fields = {"ticket": ticket, "wants": "correction", "text": text}
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    pieces = 10 if text.endswith("0") else 1
    file = 'Content-Disposition: form-data; name="file"; filename="a.txt"'
    body = f"{''.join(parts)}--b\r\n{file}\r\n\r\n{'x' * 20_000 * pieces}\r\n--b--\r\n".encode()
    head = (
        "POST /about/report-an-error/ HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return -1
    try:
        writer.write(head.encode())
        step = len(body) // pieces + 1
        for at in range(0, len(body), step):
            writer.write(body[at : at + step])
            await writer.drain()
            await asyncio.sleep(0.2)
        return int((await reader.readline()).split(b" ")[1])
    except (OSError, IndexError):
        return 0
    finally:
        writer.close()


async def all_sent(
    port: int, name: str, tickets: list[str], process: subprocess.Popen[bytes], how: signal.Signals
) -> dict[str, int]:
    """Send all forms, and signal the server in their middle; return the status of each."""
    texts = [f"{name} {n} {n % 2}" for n in range(SENDERS)]
    tasks = [
        asyncio.create_task(send(port, text, ticket))
        for text, ticket in zip(texts, tickets, strict=True)
    ]
    await asyncio.sleep(1.5)
    process.send_signal(how)
    return dict(zip(texts, await asyncio.gather(*tasks), strict=True))


@pytest.mark.tail("tests/cli/serving/test_ending.py, on a server without a database")
def test_no_form_is_lost_or_half_done_over_a_reload_and_an_end(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    subprocess.run(
        [sys.executable, "-m", "vigil.cli", "up", "--once"],
        env=settings_of(data),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    made = subprocess.run(
        [sys.executable, "-c", PREPARE], env=settings_of(data), check=True, stdout=subprocess.PIPE
    )
    tickets = json.loads(made.stdout)
    with served(data, port) as process:
        answered = asyncio.run(
            all_sent(port, "reload", tickets[:SENDERS], process, signal.SIGHUP)
        ) | asyncio.run(all_sent(port, "end", tickets[SENDERS:], process, signal.SIGTERM))
        assert process.wait(PATIENCE) == 0
    with sqlite3.connect(data / "vigil.sqlite3") as connection:
        kept = [text for (text,) in connection.execute("SELECT text FROM trust_request")]
    connection.close()
    assert sorted(kept) == sorted(text for text, status in answered.items() if status == 302)
    assert set(answered.values()) == {302}
