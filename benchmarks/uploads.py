"""A recording of 2 GB, sent in pieces and interrupted five times: is it whole, in how much memory?

The site runs as it does in use (`vigil serve`, one process). A client speaks tus 1.0 with pieces of
4 MiB, as `desk/uploads.js` does. It is interrupted in five ways, and goes on where the server says.
Then `vigil work --once` processes the file. `VIGIL_BENCH_MEGABYTES` makes it smaller.

Memory is what all processes of the server hold together (Pss), looked at ten times a second, and
the peak that the system notes for the largest of them (VmHWM).
"""

import hashlib
import http.client
import json
import os
import random
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

NAME = "uploads"
MEGABYTES = int(os.environ.get("VIGIL_BENCH_MEGABYTES") or 2_048)
MEGABYTE = 1024 * 1024
PIECE = 4 * MEGABYTE
LIMIT = 300
"""Most megabytes of memory of all processes of the server."""
HEADER = 44
HERTZ, CHANNELS, BYTES_A_SAMPLE = 48_000, 2, 2

PREPARE = """
import json
from datetime import timedelta
from vigil.cli.support.database import set_up_django
set_up_django()
from django.conf import settings
from django.test import Client
from django.utils import timezone
from vigil.programme.models import Event, Recording, Session
from vigil.trust.models import Role, RoleGrant, User
now, later = timezone.now(), timezone.now() + timedelta(hours=2)
event = Event.objects.create(slug="kyoto", title="A day", state="published", zone="UTC",
                             starts_on=now.date(), ends_on=now.date())
session = Session.objects.create(event=event, slug="one", title="One", state="published",
                                 zone="UTC", starts_local=now, ends_local=later, starts_at=now,
                                 ends_at=later)
recording = Recording.objects.create(session=session, language="en")
address = "host@bench.example"
user = User.objects.create(username=address, email=address, last_login=now)
RoleGrant.objects.create(user=user, role=Role.PROGRAMME_HOST)
client = Client()
client.force_login(user)
kept = client.session
kept["second_factor"] = str(user.pk)
kept.save()
name = settings.SESSION_COOKIE_NAME
print(json.dumps({"cookie": f"{name}={client.cookies[name].value}", "recording": recording.pk}))
"""
FOUND = """
import json
from vigil.cli.support.database import set_up_django
set_up_django()
from vigil.programme.models import Recording
from vigil.trust.models import ResumableUpload, Upload
one = Upload.objects.filter(uid=Recording.objects.get().media).first()
print(json.dumps({
    "state": ResumableUpload.objects.get().state,
    "trouble": ResumableUpload.objects.get().trouble,
    "sha256": one.sha256_original if one else "",
    "seconds": one.seconds if one else 0,
}))
"""


@dataclass
class Film:
    """A sound of noise (WAV), made again whenever a part of it is sent."""

    size: int

    def part(self, offset: int, size: int) -> bytes:
        """Return some bytes of it."""
        begin, end = offset // MEGABYTE, (offset + size - 1) // MEGABYTE
        blocks = b"".join(self._block(number) for number in range(begin, end + 1))
        at = offset - begin * MEGABYTE
        return blocks[at : at + size]

    def digest(self) -> str:
        """Return the SHA-256 of the whole."""
        digest = hashlib.sha256()
        for number in range((self.size + MEGABYTE - 1) // MEGABYTE):
            digest.update(self._block(number))
        return digest.hexdigest()

    def _block(self, number: int) -> bytes:
        block = random.Random(number).randbytes(MEGABYTE)
        if number == 0:
            block = self._header() + block[HEADER:]
        return block[: self.size - number * MEGABYTE]

    def _header(self) -> bytes:
        frame = CHANNELS * BYTES_A_SAMPLE
        about = struct.pack("<HHIIHH", 1, CHANNELS, HERTZ, HERTZ * frame, frame, 8 * BYTES_A_SAMPLE)
        size = self.size
        return b"".join(
            [
                *(b"RIFF", struct.pack("<I", size - 8), b"WAVEfmt ", struct.pack("<I", 16), about),
                *(b"data", struct.pack("<I", size - HEADER)),
            ]
        )


@dataclass
class Site:
    """The site, which is killed and started again."""

    environment: dict[str, str]
    log: Path
    port: int = 0
    process: psutil.Popen | None = None
    peak: float = 0
    """Most Pss of all its processes together, in megabytes."""
    largest: float = 0
    """The highest VmHWM of one of them."""
    ended: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        if not self.port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        with self.log.open("ab") as file:
            self.process = psutil.Popen(
                [sys.executable, "-m", "vigil.cli", "serve"],
                env={
                    **self.environment,
                    "VIGIL_LISTEN": f"127.0.0.1:{self.port}",
                    "VIGIL_PROCESSES": "1",
                },
                stdout=file,
                stderr=file,
            )
        self.wait()

    def wait(self) -> None:
        """Wait until it answers."""
        for _ in range(600):
            with suppress(OSError, http.client.HTTPException):
                asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                asked.request("GET", "/healthz")
                if asked.getresponse().status == 200:
                    return
            time.sleep(0.2)
        raise RuntimeError("the site does not answer: see serve.log")

    def processes(self) -> list[psutil.Process]:
        """Return the process and those it started."""
        assert self.process is not None
        with suppress(psutil.NoSuchProcess):
            return [self.process, *self.process.children(recursive=True)]
        return []

    def kill(self) -> None:
        """Kill all its processes, as a power cut does."""
        for one in self.processes():
            with suppress(psutil.NoSuchProcess):
                one.kill()
        assert self.process is not None
        self.process.wait()

    def kill_the_one_that_answers(self) -> None:
        """Kill the process that answers; the one above replaces it."""
        for one in self.processes()[1:]:
            with suppress(psutil.NoSuchProcess):
                one.kill()

    def end(self) -> None:
        """End it in order."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(90)

    def look(self) -> None:
        """Note its memory until it ends."""
        while not self.ended.wait(0.1):
            now, largest = memory_of(self.processes())
            self.peak, self.largest = max(self.peak, now), max(self.largest, largest)


def memory_of(processes: list[psutil.Process]) -> tuple[float, float]:
    """Return the Pss of processes together and the highest VmHWM of one, in megabytes."""
    total = largest = 0.0
    for one in processes:
        with suppress(psutil.Error, OSError, IndexError):
            total += one.memory_full_info().pss / MEGABYTE
            status = Path(f"/proc/{one.pid}/status").read_text()
            largest = max(largest, int(status.split("VmHWM:")[1].split()[0]) / 1024)
    return total, largest


class Sender:
    """A client that sends a film in pieces."""

    def __init__(self, site: Site, film: Film, made: dict[str, Any]) -> None:
        self.site, self.film = site, film
        self.begin = f"/desk/programme/recordings/{made['recording']}/uploads/"
        token = "t" * 32
        self.headers = {
            "Cookie": f"{made['cookie']}; csrftoken={token}",
            "X-CSRFToken": token,
            "Tus-Resumable": "1.0.0",
        }
        self.address = ""

    def ask(
        self, method: str, path: str, body: bytes = b"", **more: str
    ) -> http.client.HTTPResponse:
        """Ask, and return the answer."""
        asked = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=120)
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        asked.request(method, path, body, self.headers | headers)
        answer = asked.getresponse()
        answer.read()
        asked.close()
        return answer

    def create(self) -> None:
        """Begin the upload."""
        answer = self.ask("POST", self.begin, Upload_Length=str(self.film.size))
        if answer.status != 201:
            raise RuntimeError(f"not begun: {answer.status}")
        self.address = answer.headers["Location"]

    def offset(self) -> int:
        """Return how much the server has. It may be at another piece yet, or restarting."""
        for _ in range(300):
            with suppress(OSError, http.client.HTTPException):
                answer = self.ask("HEAD", self.address)
                if answer.status == 200:
                    return int(answer.headers["Upload-Offset"])
            time.sleep(0.2)
        raise RuntimeError("the server does not say how much it has")

    def send(self, offset: int) -> int:
        """Send the next piece; return the offset after it."""
        piece = self.film.part(offset, min(PIECE, self.film.size - offset))
        answer = self.ask("PATCH", self.address, piece, **self._of_piece(offset))
        if answer.status != 204:
            raise RuntimeError(f"a piece at {offset}: {answer.status}")
        return int(answer.headers["Upload-Offset"])

    def send_some(self, offset: int, share: float) -> None:
        """Send a share of the next piece, and go away without an answer."""
        piece = self.film.part(offset, PIECE)
        lines = self.headers | self._of_piece(offset) | {"Content-Length": str(len(piece))}
        named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
        with socket.create_connection(("127.0.0.1", self.site.port)) as one:
            one.sendall(f"PATCH {self.address} HTTP/1.1\r\nHost: localhost\r\n{named}\r\n".encode())
            one.sendall(piece[: int(len(piece) * share)])
            time.sleep(0.05)

    def _of_piece(self, offset: int) -> dict[str, str]:
        return {
            "Upload_Offset": str(offset),
            "Content_Type": "application/offset+octet-stream",
        }


def interruptions(site: Site, sender: Sender) -> dict[str, Callable[[int], None]]:
    """Return the five ways in which the upload is interrupted at an offset."""

    def killed(offset: int) -> None:
        sender.send_some(offset, 0.7)
        site.kill()
        site.start()

    def restarted(offset: int) -> None:
        sender.send_some(offset, 0.5)
        site.end()
        site.start()

    def replaced(offset: int) -> None:
        sender.send_some(offset, 1.0)
        site.kill_the_one_that_answers()
        site.wait()

    return {
        "the connection breaks within a piece": lambda offset: sender.send_some(offset, 0.5),
        "all processes of the server are killed": killed,
        "the answer to a piece is lost": lambda offset: sender.send_some(offset, 1.0),
        "the server is restarted": restarted,
        "the process that answers is killed": replaced,
    }


def run(_data: Path) -> dict[str, Any]:
    """Send the film, interrupt it, and look at what came of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {
            **os.environ,
            "VIGIL_DATA": f"{folder}/data",
            "VIGIL_KEYS": f"{folder}/keys",
            "VIGIL_SECRET_KEY": "of a benchmark",
        }
        environment.pop("DATABASE_URL", None)
        _python(environment, "-m", "vigil.cli", "serve", "--once")
        film = Film(MEGABYTES * MEGABYTE)
        site = Site(environment, folder / "serve.log")
        sender = Sender(
            site, film, json.loads(_python(environment, "-c", PREPARE).splitlines()[-1])
        )
        with _running(site):
            at_rest, _largest = memory_of(site.processes())
            began = time.perf_counter()
            sent = _sent(site, sender)
            seconds = time.perf_counter() - began
            digest = film.digest()
            (arrived,) = (folder / "data" / "arriving").iterdir()
            whole = _digest_of(arrived) == digest
        worked = _worked(environment, folder)
        found = json.loads(_python(environment, "-c", FOUND).splitlines()[-1])
        return {
            "bytes": film.size,
            "piece_bytes": PIECE,
            "seconds": round(seconds, 1),
            "interruptions": sent,
            "arrived_whole": whole,
            "memory": {
                "limit_mb": LIMIT,
                "at_rest_mb": round(at_rest, 1),
                "peak_mb": round(site.peak, 1),
                "largest_process_mb": round(site.largest, 1),
            },
            "processed": {
                **worked,
                "state": found["state"],
                "trouble": found["trouble"],
                "seconds_of_sound": found["seconds"],
                "digest_of_original_equal": found["sha256"] == digest,
            },
        }


def _sent(site: Site, sender: Sender) -> dict[str, dict[str, int]]:
    """Send everything; return where each interruption happened and where it went on."""
    ways = interruptions(site, sender)
    places = {
        (number + 1) * sender.film.size // (len(ways) + 1): name for number, name in enumerate(ways)
    }
    told: dict[str, dict[str, int]] = {}
    sender.create()
    offset = 0
    while offset < sender.film.size:
        due = next((place for place in places if place <= offset), None)
        if due is None:
            offset = sender.send(offset)
            continue
        name = places.pop(due)
        ways[name](offset)
        went_on = sender.offset()
        told[name] = {"at": offset, "went_on_at": went_on}
        offset = went_on
    return told


def _worked(environment: dict[str, str], folder: Path) -> dict[str, float]:
    """Let a worker process the file; return what it took."""
    began = time.perf_counter()
    with (folder / "work.log").open("wb") as log:
        worker = psutil.Popen(
            [sys.executable, "-m", "vigil.cli", "work", "--once"],
            env=environment,
            stdout=log,
            stderr=log,
        )
    peak = largest = 0.0
    while worker.poll() is None:
        with suppress(psutil.NoSuchProcess):
            now, highest = memory_of([worker, *worker.children(recursive=True)])
            peak, largest = max(peak, now), max(largest, highest)
        time.sleep(0.1)
    return {
        "seconds": round(time.perf_counter() - began, 1),
        "peak_mb": round(peak, 1),
        "largest_process_mb": round(largest, 1),
    }


@contextmanager
def _running(site: Site) -> Iterator[None]:
    site.start()
    looking = threading.Thread(target=site.look)
    looking.start()
    try:
        yield
    finally:
        site.ended.set()
        looking.join()
        site.end()


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _python(environment: dict[str, str], *arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return ran.stdout


def table(result: dict[str, Any]) -> str:
    """Write the result as a table."""
    memory, processed = result["memory"], result["processed"]
    lines = [
        f"{result['bytes'] / MEGABYTE:,.0f} MB in pieces of "
        f"{result['piece_bytes'] / MEGABYTE:.0f} MB: {result['seconds']} s; "
        f"whole: {result['arrived_whole']}",
        f"memory of the server: {memory['at_rest_mb']} MB at rest, {memory['peak_mb']} at most "
        f"(limit {memory['limit_mb']}), largest process {memory['largest_process_mb']}",
    ]
    lines += [
        f"  {name:42} at {one['at']:>13,}, went on at {one['went_on_at']:>13,}"
        for name, one in result["interruptions"].items()
    ]
    lines.append(
        f"processed in {processed['seconds']} s ({processed['state']}); worker and sandbox "
        f"{processed['peak_mb']} MB at most; digest equal: {processed['digest_of_original_equal']}"
    )
    return "\n".join(lines)
