"""Notice a full disk, and tell the person whose file could not be saved."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import DatabaseError
from django.utils.translation import gettext as _

from vigil.reading.intake.lines import is_disk_full
from vigil.trust.access.errors import NotPossible

FULL_IN_POSTGRESQL: Final = "53100"
"""SQLSTATE of `disk_full`."""
FULL_IN_SQLITE: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE})


class DiskFull(NotPossible):
    """Nothing was saved, because the disk is full."""


@contextmanager
def refuse_if_disk_full() -> Iterator[None]:
    """Turn the error of a full disk into a sentence for the person. Raises DiskFull."""
    try:
        yield
    except (OSError, DatabaseError) as error:
        if is_full(error):
            raise DiskFull(full_disk_message()) from error
        raise


def full_disk_message() -> str:
    """Return the sentence for people."""
    return _("The disk of this site is full, and this was not saved. Try again later.")


def is_full(error: BaseException | None) -> bool:
    """Return whether an error, or its cause, is a full disk."""
    while error is not None:
        if (
            is_disk_full(error)
            or getattr(error, "sqlite_errorcode", None) in FULL_IN_SQLITE
            or getattr(error, "sqlstate", None) == FULL_IN_POSTGRESQL
        ):
            return True
        error = error.__cause__ or error.__context__
    return False
