"""Commands of `vigil`: called in this process, forks of a program, or programs of their own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, Protocol

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


class Starts(Protocol):
    """What runs a command as a program, and returns how it ended."""

    def __call__(self, *arguments: str | Path) -> Ran:
        """Run it."""


FORKING = """
import json, os, sys
from vigil.cli import main
from vigil.cli.support.database import set_up_django
set_up_django()
for line in sys.stdin:
    arguments, out, err = json.loads(line)
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, path in ((1, out), (2, err)):
            os.dup2(os.open(path, os.O_WRONLY), number)
        main(arguments, prog_name="vigil")
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(json.dumps(status), flush=True)
"""


@contextmanager
def forking(data: Path) -> Iterator[Starts]:
    """Give what runs each command in a fork of one program, which has loaded Django already."""
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, "-c", FORKING],
            env=settings_of(data),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as program,
    ):
        said = [Path(folder, name) for name in ("out", "err")]

        def start_fork(*arguments: str | Path) -> Ran:
            for path in said:
                path.write_text("")
            order = [[*map(str, arguments)], *map(str, said)]
            assert program.stdin is not None
            assert program.stdout is not None
            program.stdin.write(f"{json.dumps(order)}\n")
            program.stdin.flush()
            status = int(json.loads(program.stdout.readline()))
            ran = Ran(status, *(path.read_text("utf-8") for path in said))
            assert "Traceback" not in ran.stderr, ran.stderr
            return ran

        yield start_fork
        program.communicate()
