"""Read a .csv file: detect its encoding and its separator. Pure."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from vigil.casefile.sheet_files.limits import MAX_CELL, MAX_COLUMNS, Unreadable, bounded

_DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(r"\"?sep=(.)\"?(?:\r?\n|\r?\Z)")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def read_csv(content: bytes, encoding: str) -> tuple[list[list[str]], str]:
    """Return the rows of texts, and the encoding that was given or detected.

    Raises Unreadable.
    """
    text, found = _decoded(content, encoding)
    if "\0" in text[:2000]:
        raise Unreadable(_("This is neither .xlsx nor .csv."))
    named = _SEPARATOR.match(text)
    delimiter = named[1] if named else delimiter_of(text)
    lines = _lines(text, named.end() if named else 0)
    try:
        rows = list(bounded(map(_trimmed, csv.reader(lines, delimiter=delimiter))))
    except csv.Error as error:
        raise Unreadable(
            _("The file cannot be read as .csv: %(error)s") % {"error": error}
        ) from error
    return ([[], *rows] if named else rows), found


def _lines(text: str, start: int) -> Iterator[str]:
    """Yield lines with their ends. Splitting all at once would take four times the memory."""
    for number, line in enumerate(_LINE.finditer(text, start), 1):
        if line.end() - line.start() > MAX_COLUMNS * MAX_CELL:
            raise Unreadable(_("A cell of row %(row)s is too long.") % {"row": number})
        yield line[0]


def _trimmed(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row


def _decoded(content: bytes, encoding: str) -> tuple[str, str]:
    if encoding:
        tried = [encoding]
    elif content.startswith((b"\xff\xfe", b"\xfe\xff")):
        tried = ["utf-16"]
    else:
        tried = ["utf-8-sig", "cp1252"]
    for name in tried:
        try:
            return content.decode(name), name
        except UnicodeDecodeError:
            continue
        except LookupError as error:
            raise Unreadable(_("There is no encoding called %(name)s.") % {"name": name}) from error
    raise Unreadable(
        _("The letters of the file are not in %(encodings)s: save it as UTF-8.")
        % {"encodings": ", ".join(tried)}
    )


def delimiter_of(text: str) -> str:
    """Return the separator of the cells: the one that gives most rows the same number of cells.

    If two do, it is the one that also fits the remaining rows.
    """

    def fitness(delimiter: str) -> tuple[float, int, float]:
        sample = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter)
        try:
            widths = Counter(len(row) for row in islice(sample, 100) if row)
        except csv.Error:
            return 0.0, 0, 0.0
        width, often = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(1, 0))
        if width < 2:
            return 0.0, 0, 0.0
        share = often / widths.total()
        return round(share, 1), width, share

    return max(_DELIMITERS, key=fitness)
