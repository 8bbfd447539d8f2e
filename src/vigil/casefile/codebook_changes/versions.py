"""Let this process know the versions of the codebook that the installation released.

They are rows of the database. A process reads them when it begins, and looks now and then whether
there are others: another process may have released one.
"""

import time
from typing import Any, Final

from django.db import DatabaseError

from vigil.casefile.models import CodebookVersion
from vigil.reading.codebook.editing import read_stored
from vigil.reading.codebook.loading import Files, know, made

SECONDS: Final = 5
"""How long a process may not know of a version that another released."""


class _Looked:
    """When this process looked last, by `time.monotonic`."""

    at = float("-inf")


def stored_files() -> dict[str, Files]:
    """Return the files of every version released here, by number."""
    return dict(CodebookVersion.objects.values_list("number", "files"))


def refresh() -> None:
    """Know the versions that are released now."""
    _Looked.at = time.monotonic()
    if set(CodebookVersion.objects.values_list("number", flat=True)) != made():
        know(read_stored(stored_files()))


def look_for_new(**_of_signal: Any) -> None:
    """Know of a version that another process released, if it is time to look for one."""
    if time.monotonic() - _Looked.at < SECONDS:
        return
    try:
        refresh()
    except DatabaseError:  # what is asked for says so itself
        return
