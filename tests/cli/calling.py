"""Commands of `vigil`, called in this process or started as a program of their own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from click.testing import CliRunner

from vigil.cli import main

ROOT = Path(__file__).resolve().parents[2]
OF_TESTS = ("VIGIL_", "DJANGO_", "PYTEST_", "DATABASE_URL")
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith(OF_TESTS)},
    "PYTHONPATH": str(ROOT / "src"),
}
"""What a program is started with: nothing of these tests, and no settings of an installation."""


class Ran(NamedTuple):
    """How a command ended, and what it wrote."""

    status: int
    stdout: str
    stderr: str


def call(*arguments: str | Path) -> Ran:
    """Call `vigil` with these arguments in this process, on the database of the test.

    An exception that would print a traceback is raised.
    """
    ran = CliRunner().invoke(
        main, [*map(str, arguments)], prog_name="vigil", catch_exceptions=False
    )
    return Ran(ran.exit_code, ran.stdout, ran.stderr)


def settings_of(data: Path, more: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """Return the environment of an installation whose keys lie beside its data folder."""
    keys = str(data.with_name("keys"))
    return {**ENVIRONMENT, "VIGIL_DATA": str(data), "VIGIL_KEYS": keys, **more}


def start(*arguments: str | Path, data: Path) -> Ran:
    """Start `vigil` as a program with a data folder and an SQLite database of its own."""
    ran = subprocess.run(
        [sys.executable, "-m", "vigil.cli", *map(str, arguments)],
        env=settings_of(data),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in ran.stderr, ran.stderr
    return Ran(ran.returncode, ran.stdout, ran.stderr)
