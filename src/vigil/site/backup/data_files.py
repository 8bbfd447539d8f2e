"""The files of the data folder that belong into a backup."""

import os
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from django.conf import settings

from vigil.trust.vault.key_files import PART

WORK: Final = ".backup"
"""Folder in the data folder where a backup is prepared, and what the last one held is kept."""
RESTORING: Final = ".restoring"
"""Folder in a data folder that is being restored. Where it is left, the restore broke off."""
ARRIVING: Final = "arriving"
"""Folder of files that are being sent (`trust.resumable_uploads`): as they are, with everything
that they say about people. What is whole goes on within minutes."""
LEFT_OUT: Final = (
    "*.lock",
    "*.log",
    "backups.json",
    "vigil.sqlite3*",
    "*.sqlite3-wal",
    "*.sqlite3-shm",
)
"""At the top of the data folder: locks, logs, the database (which is copied by itself)."""


def work_folder() -> Path:
    """Make the folder in which a backup is prepared, for its owner alone, and return it."""
    folder = Path(settings.DATA) / WORK
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def data_files(data: Path) -> Iterator[tuple[str, Path]]:
    """Yield each file of a data folder by its path in it. What links lead to is a part of it."""
    seen = set[Path]()
    for parent, folders, names in os.walk(data, followlinks=True):
        where = Path(parent)
        if (real := where.resolve()) in seen:
            folders.clear()
            continue
        seen.add(real)
        at_top = where == data
        if at_top:
            folders[:] = [name for name in folders if name not in (WORK, RESTORING, ARRIVING)]
        folders.sort()
        for name in sorted(names):
            path = where / name
            if name.endswith(PART) or (at_top and _is_left_out(name)):
                continue
            if path.is_file():
                yield path.relative_to(data).as_posix(), path


def _is_left_out(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in LEFT_OUT)
