"""Check that the database keeps acknowledged writes when the power fails."""

import os
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

MAY_LOSE: Final = "VIGIL_DATABASE_MAY_LOSE_WRITES"
"""The environment variable that says, with "1", that this database is thrown away anyway."""
NEEDED: Final = ("fsync", "synchronous_commit")
"""Settings of PostgreSQL. Every value but `off` brings a commit to this server's disk."""


class NotDurable(ImproperlyConfigured):
    """The database may lose acknowledged writes. The sentence says what to change."""


def check_durability(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Check a new connection. Raises NotDurable, and closes the connection then.

    SQLite needs no question: the settings make each of its connections durable.
    """
    if connection.vendor != "postgresql" or os.environ.get(MAY_LOSE) == "1":
        return
    with connection.connection.cursor() as cursor:
        off = [name for name in NEEDED if _is_off(cursor, name)]
    if not off:
        return
    connection.close()
    settings = ", ".join(f"{name} = off" for name in off)
    raise NotDurable(
        f"The database loses what was saved when the power fails ({settings}). Set it to on in "
        f"postgresql.conf. For a database that is thrown away, say so: {MAY_LOSE}=1"
    )


def _is_off(cursor: Any, name: str) -> bool:
    cursor.execute(f"SHOW {name}")
    return bool(cursor.fetchone()[0] == "off")
