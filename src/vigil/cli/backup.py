"""`vigil backup`: copy database, files and keys to another place, while the site runs."""

import json
import signal
from threading import Event
from typing import TYPE_CHECKING

import click
import msgspec

from vigil.cli.support.data_folder import one_at_a_time
from vigil.cli.support.database import refuse_demonstration, set_up_django

if TYPE_CHECKING:
    from vigil.site.backup.backing_up import Made
    from vigil.site.backup.names import Keep
    from vigil.site.backup.places.place import Place


@click.command("backup")
@click.argument("to", default="")
@click.option("--stream", is_flag=True, help="Go on: copy what changed every few minutes.")
@click.option(
    "--every", default=5.0, show_default=True, type=click.FloatRange(0.01), help="Minutes."
)
@click.option(
    "--keep",
    default="14,8,12",
    show_default=True,
    metavar="DAYS,WEEKS,MONTHS",
    help="How many old backups are kept: the newest of so many days, weeks and months.",
)
@click.option("--list", "only_list", is_flag=True, help="List the backups there, and end.")
@click.option("--json", "as_json", is_flag=True, help="Print what was made as JSON.")
def command(to: str, stream: bool, every: float, keep: str, only_list: bool, as_json: bool) -> None:
    """Back up database and files to TO (or VIGIL_BACKUP), while the site runs.

    TO is a folder, `restic:REPOSITORY` or `borg:REPOSITORY` (over SSH and to S3 too). Keys are
    never in a backup: a copy of them, encrypted with the password in VIGIL_BACKUP_PASSWORD_FILE,
    is put beside it.

    \b
    Examples:
      vigil backup /mnt/backups
      vigil backup restic:sftp:me@backup.example.org:/srv/vigil
      vigil backup --stream
    """
    refuse_demonstration("everything in it is invented, so there is nothing to back up.")
    set_up_django()
    from vigil.site.backup.backing_up import back_up, require_place
    from vigil.site.backup.places.stated import place_of
    from vigil.site.backup.state import note_failure
    from vigil.trust.access.errors import NotPossible

    kept = _keep(keep)
    try:
        place = place_of(require_place(to))
        if only_list:
            for name in place.names():
                click.echo(str(name))
            return
        if stream:
            _go_on(place, every * 60, kept, as_json)
            return
        with one_at_a_time("backup"):
            made = back_up(place, keep=kept)
    except (NotPossible, OSError) as error:
        note_failure(to, str(error))
        raise click.ClickException(str(error)) from error
    assert made is not None
    _tell(made, as_json)


def _go_on(place: "Place", seconds: float, keep: "Keep", as_json: bool) -> None:
    from vigil.site.backup.streaming import stream

    ended = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: ended.set())

    def tell(what: "Made | str") -> None:
        if isinstance(what, str):
            click.echo(f"No copy was made; the next turn tries again. {what}", err=True)
        else:
            _tell(what, as_json)

    stream(place, seconds, ended, tell, lambda: one_at_a_time("backup"), keep)


def _tell(made: "Made", as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(made)))
        return
    what = "Backup" if made.kind == "full" else "What changed"
    click.echo(f"{what}: {made.name} in {made.where}")
    click.echo(
        f"It holds {made.rows:,} rows with {made.decisions:,} decisions, and {made.files:,} files "
        f"({made.size / 1e6:,.1f} MB)."
    )
    if not made.keys:
        click.echo(
            "The keys were NOT copied: nothing sealed can be opened without them. Keep your own "
            "copy, or set VIGIL_BACKUP_PASSWORD_FILE.",
            err=True,
        )
    if made.removed:
        click.echo(f"Old backups removed: {made.removed}.")


def _keep(said: str) -> "Keep":
    from vigil.site.backup.names import Keep

    try:
        days, weeks, months = map(int, said.split(","))
    except ValueError:
        raise click.BadParameter("three numbers, as 14,8,12", param_hint="--keep") from None
    return Keep(days, weeks, months)
