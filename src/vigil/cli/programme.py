"""`vigil programme`: write to registrants, and remove what was kept for a time."""

import json
from typing import TYPE_CHECKING

import click

from vigil.cli.support.database import set_up_django
from vigil.cli.support.exit_codes import WITH_REJECTS

if TYPE_CHECKING:
    from vigil.programme.registrations.verbs.notifications import NotificationRun


@click.group("programme")
def command() -> None:
    """Write to registrants (changes, free places, reminders), and remove what is old."""


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
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON.")
def tidy(as_json: bool) -> None:
    """Remove recordings after their last day, and questions 30 days after their session.

    For good; run it daily. Recordings are not served from the day after their last one, whether or
    not this ran. Safe to interrupt and to repeat.

    \b
    Example:
      vigil programme tidy
    """
    set_up_django()
    from django.db import DatabaseError

    from vigil.programme.questions.verbs.opening import remove_expired_questions
    from vigil.programme.recordings.verbs.removing import remove_expired

    try:
        done = {"removed": remove_expired(), "questions": remove_expired_questions()}
    except DatabaseError as error:
        raise click.ClickException(str(error)) from error
    line = f"{done['removed']} recordings and {done['questions']} questions removed."
    click.echo(json.dumps(done) if as_json else line)


def _say(done: "NotificationRun", line: str, as_json: bool) -> None:
    click.echo(json.dumps(done.as_dict()) if as_json else line)
    if done.failed:
        raise SystemExit(WITH_REJECTS)
