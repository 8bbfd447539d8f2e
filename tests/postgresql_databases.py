"""Databases of their own on the server of the tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections


@contextmanager
def database(name: str, *, migrated: bool) -> Iterator[dict[str, Any]]:
    """Make a database, empty or migrated; give its settings, and drop it in the end."""
    ours = dict(connections["default"].settings_dict)
    template = ours["TEST"]["TEMPLATE"] if migrated else "template0"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(867530)")  # as `migrated_databases` clones
        try:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        finally:
            cursor.execute("SELECT pg_advisory_unlock(867530)")
    try:
        yield {**ours, "NAME": name}
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
