"""`vigil sheet`: import and export a team's own sheet."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from vigil.cli.support.database import prepare_database, set_up_django
from vigil.cli.support.exit_codes import WITH_REJECTS
from vigil.cli.support.progress import Progress
from vigil.cli.support.sheet_summaries import (
    _named,
    plan_as_json,
    print_import,
    print_plan,
    remarks_on,
)

if TYPE_CHECKING:
    from vigil.casefile.models import SheetMapping
    from vigil.casefile.sheet_files.layout import Layout
    from vigil.casefile.sheets.verbs.importing import ImportPlan
    from vigil.trust.models import User


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
by_option = click.option("--by", "email", required=True, help="E-mail address of an adjudicator.")
sheet_option = click.option("--sheet", "name", required=True, help="Under which name it is kept.")
mapping_option = click.option(
    "--mapping", "mapping_file", type=FILE, help="What its columns and words mean (.json)."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group("sheet")
def command() -> None:
    """Import a team's own sheet, .xlsx or .csv, and export it again.

    \b
    Example:
      vigil sheet guess ours.xlsx -o ours.json
      vigil sheet plan ours.xlsx --sheet "Our cases" --mapping ours.json --by maria@example.org
      vigil sheet import ours.xlsx --sheet "Our cases" --mapping ours.json --by maria@example.org
      vigil sheet export back.xlsx --sheet "Our cases" --by maria@example.org
    """


@command.command("guess")
@click.argument("file", type=FILE)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--worksheet", default="", help="The worksheet to read (default: the first).")
@click.option("--encoding", default="", help="The encoding of a .csv file (default: found).")
def guess_command(file: Path, output: Path, worksheet: str, encoding: str) -> None:
    """Write a proposal of what the columns and words of FILE mean. Check it, and change it.

    Unknown words are listed; add each to its part of "words".

    \b
    Example:
      vigil sheet guess ours.xlsx -o ours.json
    """
    if output.exists():
        raise click.UsageError(f"{output} is there already: name another file")
    set_up_django()
    from vigil.casefile.sheet_files.layout_proposals import propose_layout
    from vigil.casefile.sheet_files.limits import Unreadable
    from vigil.casefile.sheet_files.reading import read_sheet

    try:
        sheet = read_sheet(file.read_bytes(), worksheet=worksheet, encoding=encoding)
    except Unreadable as error:
        raise click.ClickException(str(error)) from error
    layout = msgspec.structs.replace(propose_layout(sheet), worksheet=worksheet, encoding=encoding)
    _write(output, msgspec.json.format(msgspec.json.encode(layout), indent=2) + b"\n")
    click.echo(f"{output}: {len(layout.columns)} columns, rows told apart by {_named(layout.key)}")
    for line in remarks_on(layout, sheet):
        click.echo(f"  {line}")


@command.command("plan")
@click.argument("file", type=FILE)
@sheet_option
@mapping_option
@by_option
@json_option
def plan_command(
    file: Path, name: str, mapping_file: Path | None, email: str, as_json: bool
) -> None:
    """Show what importing FILE would change. Nothing is written.

    Without a saved or given mapping, the proposal of `vigil sheet guess` is tried. The exit
    status is 3 if rows would be rejected.

    \b
    Example:
      vigil sheet plan ours.xlsx --sheet "Our cases" --by maria@example.org
    """
    user = _begin(email)
    from vigil.casefile.models import SheetMapping

    mapping = SheetMapping.objects.filter(name__iexact=name).first()
    if mapping is None or mapping_file is not None:
        layout = _layout(mapping_file) if mapping_file else _guessed(file)
        mapping = SheetMapping(
            pk=mapping.pk if mapping else None, name=name, layout=msgspec.to_builtins(layout)
        )
    planned = _planned(file, mapping, user)
    if as_json:
        click.echo(json.dumps(plan_as_json(planned), ensure_ascii=False, default=str))
    else:
        print_plan(planned)
    if planned.broken:
        raise SystemExit(WITH_REJECTS)


@command.command("import")
@click.argument("file", type=FILE)
@sheet_option
@mapping_option
@click.option("--guess", "guessing", is_flag=True, help="Take the proposed mapping as it is.")
@by_option
@json_option
def import_command(
    file: Path, name: str, mapping_file: Path | None, guessing: bool, email: str, as_json: bool
) -> None:
    """Import FILE: new cases as coded (imported), and changes that nobody made here.

    Safe to interrupt and to run again. The exit status is 3 if rows were rejected.

    \b
    Example:
      vigil sheet import ours.xlsx --sheet "Our cases" --mapping ours.json --by maria@example.org
    """
    user = _begin(email)
    from vigil.casefile.sheets.verbs.importing import apply
    from vigil.trust.access.errors import NotAllowed, NotPossible

    mapping = _kept_mapping(name, file, mapping_file, user, guessing=guessing)
    planned = _planned(file, mapping, user)
    progress = Progress("rows")
    try:
        done = apply(planned, by=user, progress=progress.add)
    except (NotAllowed, NotPossible) as error:
        raise click.ClickException(str(error)) from error
    finally:
        progress.end()
    if as_json:
        result = {"counts": done.counts, "broken": done.broken, "sheet": name}
        click.echo(json.dumps(result, ensure_ascii=False, default=str))
    else:
        print_import(done)
    if done.broken:
        raise SystemExit(WITH_REJECTS)


@command.command("export")
@click.argument("output", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--sheet", "name", default="", help="Use the columns and words of this sheet.")
@click.option("--case", "numbers", multiple=True, help="Only this case; may be repeated.")
@click.option("--stage", default="", help="Only cases at this stage.")
@by_option
@json_option
def export_command(
    output: Path, name: str, numbers: Sequence[str], stage: str, email: str, as_json: bool
) -> None:
    """Write cases to OUTPUT (.xlsx or .csv): those of the sheet, or without one all cases.

    It contains names and everything else that the desk knows: keep it private. Imported again,
    it changes nothing.

    \b
    Example:
      vigil sheet export back.xlsx --sheet "Our cases" --by maria@example.org
    """
    user = _begin(email)
    from vigil.casefile.models import Case, SheetMapping, Stage
    from vigil.casefile.sheet_files.writing import to_csv, to_xlsx
    from vigil.casefile.sheets.verbs.exporting import export_cases
    from vigil.trust.access.errors import NotAllowed

    if output.suffix.lower() not in (".xlsx", ".csv"):
        raise click.UsageError("the file is to end in .xlsx or .csv")
    mapping = SheetMapping.objects.filter(name__iexact=name).first()
    if name and mapping is None:
        raise click.UsageError(f"there is no sheet called {name!r}")
    if stage and stage not in Stage.values:
        raise click.UsageError(f"there is no stage {stage!r}: {_named(Stage.values)}")
    cases = Case.objects.filter(superseded_by=None).order_by("pk")
    if numbers:
        asked = {number.upper() for number in numbers}
        cases = cases.filter(public_id__in=asked)
        if unknown := asked - set(cases.values_list("public_id", flat=True)):
            raise click.UsageError(f"there is no case {_named(sorted(unknown))}")
    elif mapping is not None:
        cases = Case.objects.filter(sheet_rows__sheet=mapping).order_by("pk").distinct()
    if stage:
        cases = cases.filter(stage=stage)
    try:
        table = export_cases(list(cases), mapping, by=user)
    except NotAllowed as error:
        raise click.ClickException(str(error)) from error
    try:
        if output.suffix.lower() == ".csv":
            _write(output, to_csv(table.columns, table.rows))
        else:
            _write(output, to_xlsx(table.columns, table.rows, name))
    except ValueError as error:
        raise click.ClickException(f"{error} Write .csv instead.") from error
    if as_json:
        click.echo(json.dumps({"file": str(output), "rows": len(table.rows)}))
    else:
        click.echo(f"{output}: {len(table.rows):,} rows")
    if mapping is not None and (broken := _broken_in_newest(mapping)):
        said = f"{broken:,} rows of the newest file were broken, not taken in, and are not in this"
        click.echo(f"vigil: {said}", err=True)


def _broken_in_newest(mapping: "SheetMapping") -> int:
    from vigil.casefile.models import SheetImport

    newest = mapping.imports.filter(state=SheetImport.State.APPLIED).first()
    return int(newest.counts.get("broken", 0)) if newest else 0


def _write(output: Path, content: bytes) -> None:
    try:
        output.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror}") from error


def _begin(email: str) -> "User":
    set_up_django()
    prepare_database()
    from vigil.trust.models import User

    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        raise click.UsageError(f"nobody here has the address {email}")
    return user


def _layout(path: Path) -> "Layout":
    from vigil.casefile.sheet_files.layout import Layout

    try:
        layout = msgspec.json.decode(path.read_bytes(), type=Layout)
    except msgspec.MsgspecError as error:
        raise click.ClickException(f"{path}: {error}") from error
    if objections := layout.objections():
        raise click.ClickException(f"{path}: {' '.join(objections)}")
    return layout


def _guessed(file: Path) -> "Layout":
    from vigil.casefile.sheet_files.layout_proposals import propose_layout
    from vigil.casefile.sheet_files.limits import Unreadable
    from vigil.casefile.sheet_files.reading import read_sheet

    try:
        return propose_layout(read_sheet(file.read_bytes()))
    except Unreadable as error:
        raise click.ClickException(str(error)) from error


def _kept_mapping(
    name: str, file: Path, mapping_file: Path | None, user: "User", *, guessing: bool
) -> "SheetMapping":
    from vigil.casefile.models import SheetMapping
    from vigil.casefile.sheets.verbs.importing import save_mapping
    from vigil.trust.access.errors import NotAllowed, NotPossible

    kept = SheetMapping.objects.filter(name__iexact=name).first()
    if mapping_file is None and kept is not None:
        return kept
    if mapping_file is None and not guessing:
        raise click.UsageError(
            f"there is no sheet called {name!r}: give a --mapping (see `vigil sheet guess`), "
            "or take the proposal with --guess"
        )
    layout = _layout(mapping_file) if mapping_file else _guessed(file)
    try:
        return save_mapping(name, layout, by=user)
    except (NotAllowed, NotPossible) as error:
        raise click.ClickException(str(error)) from error


def _planned(file: Path, mapping: "SheetMapping", user: "User") -> "ImportPlan":
    from vigil.casefile.sheets.verbs.importing import plan
    from vigil.trust.access.errors import NotAllowed, NotPossible

    try:
        return plan(file.read_bytes(), mapping, by=user, file_name=file.name)
    except (NotAllowed, NotPossible) as error:
        raise click.ClickException(str(error)) from error
