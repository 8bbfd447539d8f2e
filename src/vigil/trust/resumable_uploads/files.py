"""Where the files are that arrive in pieces, who writes to one, and how it is deleted.

No backup holds them: they are as they were sent, with everything that they say about people.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings
from django.utils.translation import gettext as _

from vigil.reading.intake.lines import make_folder, sync_folder
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import ResumableUpload
from vigil.trust.uploads.folders import overwrite

FOLDER: Final = "arriving"
"""In the data folder."""


class UploadGone(NotPossible):
    """The upload has ended, or its file is not here any more."""


class UploadLocked(NotPossible):
    """Another connection writes to the file at this moment."""


def path_of(upload: ResumableUpload) -> Path:
    """Return where the file of an upload is."""
    return Path(settings.DATA) / FOLDER / upload.uid


def create_file(upload: ResumableUpload) -> None:
    """Create the empty file of an upload, for its owner alone."""
    path = path_of(upload)
    make_folder(path.parent, 0o700)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    sync_folder(path.parent)


@contextmanager
def locked_file(upload: ResumableUpload) -> Iterator[BinaryIO]:
    """Open the file of an upload for writing, which one process at a time does.

    The system ends the lock with the process that holds it. Raises UploadGone, UploadLocked.
    """
    try:
        descriptor = os.open(path_of(upload), os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise UploadGone(_("This upload has ended. Choose the file again.")) from error
    with os.fdopen(descriptor, "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UploadLocked(_("A piece of this file is being received just now.")) from error
        yield file


def delete_file(upload: ResumableUpload) -> bool:
    """Overwrite and delete the file; return whether it is gone. One being written to stays."""
    try:
        with locked_file(upload) as file:
            overwrite(file)
            path_of(upload).unlink()
    except UploadLocked:
        return False
    except UploadGone:
        return True
    sync_folder(path_of(upload).parent)
    return True
