"""`vigil people`: check a sheet of people, and invite them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vigil.cli.support.database import prepare_database, set_up_django
from vigil.cli.support.exit_codes import WITH_REJECTS

if TYPE_CHECKING:
    from vigil.desk.users.people_sheet import PeoplePlan

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
LANGUAGES = ("en", "es", "fr", "pt", "ar")
language_option = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="Language of the letters, where a row names none.",
)


@click.group("people")
def command() -> None:
    """Invite people by a sheet, .xlsx or .csv: email, name, language, roles, countries.

    \b
    Example:
      vigil people plan team.csv
      vigil people import team.csv
    """


@command.command("plan")
@click.argument("file", type=FILE)
@language_option
def plan_command(file: Path, language: str) -> None:
    """Show whom FILE would invite. Nothing is written, no letter is sent.

    The exit status is 3 if rows would be left out.

    \b
    Example:
      vigil people plan team.csv
    """
    _tell(file, _planned(file, language), done=False)


@command.command("import")
@click.argument("file", type=FILE)
@language_option
def import_command(file: Path, language: str) -> None:
    """Invite the people of FILE: all rows without a mistake, or none.

    Each gets a letter with a link that works once, within 7 days. Where no mail server is set up,
    the links are printed, to be handed over. Whoever can run this command administers the
    installation; the log records that it was done on the command line, without a name. The exit
    status is 3 if rows were left out.

    \b
    Example:
      vigil people import team.csv --language es
    """
    planned = _planned(file, language)
    from django.utils.translation import override

    from vigil.trust.access.errors import NotPossible
    from vigil.trust.decisions.verbs import COMMAND_LINE
    from vigil.trust.invitations.verbs import invite
    from vigil.trust.outbox.site_address import in_letters

    if planned.invited:
        try:
            done = invite(planned.invited, by=COMMAND_LINE)
        except NotPossible as error:
            raise click.ClickException(f"{file}: {error}") from error
        for row in done.invitations if done.tokens else ():
            with override(row.language):
                click.echo(f"{row.email}\t{in_letters('invitation', done.tokens[row.pk])}")
    _tell(file, planned, done=True)


def _planned(file: Path, language: str) -> "PeoplePlan":
    set_up_django()
    prepare_database()
    from vigil.desk.users.people_sheet import plan_people
    from vigil.trust.access.errors import NotPossible
    from vigil.trust.decisions.verbs import COMMAND_LINE

    try:
        return plan_people(file.read_bytes(), by=COMMAND_LINE, language=language)
    except (NotPossible, OSError) as error:
        raise click.ClickException(f"{file}: {error}") from error


def _tell(file: Path, planned: "PeoplePlan", *, done: bool) -> None:
    """Print whom a sheet invites, and each row that is left out."""
    said = "invited" if done else "would be invited"
    click.echo(f"{file}: {len(planned.invited)} {said}, {len(planned.broken)} left out", err=True)
    if not done:
        for row in planned.rows:
            if not row.problems:
                limits = " ".join([*row.person.countries, *row.person.languages])
                roles = ", ".join(row.person.roles) + (f" ({limits})" if limits else "")
                click.echo(f"row {row.number}: {row.person.email} {row.person.language}: {roles}")
    if planned.ignored:
        click.echo(f"  columns left out: {', '.join(planned.ignored)}", err=True)
    for row in planned.broken:
        for problem in row.problems:
            told = f"row {row.number}, {problem.column} {problem.value!r}: {problem.reason}"
            click.echo(f"vigil: {told}", err=True)
    if planned.broken:
        raise SystemExit(WITH_REJECTS)
