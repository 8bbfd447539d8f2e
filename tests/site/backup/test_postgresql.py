"""Which of PostgreSQL's programs is used."""

from pathlib import Path

import pytest

from vigil.site.backup import postgresql
from vigil.trust.access.errors import NotPossible


def test_the_oldest_program_that_is_new_enough_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in (13, 15, 17):
        program = tmp_path / str(version) / "bin" / "pg_dump"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}.4'\n")
        program.chmod(0o700)
    monkeypatch.setattr(postgresql, "DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", "/nowhere")
    assert postgresql.program("pg_dump", server=14) == str(tmp_path / "15" / "bin" / "pg_dump")
    with pytest.raises(NotPossible) as refused:
        postgresql.program("pg_dump", server=18)
    assert str(refused.value) == (
        "The database is PostgreSQL 18: its backup needs pg_dump 18 or newer; this machine has "
        "13, 15, 17. Install postgresql-client-18."
    )


def test_the_password_is_in_the_environment_alone() -> None:
    database = {"NAME": "vigil", "PASSWORD": "p", "OPTIONS": {"sslmode": "require", "x": 1}}
    found = postgresql.environment(database)
    assert (found["PGDATABASE"], found["PGPASSWORD"], found["PGSSLMODE"]) == (
        "vigil",
        "p",
        "require",
    )
    assert "PGX" not in found
