"""Process files that are here whole, as the tasks of rooms do."""

import errno
import os
from collections.abc import Callable, Sequence
from typing import IO

from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import ResumableUpload
from vigil.trust.resumable_uploads.files import path_of
from vigil.trust.resumable_uploads.verbs import refuse_upload
from vigil.trust.uploads.full_disk import DiskFull
from vigil.trust.work.kinds import LeftOut

type Keep = Callable[[ResumableUpload, IO[bytes]], object]
"""Checks and keeps a file. Raises NotAllowed, NotPossible with the sentence for who sent it."""


def processed(keys: Sequence[int], keep: Keep) -> LeftOut:
    """Let `keep` have the files with these keys; note why one is refused, and return it.

    Raises OSError where the disk is full, or the file is on another machine: it is tried again.
    """
    rows = ResumableUpload.objects.filter(pk__in=keys, state=ResumableUpload.State.RECEIVED)
    return [(row.pk, told) for row in rows if (told := _trouble(row, keep))]


def _trouble(upload: ResumableUpload, keep: Keep) -> str:
    try:
        with path_of(upload).open("rb") as file:
            keep(upload, file)
    except DiskFull as error:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
    except (NotPossible, NotAllowed) as error:
        refuse_upload(upload, str(error))
        return str(error)
    return ""
