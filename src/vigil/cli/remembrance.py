"""`vigil remembrance`: send reminders of anniversaries to those who asked for them."""

import json

import click

from vigil.cli.support.database import set_up_django
from vigil.cli.support.exit_codes import WITH_REJECTS


@click.group("remembrance")
def command() -> None:
    """Send reminders of anniversaries to those who asked for them."""


@command.command("remind")
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON.")
def remind(as_json: bool) -> None:
    """Send everybody who is due the anniversaries of their day or week, each once.

    Safe to interrupt, to repeat and to run twice at once; run it every morning, before
    `vigil outbox send`. People who asked and never confirmed are removed. The exit status is 3
    if somebody could not be written to.

    \b
    Example:
      vigil remembrance remind
    """
    set_up_django()
    from django.db import DatabaseError

    from vigil.witness.reminders.verbs import remind as send_reminders

    try:
        done = send_reminders()
    except DatabaseError as error:
        raise click.ClickException(str(error)) from error
    line = (
        f"{done.written} written to, {done.nobody} with nobody to remember, "
        f"{done.removed} removed, {done.failed} could not be written to."
    )
    click.echo(json.dumps(done.as_dict()) if as_json else line)
    if done.failed:
        raise SystemExit(WITH_REJECTS)
