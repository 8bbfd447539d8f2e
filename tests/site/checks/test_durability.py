"""A database that forgets what it said it had kept is not used, unless told in so many words."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections

from vigil.site.checks.durability import MAY_LOSE, check_durability


class Connection:
    """A connection to PostgreSQL that has these settings, as far as the question goes."""

    vendor = "postgresql"

    def __init__(self, **settings: str) -> None:
        self.settings = {"fsync": "on", "synchronous_commit": "on", **settings}
        self.connection, self.closed = self, False

    def cursor(self) -> "Connection":
        return self

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_error: object) -> None: ...

    def execute(self, asked: str) -> None:
        self.asked = asked.removeprefix("SHOW ")

    def fetchone(self) -> tuple[str]:
        return (self.settings[self.asked],)

    def close(self) -> None:
        self.closed = True


def check(made: Any) -> None:
    check_durability(made)


@pytest.fixture(autouse=True)
def _untold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MAY_LOSE, raising=False)


@pytest.mark.parametrize(
    ("off", "said"),
    [
        ({"fsync": "off"}, "fsync = off"),
        ({"synchronous_commit": "off"}, "synchronous_commit = off"),
        ({"fsync": "off", "synchronous_commit": "off"}, "fsync = off, synchronous_commit = off"),
    ],
)
def test_a_database_that_loses_writes_is_refused(
    off: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Connection(**off)
    with pytest.raises(ImproperlyConfigured, match=said) as refused:
        check(made)
    assert f"{MAY_LOSE}=1" in str(refused.value)
    assert made.closed
    monkeypatch.setenv(MAY_LOSE, "1")
    check(Connection(**off))


@pytest.mark.parametrize("how", ["on", "local", "remote_write", "remote_apply"])
def test_a_database_that_keeps_them_is_used(how: str) -> None:
    made = Connection(synchronous_commit=how)
    check(made)
    assert not made.closed


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_process_gets_no_connection_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the server of the tests, with a setting of this connection alone."""
    monkeypatch.setenv(MAY_LOSE, "1")
    connection.ensure_connection()  # while this server need keep nothing
    monkeypatch.delenv(MAY_LOSE)
    new = connection.copy()
    new.settings_dict["OPTIONS"] = {
        **new.settings_dict.get("OPTIONS", {}),
        "options": "-c synchronous_commit=off",
    }
    try:
        with pytest.raises(ImproperlyConfigured, match="synchronous_commit = off"):
            new.ensure_connection()
        assert new.connection is None
    finally:
        new.close()
        assert connections["default"].connection is not None
