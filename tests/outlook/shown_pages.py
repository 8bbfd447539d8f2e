"""What pages answered, written down so that two plays of the same panel can be compared.

What is random gets a lasting name, and clocks stand still: what then differs was led by an answer.
"""

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.apps import apps
from django.db import connection, transaction
from django.test import Client

LATER = frozenset({"Date", "Expires", "Last-Modified", "Set-Cookie", "X-Request-ID"})
"""Headers that tell the time or are drawn anew, and cookies: of these their names are compared."""
RANDOM = re.compile(
    r"[A-Za-z0-9_:=-]{40,}|\b[0-9a-f]{32}\b|\b[0-9a-f]{24}\b|\b[A-Za-z0-9_-]{22}\b|\b[0-9a-f]{16}\b"
)
"""Keys, digests, tokens, tickets: whatever is drawn or signed anew each time."""
MEASURED = re.compile(r'\d+(?= megabytes are free)|(?<=data-clock=")\d+')
"""What the page of an operator measures of the machine."""
CLOCKS = re.compile(r"\d{4}-\d\d-\d\dT[\d:.+Z-]+|\b\d\d?[:.]\d\d(?:[:.]\d\d)?\b|\b\d{8}T\d{6}Z?\b")


def named(text: str, names: dict[str, str]) -> str:
    """Give what is random a name by when it was seen first, and let clocks stand still."""

    def name(found: re.Match[str]) -> str:
        return names.setdefault(found.group(), f"<{len(names)}>")

    return MEASURED.sub("*", CLOCKS.sub("*", RANDOM.sub(name, text)))


def written(answer: Any) -> str:
    """Return an answer in words: its status, headers, cookies, size and body."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    zipped = body[:2] == b"PK"  # its size depends on how well what is random can be packed
    unlike = LATER | {"Content-Length"} if zipped else LATER
    kept = {k: v for k, v in answer.headers.items() if k not in unlike}
    cookies = sorted(answer.cookies)
    text = _within(body) if zipped else body.decode("utf-8", "replace")
    size = 0 if zipped else len(body)
    return f"{answer.status_code} {sorted(kept.items())} {cookies} {size} {text}"


def _within(body: bytes) -> str:
    """Return the texts of a workbook; of any other archive, that it is one."""
    with ZipFile(BytesIO(body)) as archive:
        names = sorted(archive.namelist())
        if "xl/workbook.xml" not in names:
            return "a file"
        return " ".join(f"{name} {archive.read(name).decode('utf-8', 'replace')}" for name in names)


def posted(client: Client, at: str) -> Any:
    """Send an empty form; nothing of it stays."""
    point = transaction.savepoint_create()
    answer = client.post(at, {})
    transaction.savepoint_rollback(point)
    return answer


def number_from_the_same() -> None:
    """Let rows have the same numbers in both plays: PostgreSQL does not take a number back."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table, column = model._meta.db_table, model._meta.pk.column
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
            if (name := cursor.fetchone()[0]) is not None:
                cursor.execute("SELECT setval(%s, 100000)", [name])


def differing(one: dict[str, str], two: dict[str, str]) -> list[str]:
    """Return what was answered otherwise, with the first place where it is."""
    found = []
    for what in one.keys() | two.keys():
        a, b = one.get(what, ""), two.get(what, "")
        if a != b:
            at = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), -1)
            found.append(f"{what}: …{a[at - 60 : at + 60]!r} and …{b[at - 60 : at + 60]!r}")
    return sorted(found)
