"""`vigil demo`: a second installation in which every room is filled, and everything invented."""

import os
import shutil
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from vigil.cli.support.data_folder import close_folder, data_folder, one_at_a_time
from vigil.cli.support.database import begin_with_a_copy, prepare_database, set_up_django
from vigil.cli.up import listen, name_in_letters, serve, work_beside
from vigil.reading.intake.lines import make_folder, replacing

FOLDER: Final = Path(__file__).resolve().parents[3] / "demo"
FILLED: Final = "filled-on.txt"
"""The file that says that a demonstration is complete, and on which day it was made."""
LOCK: Final = "demo.lock"
NOT_OURS: Final = (
    *("DATABASE_URL", "VIGIL_KEYS", "VIGIL_SECRET_KEY", "VIGIL_SITE"),
    *("VIGIL_MAIL_URL", "VIGIL_MAIL_FROM", "VIGIL_PUBLISHER_ID"),
)
"""Settings of a real installation that a demonstration must not use."""
ORGANISATION: Final = {
    "VIGIL_PUBLISHER": "The Invented Observatory",
    "VIGIL_CONTACT": "nobody@demonstration.invalid",
    "VIGIL_LOGO": "",
}
"""Who runs it: nobody."""


@click.command("demo")
@click.option("--port", default=8100, show_default=True, type=click.IntRange(1, 65535))
@click.option("--once", is_flag=True, help="Make the demonstration, do not serve it, and exit.")
@click.option("--anew", is_flag=True, help="Delete the demonstration first, and make it again.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=FOLDER,
    show_default="demo/ beside the launcher",
    help="Where the demonstration is kept.",
)
def command(port: int, once: bool, anew: bool, folder: Path) -> None:
    """Make a site in which every room is filled and everything is invented, and serve it.

    People, pictures and numbers are made up; every page and file says so. It has a database and
    keys of its own, sends no letter, collects nothing, and never becomes a real installation. The
    second call serves what the first one made. Use --anew now and then: its days do not move.

    \b
    Example:
      vigil demo --port 8100
    """
    listening = None if once else listen(port, "demo")
    site = f"http://localhost:{port}"
    _settings_of(folder.resolve(), site)
    _require_ours()
    with one_at_a_time("demo"):
        if anew or not (data_folder() / FILLED).exists():
            _clear()
            _mark()
            set_up_django()
            _make()
        else:
            set_up_django()
            prepare_database(upgrades=True, copies=False)  # everything in it is invented
        close_folder(data_folder())
    _say(site, listening)
    if listening is not None:
        serve(listening, site, work_beside)


def _settings_of(folder: Path, site: str) -> None:
    """Use the settings of the demonstration, in this process and its children."""
    for name in NOT_OURS:
        os.environ.pop(name, None)
    os.environ |= ORGANISATION | {"VIGIL_DATA": str(folder / "data")}
    name_in_letters(site)


def _require_ours() -> None:
    """Raise a ClickException if the folder holds something, and is not marked."""
    from vigil.trust.demonstration.mark import is_marked

    folder = data_folder()
    held = [path for path in folder.iterdir() if path.name != LOCK] if folder.exists() else []
    if held and not is_marked(folder):
        raise click.ClickException(
            f"{folder} holds something that is not marked as a demonstration. Nothing was changed. "
            "Name another folder with --folder."
        )


def _clear() -> None:
    """Delete what an earlier call made, whole or half; the lock that is held stays."""
    folder = data_folder()
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != LOCK:
            path.unlink()
    shutil.rmtree(folder.with_name("keys"), ignore_errors=True)


def _mark() -> None:
    from vigil.trust.demonstration.mark import FILE, TEXT

    make_folder(data_folder())
    with replacing(data_folder() / FILE) as stream:
        stream.write(TEXT.encode())


def _make() -> None:
    """Make the database, mark it, and fill every room. Django must be loaded."""
    from django.core.management import call_command

    from vigil.site.demonstration.making import make_demonstration
    from vigil.trust.demonstration.verbs import begin_demonstration

    begin_with_a_copy()
    call_command("migrate", verbosity=0, interactive=False)
    begin_demonstration()  # before the first other decision
    prepare_database(begins=True)
    make_demonstration(lambda room: click.echo(f"Filled: {room}"))
    with replacing(data_folder() / FILLED) as stream:
        stream.write(f"{datetime.now(UTC).date()}\n".encode())


def _say(site: str, listening: socket.socket | None) -> None:
    from vigil.casefile.cases.queries import public_cases
    from vigil.trust.demonstration.mark import PLAIN

    made = (data_folder() / FILLED).read_text().strip()
    click.echo(f"{PLAIN} Made on {made}, in {data_folder().parent}")
    click.echo(f"Public record:   {site}/  ({public_cases().count()} cases)")
    click.echo(f"Sign in:         {site}/demonstration/  (choose a person)")
    click.echo(
        "For your team:   `vigil up` begins a real installation (README, Run it for your team)"
    )
    if listening is None:
        click.echo("Serve it with `vigil demo`.")
