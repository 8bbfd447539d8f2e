"""The data folder: where it is, who may read it, and locks between processes."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from vigil.site.checks import file_modes


def data_folder() -> Path:
    """Return VIGIL_DATA, or `data/` beside the launcher."""
    named = os.environ.get("VIGIL_DATA")
    return Path(named).resolve() if named else Path(__file__).resolve().parents[4] / "data"


def make_data_folder() -> Path:
    """Make the data folder if need be, closed to other users, and return it.

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


def remember_port(port: int) -> None:
    """Remember on which port `vigil up` serves this data folder, for links that others print."""
    _port_file().write_text(f"{port}\n")


def remembered_port() -> int | None:
    """Return the port on which `vigil up` last served this data folder; None if not known."""
    try:
        return int(_port_file().read_text())
    except (OSError, ValueError):
        return None


def _port_file() -> Path:
    return data_folder() / "served-port"


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Hold the lock of that name in the data folder; wait while another process has it.

    The lock belongs to the process, so a killed process leaves none behind.
    """
    with (make_data_folder() / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            click.echo("Another run is under way; waiting for it.", err=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
