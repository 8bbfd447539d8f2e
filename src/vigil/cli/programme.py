"""`vigil programme`: write to registrants, and remove recordings at the end of their time."""

import json
from typing import TYPE_CHECKING

import click

from vigil.cli.support.database import set_up_django
from vigil.cli.support.exit_codes import WITH_REJECTS

if TYPE_CHECKING:
    from vigil.programme.registrations.verbs.notifications import NotificationRun


@click.group("programme")
def command() -> None:
    """Write to registrants (changes, free places, reminders), and remove old recordings."""


@command.command("tell")
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON.")
def tell(as_json: bool) -> None:
    """Notify registrants of changes, offer free places, and forget old registrations.

    Each person is notified of a change once, however often this is run or interrupted; run it
    every few minutes, before `vigil outbox send`. The exit status is 3 if somebody could not be
    written to.

    \b
    Example:
      vigil programme tell
    """
    set_up_django()
    from django.db import DatabaseError

    from vigil.programme.registrations.verbs.notifications import tell as run

    try:
        done = run()
    except DatabaseError as error:
        raise click.ClickException(str(error)) from error
    _say(
        done,
        f"{done.changes} told of a change, {done.placed} given a place, "
        f"{done.forgotten} forgotten, {done.failed} could not be written to.",
        as_json,
    )


@command.command("remind")
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON.")
def remind(as_json: bool) -> None:
    """Remind registrants of sessions that begin within a day, each once.

    Safe to interrupt, to repeat and to run twice at once; run it every hour. The exit status is
    3 if somebody could not be written to.

    \b
    Example:
      vigil programme remind
    """
    set_up_django()
    from django.db import DatabaseError

    from vigil.programme.registrations.verbs.notifications import remind as run

    try:
        done = run()
    except DatabaseError as error:
        raise click.ClickException(str(error)) from error
    _say(done, f"{done.reminders} reminded, {done.failed} could not be written to.", as_json)


@command.command("tidy")
@click.option("--json", "as_json", is_flag=True, help="Print the number as JSON.")
def tidy(as_json: bool) -> None:
    """Remove recordings after their last day, for good; run it daily.

    From the day after, they are not served any more, whether or not this ran. Safe to interrupt
    and to repeat.

    \b
    Example:
      vigil programme tidy
    """
    set_up_django()
    from django.db import DatabaseError

    from vigil.programme.recordings.verbs.removing import remove_expired

    try:
        removed = remove_expired()
    except DatabaseError as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps({"removed": removed}) if as_json else f"{removed} recordings removed.")


def _say(done: "NotificationRun", line: str, as_json: bool) -> None:
    click.echo(json.dumps(done.as_dict()) if as_json else line)
    if done.failed:
        raise SystemExit(WITH_REJECTS)
