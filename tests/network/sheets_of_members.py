"""Sheets of members for tests."""

import csv
import io
from collections.abc import Iterable, Sequence

HEADER = (
    "key", "email", "name", "kind", "role", "organisation", "languages", "markets",
    "regions", "country", "joined_on", "links", "biography:en",
)  # fmt: skip
BREAKS: Sequence[tuple[str, str]] = (
    ("email", "no address"),
    ("name", ""),
    ("country", "Atlantis"),
    ("languages", "es; klingonese"),
    ("markets", "unicorns"),
    ("joined_on", "11.03.2021"),
    ("joined_on", "2999-01-01"),
    ("kind", "robot"),
    ("links", "me javascript:alert(1)"),
    ("role", "x" * 201),
)
"""A field, and what it does not take."""


def row(n: int, **values: str) -> dict[str, str]:
    """Return a good row."""
    good = {
        "key": f"m-{n}",
        "email": f"member{n}@network.example",
        "name": f"Member Numbered {n}",
        "kind": "person" if n % 5 else "organisation",
        "role": "Lawyer",
        "organisation": "Hermanas del Río",
        "languages": "es; Portuguese",
        "markets": "cocaine | extortion and protection racketeering",
        "regions": "013",
        "country": "Mexico" if n % 2 else "COL",
        "joined_on": "2019-03-08",
        "links": f"Site https://members.example/{n}",
        "biography:en": f"Works on case number {n}, with “quotes”; and a semicolon.",
    }
    return good | values


def many(n: int, broken: int) -> tuple[list[dict[str, str]], dict[int, str]]:
    """Return rows of which so many are broken, and by row number (from 2) in which field."""
    rows = [row(i) for i in range(n)]
    named: dict[int, str] = {}
    for j in range(broken):
        at = j * (n // broken) + 3
        field, value = BREAKS[j % len(BREAKS)]
        rows[at][field] = value
        named[at + 2] = field
    return rows, named


def written(
    rows: Iterable[dict[str, str]], *, delimiter: str = ",", encoding: str = "utf-8"
) -> bytes:
    """Write rows as a file."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADER, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)
