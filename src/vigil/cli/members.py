"""`vigil members`: check and import a sheet of members."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vigil.cli.support.database import prepare_database, set_up_django
from vigil.cli.support.exit_codes import WITH_REJECTS
from vigil.cli.support.progress import Progress

if TYPE_CHECKING:
    from vigil.network.sheets.verbs.importing import Plan
    from vigil.trust.models import User

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
by_option = click.option("--by", "email", required=True, help="E-mail address of who does it.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group("members")
def command() -> None:
    """Import a sheet of members, .xlsx or .csv. Imported members stay hidden at first.

    \b
    Example:
      vigil members plan members.csv --by maria@example.org
      vigil members import members.csv --by maria@example.org
    """


@command.command("plan")
@click.argument("file", type=FILE)
@by_option
@json_option
def plan_command(file: Path, email: str, as_json: bool) -> None:
    """Show what importing FILE would change. Nothing is written.

    The exit status is 3 if rows would be rejected.

    \b
    Example:
      vigil members plan members.csv --by maria@example.org
    """
    planned = _planned(file, _begin(email))
    _tell(file, planned, as_json=as_json, done=False)


@command.command("import")
@click.argument("file", type=FILE)
@by_option
@json_option
def import_command(file: Path, email: str, as_json: bool) -> None:
    """Import the rows of FILE that are not broken: all of them, or none.

    Sent again it changes nothing. The exit status is 3 if rows were rejected.

    \b
    Example:
      vigil members import members.csv --by maria@example.org
    """
    user = _begin(email)
    from vigil.network.sheets.verbs.importing import apply, begin_import
    from vigil.trust.access.errors import NotAllowed, NotPossible

    planned = _planned(file, user)
    progress = Progress("rows taken in")
    try:
        sheet = begin_import(file.read_bytes(), by=user)
        apply(sheet, by=user, seen=planned.digest, progress=progress.add)
    except (NotAllowed, NotPossible, OSError) as error:
        raise click.ClickException(f"{file}: {error}") from error
    finally:
        progress.end()
    _tell(file, planned, as_json=as_json, done=True)


def _begin(email: str) -> "User":
    set_up_django()
    prepare_database()
    from vigil.trust.models import User

    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        raise click.UsageError(f"nobody here has the address {email}")
    return user


def _planned(file: Path, user: "User") -> "Plan":
    from vigil.network.sheets.verbs.importing import plan
    from vigil.trust.access.errors import NotAllowed, NotPossible

    try:
        return plan(file.read_bytes(), by=user)
    except (NotAllowed, NotPossible, OSError) as error:
        raise click.ClickException(f"{file}: {error}") from error


def _tell(file: Path, planned: "Plan", *, as_json: bool, done: bool) -> None:
    """Print what was or would be done, without names and addresses."""
    broken = [
        {"row": row.read.number, "field": problem.field, "reason": problem.reason}
        for row in planned.of("broken")
        for problem in row.read.problems
    ]
    if as_json:
        changes: list[dict[str, Any]] = [
            {"row": row.read.number, "fields": row.fields} for row in planned.of("changed")
        ]
        told = {"counts": planned.counts, "changes": changes, "broken": broken, "done": done}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        counts = planned.counts
        click.echo(
            f"{file}: {counts['new']:,} new, {counts['changed']:,} changed, "
            f"{counts['unchanged']:,} unchanged, {counts['left']:,} left to the members, "
            f"{counts['broken']:,} broken"
        )
        for row in [] if done else planned.of("changed"):
            click.echo(f"  row {row.read.number}: {', '.join(row.fields)}")
        if planned.ignored:
            click.echo(f"  columns left out: {', '.join(planned.ignored)}")
        for one in broken:
            click.echo(f"vigil: row {one['row']}, {one['field']}: {one['reason']}", err=True)
    if broken:
        raise SystemExit(WITH_REJECTS)
