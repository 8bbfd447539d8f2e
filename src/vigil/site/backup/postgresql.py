"""PostgreSQL's own programs: which of them fits a server, and how they are called."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from vigil.trust.access.errors import NotPossible

DEBIAN: Final = Path("/usr/lib/postgresql")
"""Where Debian keeps the programs of each version."""
VARIABLES: Final = {
    "HOST": "PGHOST",
    "PORT": "PGPORT",
    "USER": "PGUSER",
    "PASSWORD": "PGPASSWORD",
    "NAME": "PGDATABASE",
}

ADDRESSED_BY: Final = frozenset({"host", "port", "user", "password", "passfile", "service"})
"""Options of an address that say where the server is, as in `postgres:///vigil?host=/run/pg`."""


def program(name: str, *, server: int) -> str:
    """Return the path of `pg_dump` or `pg_restore` for a server of this major version.

    A newer program reads an older server, an older one refuses a newer: the oldest that is new
    enough is used. Raises NotPossible with the package to install.
    """
    found = sorted((version, path) for path in _candidates(name) if (version := _major(path)))
    for version, path in found:
        if version >= server:
            return path
    have = f"; this machine has {', '.join(str(v) for v, _path in found)}" if found else ""
    raise NotPossible(
        f"The database is PostgreSQL {server}: its backup needs {name} {server} or newer{have}. "
        f"Install postgresql-client-{server}."
    )


def run(arguments: Sequence[str], database: Mapping[str, Any]) -> None:
    """Run one of the programs on a database. Raises NotPossible with what it said.

    The password is in the environment of the program: nobody sees it in the list of processes.
    """
    done = subprocess.run(
        arguments, env=environment(database), capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason"])[-1]
        raise NotPossible(f"{Path(arguments[0]).name} failed: {said}")


def environment(database: Mapping[str, Any]) -> dict[str, str]:
    """Return the environment in which PostgreSQL's programs reach a database of the settings."""
    stated = {ours: str(database.get(name) or "") for name, ours in VARIABLES.items()}
    options = {
        f"PG{name.upper()}": str(value)
        for name, value in (database.get("OPTIONS") or {}).items()
        if name.startswith("ssl") or name in ADDRESSED_BY
    }
    return {**os.environ, **{name: value for name, value in stated.items() if value}, **options}


def _candidates(name: str) -> set[str]:
    named = shutil.which(name)
    return {*([named] if named else ()), *map(str, DEBIAN.glob(f"*/bin/{name}"))}


def _major(path: str) -> int:
    """Return the major version of a program; 0 where it does not say one."""
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(match[1]) if match else 0
