"""What several verbs share: exit codes, progress, the data folder, Django when it is needed."""

import fcntl
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from vigil.reading.records import Rejected
from vigil.site.checks import file_modes

DONE, FAILED, MISUSE, WITH_REJECTS = 0, 1, 2, 3


def data_folder() -> Path:
    """Return VIGIL_DATA, or `data/` beside the launcher."""
    named = os.environ.get("VIGIL_DATA")
    return Path(named).resolve() if named else Path(__file__).resolve().parents[4] / "data"


def make_data_folder() -> Path:
    """Make the data folder if need be and return it. Nobody but its owner gets in.

    Raises a ClickException if it cannot be made, written, or closed to others.
    """
    folder = data_folder()
    file_modes.keep_new_files_closed()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if file_modes.is_open(folder):
            close_folder(folder)
        why = "" if os.access(folder, os.W_OK | os.X_OK) else "it cannot be written"
    except OSError as error:
        why = str(error.strerror)
    if why:
        raise click.ClickException(f"data folder {folder}: {why} (VIGIL_DATA names another)")
    return folder


def close_folder(folder: Path) -> None:
    """Close a folder to other users of the machine. Raises a ClickException if it cannot be."""
    try:
        done = file_modes.close_to_others(folder)
    except OSError as error:
        raise click.ClickException(
            f"others on this machine may read {error.filename}, and its mode cannot be changed "
            f"({error.strerror}). As its owner run: chmod -R go= {folder}"
        ) from error
    if done:
        click.echo(f"{folder}: {done:,} files and folders were closed to others.", err=True)


def set_up_django() -> None:
    """Load Django and its rooms (a second or two). Decisions of the command say that it was one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigil.site.settings")
    import django

    make_data_folder()
    django.setup()
    if (command := click.get_current_context(silent=True)) is not None:
        from vigil.trust.decisions.verbs import on_the_host

        command.with_resource(on_the_host())


def prepare_database(*, begins: bool = False) -> None:
    """Bring the database up to date, making it if need be; load what an installation opens with.

    Sessions of the programme keep their wall time where a zone has changed its rules since. One
    process at a time does it. The first keys are made only where it `begins`. Raises a
    ClickException if the database cannot be used, or if its keys are not here where it begins.
    """
    from django.core.management import call_command
    from django.db import OperationalError

    from vigil.casefile.open_case_file import verbs as open_case_file
    from vigil.programme.events.verbs import example_event
    from vigil.programme.time_zones import verbs as time_zones
    from vigil.witness.profiles import verbs as profiles

    with one_at_a_time("database"):
        try:
            _begin_with_a_copy()
            call_command("migrate", verbosity=0, interactive=False)
            _use_keys(begins=begins)
            open_case_file.load()
            example_event.load()
            profiles.load()
            time_zones.recompute()
        except OperationalError as error:
            raise click.ClickException(f"the database cannot be used: {error}") from error


def _use_keys(*, begins: bool) -> None:
    """Make the first keys where the installation `begins`; else leave what is missing missing."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from vigil.site.installation.first_start import prepare_keys_and_digests
    from vigil.trust.access.errors import NotPossible
    from vigil.trust.vault.verbs import first_keys

    try:
        if begins:
            made = prepare_keys_and_digests()
            close_folder(settings.VIGIL_KEYS)
            if made:
                click.echo(
                    f"Keys were made in {settings.VIGIL_KEYS}. Copy this folder to a safe place, "
                    "apart from the data: without it nothing that was sealed can be read again.",
                    err=True,
                )
        elif first_keys.is_older():
            raise click.ClickException(
                "this database is of an older version: run `vigil up --once` first, which makes "
                "slow what it knows people by"
            )
    except (NotPossible, ImproperlyConfigured, OSError) as error:
        raise click.ClickException(str(error)) from error


def _begin_with_a_copy() -> None:
    """Where there is no SQLite file yet, copy one that is migrated: half a minute of CPU less."""
    from vigil.site.installation import migrated_database

    file = migrated_database.sqlite_file()
    if file is not None and not file.exists():
        migrated_database.copy_to(file)


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


class RejectCounter:
    """Says each rejected input on the error stream, and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def note(self, rejected: Rejected) -> None:
        """Say one rejected input (or a remark on one that was kept, which does not count)."""
        click.echo(f"vigil: {rejected}", err=True)
        self.count += not rejected.kept
