"""`vigil outbox`: send released letters; show how many wait; note which came back."""

import json
from collections import Counter
from typing import IO

import click

from vigil.cli.support.database import set_up_django
from vigil.cli.support.exit_codes import WITH_REJECTS


@click.group("outbox")
def command() -> None:
    """Send the letters that were released, note which came back, or show how many there are."""


@command.command("send")
@click.option("--limit", default=200, show_default=True, help="At most so many letters.")
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON.")
def send(limit: int, as_json: bool) -> None:
    """Send the letters that are released and due, and remove old texts and files.

    Safe to interrupt, to repeat and to run twice at once; run it every minute. The exit status
    is 3 if a letter was not sent and a person must look at it.

    \b
    Example:
      vigil outbox send
    """
    set_up_django()
    from django.db import DatabaseError

    from vigil.trust.access.errors import NotPossible
    from vigil.trust.outbox.verbs.letters import is_captured, remove_old_texts
    from vigil.trust.outbox.verbs.sending import send_waiting
    from vigil.trust.uploads.verbs.files import clear_away

    try:
        done = send_waiting(limit)
        done.emptied = remove_old_texts()
        done.cleared = clear_away()
    except (NotPossible, DatabaseError) as error:
        raise click.ClickException(str(error)) from error
    told = {**done.as_dict(), "captured": is_captured()}
    if as_json:
        click.echo(json.dumps(told))
    else:
        click.echo(
            f"{done.sent} sent, {done.again} tried again later, {done.failed} not sent, "
            f"{done.unsure} broken off, {done.dropped} dropped; {done.emptied} texts removed."
        )
        if is_captured():
            click.echo("No mail server is set up (/desk/setup/mail/): letters stay in the outbox.")
    if done.failed or done.unsure:
        raise SystemExit(WITH_REJECTS)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON.")
def states(as_json: bool) -> None:
    """Show how many letters wait, are being sent, were sent or failed.

    \b
    Example:
      vigil outbox list --json
    """
    set_up_django()
    from django.db import DatabaseError

    from vigil.trust.models import Letter

    try:
        counts = Counter(Letter.objects.order_by().values_list("state", flat=True))
    except DatabaseError as error:
        raise click.ClickException(str(error)) from error
    told = {str(state): counts[state] for state in Letter.State}
    lines = [f"{number:>6} {state}" for state, number in told.items()]
    click.echo(json.dumps(told) if as_json else "\n".join(lines))


@command.command("bounced")
@click.argument("file", type=click.File("rb"), default="-")
def bounced(file: IO[bytes]) -> None:
    """Read a mail server's report that a letter was not delivered, and mark the letter.

    FILE is one message (RFC 3464); without it, the message is read from standard input. The desk
    then shows that the letter came back, and why. The exit status is 3 if the message is no such
    report, or of no letter that was sent from here.

    \b
    Example:
      vigil outbox bounced report.eml
    """
    set_up_django()
    from django.db import DatabaseError

    from vigil.trust.outbox.return_reports import LARGEST, read_return_report
    from vigil.trust.outbox.verbs.returning import note_return

    report = read_return_report(file.read(LARGEST))
    if report is not None and not report.final:
        click.echo("The mail server still tries to deliver the letter. Nothing was changed.")
        return
    try:
        letter = note_return(report) if report else None
    except DatabaseError as error:
        raise click.ClickException(str(error)) from error
    if letter is None:
        click.echo("This is no report of a letter that was sent from here.", err=True)
        raise SystemExit(WITH_REJECTS)
    click.echo(f"Letter {letter.pk} came back. It is on the desk, in the outbox.")
