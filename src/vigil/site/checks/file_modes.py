"""Check and set who may read the files of an installation: only their owner."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

OTHERS: Final = 0o077
"""The bits of a mode that let anybody but the owner do something."""


def keep_new_files_closed() -> None:
    """Let only the owner read what this process and its children create."""
    os.umask(OTHERS)


def is_open(path: Path) -> bool:
    """Return whether other users may do something with a file or folder. Links have no mode."""
    mode = path.lstat().st_mode
    return not stat.S_ISLNK(mode) and bool(mode & OTHERS)


def open_to_others(folder: Path) -> Iterator[Path]:
    """Yield what is open to others in a folder, and the folder itself. Skip vanished files.

    A file has only itself.
    """
    if folder.is_file() and is_open(folder):
        yield folder
    for parent, _folders, names in os.walk(folder):
        for path in (Path(parent), *(Path(parent, name) for name in names)):
            try:
                if is_open(path):
                    yield path
            except FileNotFoundError:
                continue


def linked_places(folder: Path) -> Iterator[Path]:
    """Yield the places outside a folder to which its links lead: data on other disks."""
    for parent, folders, names in os.walk(folder):
        for path in (Path(parent, name) for name in (*folders, *names)):
            if path.is_symlink() and path.exists():
                place = path.resolve()
                if not place.is_relative_to(folder.resolve()):
                    yield place


def close_to_others(folder: Path) -> int:
    """Close a folder to other users; return how many files and folders were open.

    Raises OSError (a mode cannot be changed: somebody else owns the file).
    """
    done = 0
    for path in open_to_others(folder):
        try:
            path.chmod(stat.S_IMODE(path.lstat().st_mode) & ~OTHERS)
        except FileNotFoundError:
            continue
        done += 1
    return done
