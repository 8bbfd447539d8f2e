"""A disk that is full: how it is known, whoever found it, and what people are told."""

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
    """Nothing was saved, because there was no room for it."""


@contextmanager
def refuse_if_disk_full() -> Iterator[None]:
    """Say to the person, who can do something else, that the disk is full. Raises DiskFull."""
    try:
        yield
    except (OSError, DatabaseError) as error:
        if is_full(error):
            raise DiskFull(full_disk_message()) from error
        raise


def full_disk_message() -> str:
    """Return what people are told."""
    return _("The disk of this site is full, and this was not saved. Try again later.")


def is_full(error: BaseException | None) -> bool:
    """Return whether an error, or what it came from, is that there is no room on the disk."""
    while error is not None:
        if (
            is_disk_full(error)
            or getattr(error, "sqlite_errorcode", None) in FULL_IN_SQLITE
            or getattr(error, "sqlstate", None) == FULL_IN_POSTGRESQL
        ):
            return True
        error = error.__cause__ or error.__context__
    return False
