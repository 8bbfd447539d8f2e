"""`vigil stories`: publish stories that are due, and hide what consent no longer covers."""

import json

import click

from vigil.cli.support.database import set_up_django


@click.group("stories")
def command() -> None:
    """Publish stories whose time has come, and follow consents that have ended."""


@command.command("tidy")
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON.")
def tidy(as_json: bool) -> None:
    """Publish stories that are due, and hide stories whose consent has ended.

    Nothing is published before its time. A story that cannot be published by then waits for its
    editor. Safe to interrupt, to repeat and to run twice at once; run it every few minutes.

    \b
    Example:
      vigil stories tidy
    """
    set_up_django()
    from django.db import DatabaseError

    from vigil.witness.stories.verbs.scheduled import tidy as tidy_stories

    try:
        done = tidy_stories()
    except DatabaseError as error:
        raise click.ClickException(str(error)) from error
    line = "{published} published, {held} held, {expired} looked at because an agreement ended."
    click.echo(json.dumps(done) if as_json else line.format(**done))
