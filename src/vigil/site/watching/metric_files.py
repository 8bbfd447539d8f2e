"""The folder in which processes of one machine leave their metrics for the exporter.

Each process has a file for each kind of metric, `counter_123.db`, named by its number. What dead
processes counted is added to `counter_ended.db` before their files are removed: sums must not
shrink when a process ends. Numbers of processes are those of one machine or container, so each has
a folder of its own.
"""

import os
import platform
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings

SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"
"""What the library calls the folder."""
ENDED: Final = "ended"
KEPT_SECONDS: Final = 7 * 24 * 3600
"""After so long without a change the folder of another machine or container is removed."""
_FILE: Final = re.compile(r"(?P<kind>[a-z]+(?:_[a-z]+)?)_(?P<pid>\d+)\.db")


def metrics_folder() -> Path:
    """Return the folder of this machine."""
    name = re.sub(r"[^A-Za-z0-9.-]", "-", platform.node()) or "machine"
    return Path(settings.DATA) / "run" / "metrics" / name


def share_folder() -> Path:
    """Make the folder, remove those of machines that are gone, and return it.

    The library decides when it is loaded whether processes share a folder, so call this before.
    """
    folder = metrics_folder()
    folder.mkdir(parents=True, exist_ok=True)
    for other in folder.parent.iterdir():
        if other != folder and time.time() - _changed(other) > KEPT_SECONDS:
            shutil.rmtree(other, ignore_errors=True)
    os.environ[SHARED] = str(folder)
    return folder


def fold_dead(folder: Path) -> None:
    """Add up what dead processes counted, and remove their files."""
    from prometheus_client.mmap_dict import MmapedDict

    for path, kind in _of_dead(folder):
        if not kind.startswith("gauge"):  # a gauge says what is now: of the dead nothing
            ended = MmapedDict(str(folder / f"{kind}_{ENDED}.db"))
            try:
                for key, value, _at, _position in MmapedDict.read_all_values_from_file(str(path)):
                    before, _then = ended.read_value(key)
                    ended.write_value(key, before + value, 0.0)
            finally:
                ended.close()
        path.unlink(missing_ok=True)


def living_processes() -> int:
    """Return how many processes of this machine count now: those that have answered something."""
    named = map(_FILE.fullmatch, (path.name for path in metrics_folder().glob("*.db")))
    return len({found["pid"] for found in named if found and _lives(int(found["pid"]))})


def _of_dead(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.glob("*.db")):
        named = _FILE.fullmatch(path.name)
        if named and not _lives(int(named["pid"])):
            yield path, named["kind"]


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _changed(folder: Path) -> float:
    try:
        times = [path.stat().st_mtime for path in (folder, *folder.glob("*.db"))]
    except OSError:  # it is being removed
        return time.time()
    return max(times)
