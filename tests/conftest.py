"""What every test may use."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

NO_SKIPS = "VIGIL_NO_SKIPS" in os.environ
ROOT = Path(__file__).resolve().parents[1]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what stands on the database, and leave out what another kind of database is for."""
    left_out = [] if connection.vendor == "postgresql" else _marked(items, "postgresql")
    for item in items:
        if item.get_closest_marker("django_db") or "db" in getattr(item, "fixturenames", ()):
            item.add_marker("database")
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Name each failure as it happens: a run that is cut off prints no summary."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        config.pluginmanager.register(_TellsFailures(config))


class _TellsFailures:
    def __init__(self, config: pytest.Config) -> None:
        self.terminal = config.pluginmanager.get_plugin("terminalreporter")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write the name of what failed on a line of its own."""
        if report.failed and self.terminal is not None:
            self.terminal.write_line(f"\nfailed: {report.nodeid}")


def _marked(items: list[pytest.Item], name: str) -> list[pytest.Item]:
    return [item for item in items if item.get_closest_marker(name)]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of development data, or skip: it is not part of the project."""
    folder = Path(os.environ.get("VIGIL_SHARED") or ROOT.parent / "shared")
    if not (folder / "data").is_dir():
        pytest.skip(f"no development data at {folder} (VIGIL_SHARED names another place)")
    return folder


@pytest.fixture(autouse=True)
def _own_data(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from the data and the keys of an installation."""
    monkeypatch.setenv("VIGIL_DATA", str(tmp_path_factory.getbasetemp() / "data"))
    keys = tmp_path_factory.getbasetemp() / "keys"
    monkeypatch.setenv("VIGIL_KEYS", str(keys))
    monkeypatch.setattr("django.conf.settings.VIGIL_KEYS", keys)


@pytest.fixture(autouse=True)
def _own_publisher(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let who publishes have an identifier: without one there is no IATI file."""
    monkeypatch.setattr("django.conf.settings.VIGIL_PUBLISHER_ID", "NO-BRC-000000000")


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """Let no test speak the language in which the one before it asked for a page."""
    yield
    translation.deactivate()


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


@pytest.fixture(scope="session", autouse=True)
def _flush_may_empty_the_log() -> Iterator[None]:
    """Let the clean-up after tests that commit empty the log of decisions, and nothing else."""
    handle = flush.Command.handle

    def handle_with_the_log_open(self: flush.Command, **options: Any) -> None:
        with _log_open(connections[options["database"]]):
            handle(self, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", handle_with_the_log_open)
        yield


@contextmanager
def _log_open(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Lift the triggers that keep decisions, for as long as the block runs."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE trust_decision DISABLE TRIGGER USER")
            try:
                yield
            finally:
                cursor.execute("ALTER TABLE trust_decision ENABLE TRIGGER USER")
            return
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
            ["trust_decision"],
        )
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        try:
            yield
        finally:
            for _, sql in triggers:
                cursor.execute(sql)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):  # type: ignore[no-untyped-def]
    """Where everything a test needs is installed, a skipped test is a failed one."""
    report = (yield).get_result()
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} skipped where nothing may skip: {report.longrepr}"
