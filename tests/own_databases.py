"""An empty database of its own for a test that starts programs, on the server of the tests."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connections


@contextmanager
def own_database(name: str) -> Iterator[str]:
    """Make an empty database of PostgreSQL; give its address, and drop it in the end.

    On SQLite the address is "": a program makes its file in its data folder.
    """
    config = connections["default"].settings_dict
    if connections["default"].vendor != "postgresql":
        yield ""
        return
    host = config["HOST"] or config["OPTIONS"].get("host", "")
    server = f"postgres://{config['USER']}:{config['PASSWORD']}@/%s?host={host}"
    with psycopg.connect(server % "postgres", autocommit=True) as asked:
        asked.execute(f'CREATE DATABASE "{name}"')
        try:
            yield server % name
        finally:
            asked.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
