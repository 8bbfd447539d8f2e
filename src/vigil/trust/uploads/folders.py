"""Where the files of uploads are, and how they are deleted."""

import os
from pathlib import Path
from typing import IO

from django.conf import settings

from vigil.reading.intake.lines import make_folder, remove_folder
from vigil.trust.models import Upload

_AT_ONCE = 1024 * 1024


def folder_of(upload: Upload) -> Path:
    """Return the folder of one upload; the copy in it is named by its SHA-256.

    Nothing in it is shared with another upload, so nothing need stay when it is removed.
    """
    return Path(settings.DATA) / "uploads" / upload.uid[:2] / upload.uid


def made_folder(upload: Upload) -> Path:
    """Make the folder of an upload, readable by its owner alone, and return it."""
    folder = folder_of(upload)
    make_folder(folder, 0o700)
    return folder


def delete_files(upload: Upload) -> None:
    """Overwrite and delete a file. Some disks write elsewhere; there it is only deleted."""
    folder = folder_of(upload)
    for path in folder.iterdir() if folder.is_dir() else ():
        with path.open("r+b") as stream:
            overwrite(stream)
    remove_folder(folder)


def overwrite(stream: IO[bytes]) -> None:
    """Overwrite a file from its beginning to its end."""
    left = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    while left:
        left -= stream.write(bytes(min(left, _AT_ONCE)))
    stream.flush()
    os.fsync(stream.fileno())
