"""`vigil test`: the tests."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from vigil.site.checks.durability import MAY_LOSE

MEANT_FOR_TESTS = ("VIGIL_SHARED", "VIGIL_NO_SKIPS", MAY_LOSE)
KEPT_AWAY = ("VIGIL_", "DJANGO_", "PYTHONDONTWRITEBYTECODE")
"""Variables kept from the tests. Without bytecode, each of many programs compiles everything."""
ON_ALL_CORES = ("--numprocesses=auto", "--dist=loadfile", "--no-loadscope-reorder")
"""Options that keep the order of the folders, so that the browser's few long tests come first."""
DAILY = "not tail"


@click.command("test", context_settings={"ignore_unknown_options": True})
@click.option("--all", "everything", is_flag=True, help="Run the long tail too.")
@click.option("-m", "marked", default="", metavar="MARKERS", help="As in pytest.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(everything: bool, marked: str, arguments: Sequence[str]) -> None:
    """Run the tests that every change must pass; with --all, the long tail too.

    Further arguments go to pytest. If files are named, all tests in them run, in one process.
    Otherwise the daily tests run, on all cores.

    Tests that need Chromium, PostgreSQL, Java or the development data are skipped without them, and
    say so. Settings of an installation do not reach the tests, except two: DATABASE_URL (a test
    database is made beside the one it names), and whether that database may lose writes.

    \b
    Examples:
      vigil test
      vigil test --all
      vigil test tests/reading/intake -x
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        if name in MEANT_FOR_TESTS or not name.startswith(KEPT_AWAY)
    }
    # Each core has a worker already: threads for matrices would only spin and wait.
    environment.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.chdir(Path(__file__).resolve().parents[3])
    some = any(Path(argument.partition("::")[0]).exists() for argument in arguments)
    spread = () if some else ON_ALL_CORES
    chosen = markers(marked, everything or some)
    # This process becomes pytest: signals and the exit status are its own.
    os.execve(  # noqa: S606
        sys.executable,
        [sys.executable, "-m", "pytest", *spread, *chosen, *arguments],
        environment,
    )


def markers(marked: str, everything: bool) -> list[str]:
    """Return pytest's option for these markers; it excludes the tail unless `everything`."""
    wanted = [f"({marked})"] if marked else []
    wanted += [] if everything else [DAILY]
    return ["-m", " and ".join(wanted)] if wanted else []
