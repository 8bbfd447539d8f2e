"""A list as a file of CSV: plain or gzipped, of any size, read row by row."""

import csv
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from vigil.reading.linkage.lists.list_rows import CellsByColumn

KEPT = "surrogateescape"
"""Bytes that are no UTF-8 pass, so that the row they stand in can be named."""
LONGEST_CELL = 2**24
"""Bytes: some lists carry whole articles in a cell."""


class ListUnreadable(ValueError):
    """The file cannot be read on: no table, cut off, a cell without an end."""


@contextmanager
def open_list(path: Path) -> Iterator[tuple[list[str], Iterator[CellsByColumn]]]:
    """Open a list; give the names of its columns and its rows. Raises ListUnreadable, also later.

    The names are separated by whichever of comma, semicolon and tab stands most often in the
    first line.
    """
    csv.field_size_limit(LONGEST_CELL)
    try:
        with _opened(path) as file:
            line = file.readline()
            file.seek(0)
            table = csv.DictReader(file, delimiter=max(",;\t", key=line.count))
            header = [name for name in table.fieldnames or () if name]
            yield header, iter(table)
    except (csv.Error, OSError, EOFError, zlib.error) as error:
        raise ListUnreadable(str(error)) from error


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8-sig", errors=KEPT, newline="") as file:
            yield file
    else:
        with path.open(encoding="utf-8-sig", errors=KEPT, newline="") as file:
            yield file
