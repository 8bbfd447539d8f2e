"""`vigil test`: the whole test suite."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

MEANT_FOR_TESTS = ("VIGIL_SHARED", "VIGIL_NO_SKIPS")
ON_ALL_CORES = ("--numprocesses=auto", "--dist=loadfile")


@click.command("test", context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: Sequence[str]) -> None:
    """Run the tests; what follows is passed to pytest. Where no file is named, on all cores.

    Tests that need Chromium, PostgreSQL, Java or the development data skip where these are absent,
    and say so. Settings of an installation do not reach them, but for DATABASE_URL: beside the
    database it names, one for the tests is made.

    \b
    Example:
      vigil test tests/intake -x
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        if name in MEANT_FOR_TESTS or not name.startswith(("VIGIL_", "DJANGO_"))
    }
    os.chdir(Path(__file__).resolve().parents[3])
    some = any(Path(argument.partition("::")[0]).exists() for argument in arguments)
    spread = () if some else ON_ALL_CORES
    # This process becomes pytest: signals and the exit status are its own.
    os.execve(sys.executable, [sys.executable, "-m", "pytest", *spread, *arguments], environment)  # noqa: S606
