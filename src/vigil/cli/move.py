"""`vigil move`: move everything from SQLite to PostgreSQL, or back."""

import json
from dataclasses import asdict

import click

from vigil.cli.support.data_folder import one_at_a_time
from vigil.cli.support.database import refuse_demonstration, set_up_django
from vigil.cli.support.exit_codes import FAILED


@click.command("move")
@click.option("--to", required=True, metavar="URL", help="postgres://… or sqlite:////PATH")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(to: str, as_json: bool) -> None:
    """Copy the database to an empty one of the other kind, and check that all of it is there.

    Stop the site and the worker first. The old database stays as it is; files and keys stay where
    they are. Afterwards set DATABASE_URL to the new one (for SQLite in the data folder: unset it).

    \b
    Example:
      vigil move --to postgres://vigil@/vigil
    """
    refuse_demonstration("it stays where it is.")
    set_up_django()
    from vigil.site.backup.databases import config_of
    from vigil.site.moving.moving import move
    from vigil.trust.access.errors import NotPossible

    try:
        with one_at_a_time("database"), one_at_a_time("backup"):
            moved = move(config_of(to))
    except NotPossible as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps({"ok": moved.ok, **asdict(moved)}))
    else:
        click.echo(f"Moved: {moved.rows:,} rows; texts in the search: {moved.texts:,}.")
        for one in moved.checks:
            click.echo(f"{'ok   ' if one.ok else 'WRONG'} {one.text}")
        click.echo("Now set DATABASE_URL to the new database, and start the site.")
    if not moved.ok:
        raise SystemExit(FAILED)
