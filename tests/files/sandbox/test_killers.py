"""No file costs more than the process it is rebuilt in, and nothing of it reaches this one."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import vigil
from files.carriers import CARRIERS, jpeg, marker
from files.killers import BURDENS, KILLERS
from vigil.files import BYTES, Reason, RefusedError, rebuild, sniff
from vigil.files.limits import CPU_SECONDS, MEMORY
from vigil.files.sandbox import process as sandbox_process
from vigil.files.sandbox.rebuilders import rebuild_content

pytestmark = pytest.mark.apart
MOST_MEMORY = 512 * 1024 * 1024
ROOM = Path(vigil.__file__).parents[1]
TESTS = Path(__file__).parents[2]

PROBE = """
import json, resource, sys
from pathlib import Path
from peak import peak_memory
from vigil.files import rebuild, RefusedError

def spent():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_maxrss * 1024, used.ru_utime + used.ru_stime

for line in sys.stdin:
    Path("/proc/self/clear_refs").write_text("5")  # the peak is that of this file
    own, before = peak_memory(), spent()[1]
    try:
        told = rebuild(Path(line.rstrip()).read_bytes()).kind
    except RefusedError:
        told = "refused"
    memory, after = spent()
    print(json.dumps({"told": told, "memory": memory, "cpu": after - before,
        "grew": peak_memory() - own}), flush=True)
"""


class Prober:
    """A small process that rebuilds file after file, and tells what each cost.

    Small, because a new process counts the memory of the one that began it as its own. `memory`
    is the most that any child has taken so far.
    """

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROBE],
            env={"PYTHONPATH": f"{ROOM}{os.pathsep}{TESTS}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def cost(self, content: bytes, folder: Path) -> dict[str, Any]:
        """Rebuild a file; return what that told, and what its child cost."""
        file = folder / "killer"
        file.write_bytes(content)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{file}\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@pytest.fixture(scope="module")
def prober() -> Iterator[Prober]:
    """Begin one process for all files."""
    begun = Prober()
    yield begun
    begun.process.communicate()


LONGEST = "pdf of tiles"
"""It takes the whole time that a file may take."""
COSTLY = [
    pytest.param(name, marks=pytest.mark.tail("pdf of masks, here")) if name == LONGEST else name
    for name in [*KILLERS, *BURDENS]
]


@pytest.mark.parametrize("name", COSTLY)
def test_cost_is_bounded_and_this_process_does_not_pay(
    name: str, tmp_path: Path, prober: Prober
) -> None:
    content = (KILLERS | BURDENS)[name]()
    assert len(content) < BYTES
    spent = prober.cost(content, tmp_path)
    assert spent["memory"] < MOST_MEMORY
    assert spent["cpu"] < 10
    assert spent["grew"] < 2 * len(content) + 32 * 1024 * 1024
    if name in KILLERS:
        assert spent["told"] == "refused"


def test_the_small_png_is_a_killer_without_us(tmp_path: Path) -> None:
    """The control: what Pillow alone would take for the same file, measured in the same way."""
    file = tmp_path / "killer.png"
    file.write_bytes(KILLERS["png of 17.6 kB"]())
    assert file.stat().st_size < 40_000
    naive = (
        "import warnings; from PIL import Image; from peak import peak_memory;"
        "warnings.simplefilter('ignore');"
        f"Image.open({str(file)!r}).convert('RGB');"
        "print(peak_memory())"
    )
    done = subprocess.run(
        [sys.executable, "-c", naive],
        env={"PYTHONPATH": str(TESTS)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) > MOST_MEMORY


def test_the_limits_are_those_of_the_process() -> None:
    told = _in_worker("import resource; print(resource.getrlimit(resource.RLIMIT_AS)[1],"
                      "resource.getrlimit(resource.RLIMIT_CPU)[1])")  # fmt: skip
    assert told.split() == [str(MEMORY), str(CPU_SECONDS)]
    assert MEMORY < MOST_MEMORY


def test_the_process_can_open_nothing() -> None:
    for attempt in ("socket.socket()", "open('/etc/passwd')", "os.pipe()"):
        code = (
            f"import socket\nseal()\ntry:\n    {attempt}\nexcept OSError as e:\n    print(e.errno)"
        )
        assert _in_worker(code).strip() == "24", attempt  # too many open files


def _in_worker(code: str, first: str = "") -> str:
    load = "import os\nfrom vigil.files.sandbox.worker import limit, seal"
    code = f"{load}\n{first}\nlimit()\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOM)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_no_secret_of_this_process_reaches_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    start = subprocess.Popen

    def note(*args: Any, **kwargs: Any) -> Any:
        seen.update(kwargs)
        return start(*args, **kwargs)

    monkeypatch.setenv("VIGIL_SECRET_KEY", "secret")
    monkeypatch.setattr(sandbox_process.subprocess, "Popen", note)
    rebuild(jpeg())
    assert set(seen["env"]) == {"PYTHONPATH", "HOME", "TMPDIR", "LC_ALL"}


def test_who_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox_process, "WALL_SECONDS", 0.0)
    with pytest.raises(RefusedError) as refused:
        rebuild(jpeg())
    assert refused.value.reason == Reason.COSTLY
    workers = [child for child in psutil.Process().children() if "worker" in " ".join(_line(child))]
    assert workers == []


def test_what_it_may_have_begun_is_ended_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, script = tmp_path / "begun", tmp_path / "python"
    script.write_text(f"#!/bin/sh\nsleep 600 & echo $! > {begun}\nexit 1\n")
    script.chmod(0o700)
    monkeypatch.setattr(sandbox_process.sys, "executable", str(script))
    with pytest.raises(RefusedError):
        rebuild(jpeg())
    pid = int(begun.read_text())
    for _ in range(100):  # whoever takes in orphans may be slow to
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.05)
    pytest.fail("the process goes on")


def test_the_process_can_begin_no_other() -> None:
    # The system lets root begin processes whatever the limit: so not as root.
    first = "if os.geteuid() == 0:\n    os.setuid(65534)"
    code = "seal()\ntry:\n    os.fork()\nexcept OSError as e:\n    print(e.errno)"
    assert _in_worker(code, first).strip() == "11"


def _line(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def test_a_few_at_once_the_others_wait() -> None:
    most, lock, stop = [0], threading.Lock(), threading.Event()

    def watch() -> None:
        while not stop.is_set():
            running_now = sum("vigil.files.sandbox.worker" in _line(child)
                              for child in psutil.Process().children())  # fmt: skip
            with lock:
                most[0] = max(most[0], running_now)
            time.sleep(0.01)

    watcher = threading.Thread(target=watch)
    senders = [threading.Thread(target=rebuild, args=(jpeg(),)) for _ in range(5)]
    for thread in (watcher, *senders):
        thread.start()
    for thread in senders:
        thread.join()
    stop.set()
    watcher.join()
    assert 1 <= most[0] <= 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"\xff\xd8\xff" + bytes(BYTES), Reason.BYTES),
        (b"<html>", Reason.KIND),
        (b"%PDF-1.4\nnothing", Reason.DAMAGED),
        (b"\x89PNG\r\n\x1a\n", Reason.DAMAGED),
    ],
)
def test_refusals_say_why(content: bytes, reason: Reason) -> None:
    with pytest.raises(RefusedError) as refused:
        rebuild(content)
    assert refused.value.reason == reason


def test_name_and_declared_type_count_for_nothing() -> None:
    assert sniff(b"GIF89a" + b"<script>") == "gif"
    assert sniff(b" %PDF-1.4") is None
    assert sniff(b"RIFF\0\0\0\0AVI ") is None


# Whatever comes: a copy, or a refusal with a reason; never anything else.

FUZZ = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
CHANGE = st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4))
STARTS = [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*", b"GIF89a", b"%PDF-1.7\n",
          b"RIFF\0\0\0\0WEBP"]  # fmt: skip
SMALL = [
    CARRIERS[name](marker(1))
    for name in (
        *("jpeg exif gps", "jpeg profile", "png packed text", "png profile", "gif xmp"),
        *("gif comment of a later frame", "tiff exif", "tiff preview", "webp exif"),
        *("webp animation", "pdf value of a hidden form field", "pdf text of a hidden layer"),
        *("pdf name of an ink", "pdf notice of a font", "pdf name table of a font"),
        *("pdf comment in jpeg 2000", "pdf comment in a table of characters"),
    )
]


def _copied_or_refused(content: bytes) -> None:
    try:
        copy, about = rebuild_content(content)
    except (RefusedError, MemoryError, RecursionError):
        return
    assert sniff(copy) == about["kind"]


@FUZZ
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=400))
def test_random_bytes_are_refused(start: bytes, rest: bytes) -> None:
    _copied_or_refused(start + rest)


@FUZZ
@given(
    original=st.sampled_from(SMALL),
    changes=st.lists(CHANGE, max_size=12),
    cut=st.floats(0.2, 1),
)  # fmt: skip
def test_damaged_files_are_copied_or_refused(
    original: bytes, changes: list[tuple[float, bytes]], cut: float
) -> None:
    content = bytearray(original)
    for place, by in changes:
        at = int(place * len(content))
        content[at : at + len(by)] = by
    _copied_or_refused(bytes(content[: int(cut * len(content))]))
