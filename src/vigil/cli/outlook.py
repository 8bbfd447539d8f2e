"""`vigil outlook`: remind experts of rounds that they have not handed in."""

import json

import click

from vigil.cli.common import WITH_REJECTS, set_up_django


@click.group("outlook")
def command() -> None:
    """Remind experts of panels on which they have not answered yet."""


@command.command("remind")
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON.")
def remind(as_json: bool) -> None:
    """Remind experts of a round that closes in three days, and in one, if they have not handed in.

    The letter names nothing. Safe to interrupt, to repeat and to run twice at once; run it every
    hour. The exit status is 3 if somebody could not be written to.

    \b
    Example:
      vigil outlook remind
    """
    set_up_django()
    from django.db import DatabaseError

    from vigil.outlook.domain.reminding_panels import remind as run

    try:
        done = run()
    except DatabaseError as error:
        raise click.ClickException(str(error)) from error
    line = f"{done.reminders} reminded, {done.failed} could not be written to."
    click.echo(json.dumps(done.as_dict()) if as_json else line)
    if done.failed:
        raise SystemExit(WITH_REJECTS)
