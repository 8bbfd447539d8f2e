"""The databases of tests: copies of one that is migrated already, on SQLite and on PostgreSQL."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management.commands import flush
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django.plugin import DjangoDbBlocker

from vigil.site.installation import migrated_database as migrated


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Let the test database begin as a copy; migrating it then finds nothing left to do.

    The class is told, not the connection: once a browser has started an event loop, this thread has
    another connection, and whoever asked that one would run every migration.
    """
    with pytest.MonkeyPatch.context() as patch, ExitStack() as held:
        creation = type(connection.creation)
        create = creation._create_test_db
        if connection.vendor == "sqlite":
            patch.setattr(creation, "_create_test_db", _filled(create, held))
            patch.setattr(flush.Command, "handle", _restore)
        else:
            with django_db_blocker.unblock():
                template = _postgresql_template()
            connection.settings_dict["TEST"]["TEMPLATE"] = template
            patch.setattr(creation, "_create_test_db", _in_turn(create))
            patch.setattr(flush.Command, "handle", _with_the_log_open(flush.Command.handle))
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """End what threads of tests left connected: PostgreSQL drops no database that is in use."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def _filled(create: Callable[..., str], held: ExitStack) -> Callable[..., str]:
    """Fill SQLite's database in memory, and hold it: it lasts as long as somebody is connected."""

    def create_filled(*arguments: Any, **options: Any) -> str:
        name = create(*arguments, **options)
        holding = held.enter_context(closing(sqlite3.connect(name, uri=True)))
        _copy_template(holding)
        return name

    return create_filled


def _copy_template(into: sqlite3.Connection) -> None:
    with closing(
        sqlite3.connect(f"file:{migrated.template_database()}?mode=ro", uri=True)
    ) as template:
        template.backup(into)


def _restore(self: flush.Command, **options: Any) -> None:
    """Put the migrated database back after a test that committed: faster than emptying tables."""
    used = connections[options["database"]]
    used.ensure_connection()
    _copy_template(used.connection)


def _postgresql_template() -> str:
    """Return the name of a migrated database on the server, which is made if it is not there."""
    name = f"vigil_migrated_{migrated.migrations_key()}"
    with _turn() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}_new"')
            cursor.execute(f'CREATE DATABASE "{name}_new"')
            url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}_new")
            migrated.migrate_elsewhere(url.geturl())
            cursor.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
    return name


def _in_turn(create: Callable[..., str]) -> Callable[..., str]:
    """Clone one at a time: PostgreSQL refuses a template that another is being made from."""

    def create_in_turn(*arguments: Any, **options: Any) -> str:
        with _turn():
            return create(*arguments, **options)

    return create_in_turn


@contextmanager
def _turn() -> Iterator[Any]:
    """Hold the one lock of the server for making databases."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(867530)")
        try:
            yield cursor
        finally:
            cursor.execute("SELECT pg_advisory_unlock(867530)")


def _with_the_log_open(handle: Callable[..., None]) -> Callable[..., None]:
    """Let the clean-up after tests that commit empty the log of decisions, and nothing else."""

    def handle_with_the_log_open(self: flush.Command, **options: Any) -> None:
        with _log_open(connections[options["database"]]):
            handle(self, **options)

    return handle_with_the_log_open


@contextmanager
def _log_open(used: BaseDatabaseWrapper) -> Iterator[None]:
    """Lift the triggers that keep decisions, for as long as the block runs."""
    with used.cursor() as cursor:
        cursor.execute("ALTER TABLE trust_decision DISABLE TRIGGER USER")
        try:
            yield
        finally:
            cursor.execute("ALTER TABLE trust_decision ENABLE TRIGGER USER")
