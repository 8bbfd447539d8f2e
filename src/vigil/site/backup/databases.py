"""Let Django work on another database for a while: a copy, or one that is being restored."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dj_database_url
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

DEFAULT = "default"


def connected(config: Mapping[str, Any]) -> BaseDatabaseWrapper:
    """Return a connection to a database by its settings; whoever asked closes it."""
    complete = connections.configure_settings({DEFAULT: dict(config)})[DEFAULT]
    made: BaseDatabaseWrapper = load_backend(complete["ENGINE"]).DatabaseWrapper(complete, DEFAULT)
    return made


@contextmanager
def database_in_use(config: Mapping[str, Any]) -> Iterator[None]:
    """Let everything inside read and write another database; close it in the end.

    The connection of before stays as it is, with its transaction.
    """
    ours = connected(config)
    before = connections[DEFAULT]
    connections[DEFAULT] = ours
    try:
        yield
    finally:
        ours.close()
        connections[DEFAULT] = before


def sqlite_config(file: Path) -> dict[str, Any]:
    """Return the settings of a SQLite file that nobody else writes. It gets no log beside it."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": {"timeout": 60, "transaction_mode": "IMMEDIATE"},
    }


def config_of(url: str) -> dict[str, Any]:
    """Return the settings of a database by its address, for work that one process does."""
    config: dict[str, Any] = dict(dj_database_url.parse(url))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        return sqlite_config(Path(config["NAME"]))
    return config
