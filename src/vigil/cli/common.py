"""What several verbs share: exit codes, progress, the data folder, Django when it is needed."""

import fcntl
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from vigil.records import Rejected

DONE, FAILED, MISUSE, WITH_REJECTS = 0, 1, 2, 3


def data_folder() -> Path:
    """Return VIGIL_DATA, or `data/` beside the launcher."""
    named = os.environ.get("VIGIL_DATA")
    return Path(named).resolve() if named else Path(__file__).resolve().parents[3] / "data"


def set_up_django() -> None:
    """Load Django and its rooms (a second or two)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigil.site.settings")
    import django

    django.setup()


def prepare_database() -> None:
    """Bring the database up to date, making it if need be, and load the open case file."""
    from django.core.management import call_command

    data_folder().mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    from vigil.casefile.domain import open_case_file

    open_case_file.load()


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Hold the lock of that name in the data folder; wait for another process that has it.

    The lock belongs to the process: a killed one leaves none behind.
    """
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            click.echo("Another run is under way; waiting for it.", err=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Progress:
    """One line on a terminal that tells how far a long task has come; silent elsewhere."""

    def __init__(self, what: str) -> None:
        self.what, self.count, self.began = what, 0, time.monotonic()
        self.shown = sys.stderr.isatty()

    def add(self, number: int) -> None:
        """Count `number` more and say so."""
        self.count += number
        if self.shown:
            rate = self.count / max(time.monotonic() - self.began, 0.001)
            click.echo(f"\r{self.count:,} {self.what}, {rate:,.0f} a second", nl=False, err=True)

    def end(self) -> None:
        """Leave the line."""
        if self.shown and self.count:
            click.echo("", err=True)


class Rejects:
    """Says each rejected input on the error stream, and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def note(self, rejected: Rejected) -> None:
        """Say one rejected input (or a remark on one that was kept, which does not count)."""
        click.echo(f"vigil: {rejected}", err=True)
        self.count += not rejected.kept
