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


def make_data_folder() -> Path:
    """Make the data folder if need be and return it.

    Raises a ClickException if it cannot be made or written.
    """
    folder = data_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        why = "" if os.access(folder, os.W_OK | os.X_OK) else "it cannot be written"
    except OSError as error:
        why = str(error.strerror)
    if why:
        raise click.ClickException(f"data folder {folder}: {why} (VIGIL_DATA names another)")
    return folder


def set_up_django() -> None:
    """Load Django and its rooms (a second or two), which keep a key in the data folder."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigil.site.settings")
    import django

    make_data_folder()
    django.setup()


def prepare_database() -> None:
    """Bring the database up to date, making it if need be; load what an installation opens with.

    Sessions of the programme keep their wall time where a zone has changed its rules since. One
    process at a time does it. Raises a ClickException if the database cannot be used.
    """
    from django.core.management import call_command
    from django.db import OperationalError

    from vigil.casefile.domain import open_case_file
    from vigil.programme.domain import example, retiming
    from vigil.witness.domain import shipping

    with one_at_a_time("database"):
        try:
            _begin_with_a_copy()
            call_command("migrate", verbosity=0, interactive=False)
            open_case_file.load()
            example.load()
            shipping.load()
            retiming.recompute()
        except OperationalError as error:
            raise click.ClickException(f"the database cannot be used: {error}") from error


def _begin_with_a_copy() -> None:
    """Where there is no SQLite file yet, copy one that is migrated: half a minute of CPU less."""
    from vigil.site import migrated

    file = migrated.sqlite_file()
    if file is not None and not file.exists():
        migrated.copy_to(file)


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Hold the lock of that name in the data folder; wait for another process that has it.

    The lock belongs to the process: a killed one leaves none behind.
    """
    with (make_data_folder() / f"{name}.lock").open("w") as file:
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

    def of(self, what: str, number: int) -> None:
        """Count `number` more of something; where it is something else, begin a new line."""
        if what != self.what:
            self.end()
            self.what, self.count, self.began = what, 0, time.monotonic()
        self.add(number)

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
