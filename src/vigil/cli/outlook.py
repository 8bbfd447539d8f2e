"""`vigil outlook`: remind experts, import editions of the index, check frozen reports."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vigil.cli.support.database import set_up_django
from vigil.cli.support.exit_codes import WITH_REJECTS

if TYPE_CHECKING:
    from vigil.outlook.index_editions.verbs import RejectedFile


@click.group("outlook")
def command() -> None:
    """Remind experts of panels that wait for them, import published editions of the index."""


@command.command("remind")
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON.")
def remind(as_json: bool) -> None:
    """Remind experts of a round that closes in three days, and in one, if they have not handed in.

    The letter contains no details. Safe to interrupt, to repeat and to run twice at once; run it
    every hour. The exit status is 3 if somebody could not be written to.

    \b
    Example:
      vigil outlook remind
    """
    set_up_django()
    from django.db import DatabaseError

    from vigil.outlook.experts.verbs.reminding import remind as remind_experts

    try:
        done = remind_experts()
    except DatabaseError as error:
        raise click.ClickException(str(error)) from error
    line = f"{done.reminders} reminded, {done.failed} could not be written to."
    click.echo(json.dumps(done.as_dict()) if as_json else line)
    if done.failed:
        raise SystemExit(WITH_REJECTS)


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--edition", "year", required=True, help="Which edition to read from it: its year.")
@click.option("--by", "email", required=True, help="E-mail address of a chair of panels.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def import_command(file: Path, year: str, email: str, as_json: bool) -> None:
    """Import FILE, .xlsx or .csv, as an edition of the Global Organized Crime Index.

    The whole file or nothing: with anything wrong in it the exit status is 3, and each row and
    column is named. The file that is shown now is not imported again. A corrected file becomes a
    new version beside the old, and so does an earlier file. Averages that differ from the mean of
    their parts by more than 0.01, and scores that are no half steps, are imported as published,
    and named.

    \b
    Example:
      vigil outlook import global_oc_index.xlsx --edition 2023 --by maria@example.org
    """
    set_up_django()
    from vigil.outlook.index_editions.verbs import RejectedFile, import_edition
    from vigil.trust.access.errors import NotAllowed, NotPossible
    from vigil.trust.models import User

    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        raise click.UsageError(f"nobody here has the address {email}")
    try:
        taken = import_edition(file.read_bytes(), year, by=user)
    except RejectedFile as refused:
        _tell_refused(file, refused, as_json)
        raise SystemExit(WITH_REJECTS) from refused
    except (NotAllowed, NotPossible, OSError) as error:
        raise click.ClickException(f"{file.name}: {error}") from error
    edition = taken.edition
    told = {
        "edition": edition.year,
        "version": edition.version,
        "countries": edition.countries,
        "sha256": edition.sha256,
        "new": taken.is_new,
        "doubts": edition.doubts,
    }
    if as_json:
        click.echo(json.dumps(told))
        return
    how = "taken in" if taken.is_new else "the very same file was taken in before"
    click.echo(
        f"{file.name}: edition {edition.year}, version {edition.version}, "
        f"{edition.countries} countries: {how}"
    )
    for left in edition.columns.get("ignored", []):
        click.echo(f"vigil: column {left['title']}: not imported", err=True)
    for doubt in edition.doubts:
        expected = f", the mean of its parts is {doubt['expected']}" if doubt["expected"] else ""
        click.echo(
            f"vigil: row {doubt['row']}, {doubt['country']}, {doubt['term']}: "
            f"{doubt['value']}{expected or ' is no half step'}",
            err=True,
        )


@command.command("verify")
@click.option("--report", "slug", default="", help="Of this report alone: the end of its address.")
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
def verify(slug: str, as_json: bool) -> None:
    """Name each file of the frozen editions of reports that is missing, changed or extra.

    Reads the database only. The exit status is 1 if anything is wrong.

    \b
    Example:
      vigil outlook verify
    """
    set_up_django()
    from vigil.outlook.models import ReportEdition
    from vigil.outlook.reports.edition_files import digest_of_manifest, file_faults

    rows = ReportEdition.objects.select_related("report").order_by("report__slug", "number")
    found = {}
    for edition in rows.filter(report__slug=slug) if slug else rows:
        found[str(edition)] = file_faults(edition)
        if not as_json:
            for problem in found[str(edition)]:
                click.echo(f"{edition}: {problem}")
            if not found[str(edition)]:
                digest = digest_of_manifest(edition)
                click.echo(f"{edition}: whole. SHA-256 of manifest.json: {digest}")
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    if any(found.values()):
        raise SystemExit(1)


def _tell_refused(file: Path, refused: "RejectedFile", as_json: bool) -> None:
    if as_json:
        problems = [vars(problem) for problem in refused.problems]
        click.echo(json.dumps({"new": False, "problems": problems}))
    for problem in refused.problems:
        click.echo(f"vigil: {problem}", err=True)
    click.echo(f"vigil: {file.name}: {refused}", err=True)
