"""`vigil fund`: remind grantees of reports, export all data to an officer, write files."""

import json
from pathlib import Path

import click

from vigil.cli.support.database import set_up_django
from vigil.cli.support.exit_codes import WITH_REJECTS


@click.group("fund")
def command() -> None:
    """Remind grantees of reports, export all data to an officer, write the published files."""


@command.command("remind")
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON.")
def remind(as_json: bool) -> None:
    """Remind grantees with an email address of reports that are due, once in two weeks.

    The letter contains no details. If nothing may be sent to a grantee, it waits for a person.
    Safe to interrupt, to repeat and to run twice at once; run it daily. The exit status is 3 if
    somebody could not be written to.

    \b
    Example:
      vigil fund remind
    """
    set_up_django()
    from django.db import DatabaseError

    from vigil.fund.reporting.verbs import remind_of_reports

    try:
        done = remind_of_reports()
    except DatabaseError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(done.as_dict()))
    else:
        click.echo(
            f"{done.reminders} reminded ({done.waiting} of them wait for a person), "
            f"{done.unreached} are not reached by e-mail, {done.failed} could not be written to."
        )
    if done.failed:
        raise SystemExit(WITH_REJECTS)


@command.command("export")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--by", "email", required=True, help="E-mail address of the officer who takes it.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of CSV in the file.")
def export(file: Path, email: str, as_json: bool) -> None:
    """Write all that an officer may see to FILE, a ZIP. Sealed values are left out.

    The log records the export. An existing file is not overwritten.

    \b
    Example:
      vigil fund export fund.zip --by maria@example.org
    """
    set_up_django()
    from vigil.fund.overview.full_export import export_all
    from vigil.trust.access.errors import NotAllowed, NotPossible
    from vigil.trust.models import User

    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        raise click.UsageError(f"nobody here has the address {email}")
    try:
        pieces = export_all("json" if as_json else "csv", by=user)
        with file.open("xb") as out:
            file.chmod(0o600)
            out.writelines(pieces)
    except FileExistsError as error:
        raise click.ClickException(f"{file}: it is there already") from error
    except (NotAllowed, NotPossible, OSError) as error:
        raise click.ClickException(f"{file}: {error}") from error
    click.echo(f"{file}: {file.stat().st_size:,} bytes")


@command.command("files")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def files(folder: Path) -> None:
    """Write the files of the last release to FOLDER, as the site offers them.

    They contain only public data. Without VIGIL_PUBLISHER_ID the IATI file is not written, and the
    exit status is 3; the other files are written.

    \b
    Example:
      vigil fund files published/
    """
    set_up_django()
    from django.db import DatabaseError

    from vigil.fund.models import FundRelease
    from vigil.fund.releases import iati
    from vigil.fund.releases.verbs import files_of

    try:
        release = FundRelease.objects.first()
        if release is None:
            raise click.ClickException("nothing was published yet")
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in sorted(files_of(release).items()):
            (folder / name).write_bytes(content)
            click.echo(f"{folder / name}: {len(content):,} bytes")
    except (DatabaseError, OSError) as error:
        raise click.ClickException(f"{folder}: {error}") from error
    if why := iati.why_no_file():
        click.echo(why, err=True)
        raise SystemExit(WITH_REJECTS)
