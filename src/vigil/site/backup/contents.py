"""What a backup says of itself: its database counted, its files with their digests."""

import hashlib
import json
import subprocess
from datetime import datetime
from importlib.metadata import version
from typing import Final

import msgspec
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from msgspec import Struct

from vigil.trust.models import Decision
from vigil.trust.vault import keys

FORMAT: Final = 1
"""Version of the format. A reader refuses one that it does not know."""
ABOUT, FILES = "about.json", "files.json"
"""Members of the archive: the first and the last."""
DATABASES: Final = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
"""The name of the copy of the database, by its kind."""
FOLDER: Final = "files/"
"""What the names of all files of the data folder begin with."""
COLUMNS: Final = (
    *("id", "at", "actor_id", "asked_by_id", "verb", "target_kind", "target_key"),
    *("before", "after", "why", "undoes_id"),
)
"""Columns of a decision that its digest is of: there since the first version."""


class DecisionLog(Struct, frozen=True):
    """How many decisions there are, the id of the last, and one SHA-256 over all of them."""

    number: int
    last: int
    digest: str


class About(Struct, frozen=True):
    """What is known of a backup once its database is copied."""

    format: int
    name: str
    base: str
    """The whole backup that holds the files not in this one; empty in a whole backup."""
    made_at: datetime
    version: str
    commit: str
    vendor: str
    migrations: list[tuple[str, str]]
    tables: dict[str, int]
    decisions: DecisionLog
    recipients: list[str]
    """The public halves of the keys that open what is sealed."""


class StoredFile(Struct, frozen=True):
    """One file: its path in the data folder, size, time of the last change, and SHA-256."""

    path: str
    size: int
    mtime_ns: int
    sha256: str


class FileList(Struct, frozen=True):
    """All files of a backup, the copy of the database too. Written last: so it is whole."""

    database: StoredFile
    files: list[StoredFile]


def about_database(name: str, base: str = "") -> About:
    """Describe the database that Django reads now."""
    return About(
        format=FORMAT,
        name=name,
        base=base,
        made_at=timezone.now(),
        version=version("vigil-platform"),
        commit=_commit(),
        vendor=connection.vendor,
        migrations=sorted(MigrationRecorder(connection).applied_migrations()),
        tables=rows_by_table(),
        decisions=decision_log(),
        recipients=keys.recipients(),
    )


def rows_by_table() -> dict[str, int]:
    """Count the rows of every table."""
    with connection.cursor() as cursor:
        counts = dict[str, int]()
        for name in sorted(connection.introspection.table_names(cursor)):
            table = connection.ops.quote_name(name)
            cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608 - names of our tables
            counts[name] = cursor.fetchone()[0]
    return counts


def decision_log() -> DecisionLog:
    """Read all decisions; the digest is the same on SQLite and on PostgreSQL."""
    digest, number, last = hashlib.sha256(), 0, 0
    for row in Decision.objects.order_by("id").values_list(*COLUMNS).iterator(chunk_size=5000):
        last, at, *rest = row
        digest.update(json.dumps([last, at.isoformat(), *rest], sort_keys=True).encode())
        number += 1
    return DecisionLog(number, last, digest.hexdigest())


def encoded(content: Struct) -> bytes:
    """Return a part of a backup as JSON."""
    return msgspec.json.format(msgspec.json.encode(content), indent=1)


def _commit() -> str:
    """Return the commit of the code where it runs from a clone; else nothing."""
    if not (settings.ROOT / ".git").exists():
        return ""
    asked = ["git", "-C", str(settings.ROOT), "rev-parse", "HEAD"]
    try:
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""
