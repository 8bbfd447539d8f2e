"""`vigil lists`: import lists of people killed that others publish."""

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vigil.cli.support.database import prepare_database, set_up_django
from vigil.cli.support.exit_codes import WITH_REJECTS
from vigil.cli.support.progress import Progress

if TYPE_CHECKING:
    from vigil.casefile.lists.presets import ColumnMapping
    from vigil.reading.linkage.lists.list_rows import UnreadableCell

SHOWN = 5
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("lists")
def command() -> None:
    """Import lists of people killed that others publish. The desk sees them, the public never.

    \b
    Example:
      vigil lists import ged251.csv --preset ucdp --as-of 2025-06-30 --by maria@example.org
      vigil lists import ours.csv --config ours.toml --name "Partner" --by maria@example.org
      vigil lists show
    """


@command.command("import")
@click.argument("file", type=FILE)
@click.option("--preset", help="What the columns mean: ucdp, cpj or generic.")
@click.option("--config", type=FILE, help="Or your own TOML that says it.")
@click.option("--name", default="", help="Name of the list (default: the preset's).")
@click.option("--publisher", default="", help="Who publishes it.")
@click.option("--url", default="", help="Where it is published.")
@click.option("--licence", default="", help="The licence or terms of use.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day of the data in the list.")
@click.option("--by", "email", required=True, help="E-mail address of an adjudicator.")
@click.option("--why", default="", help="For the log.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def import_command(
    file: Path,
    preset: str | None,
    config: Path | None,
    name: str,
    publisher: str,
    url: str,
    licence: str,
    as_of: datetime | None,
    email: str,
    why: str,
    as_json: bool,
) -> None:
    """Import FILE (.csv or .csv.gz), or a newer version of a list that was imported before.

    Rows are identified by their id in the list, and changes in them are recorded. Rows that
    cannot be imported are listed by line and field.

    \b
    Example:
      vigil lists import ged251.csv --preset ucdp --as-of 2025-06-30 --by maria@example.org
    """
    if bool(preset) == bool(config):
        raise click.UsageError("say what the columns mean: either --preset or --config")
    set_up_django()
    mapping = _mapping(preset, config)
    prepare_database()
    from vigil.casefile.lists.verbs import ListDescription, import_list
    from vigil.trust.access.errors import NotAllowed, NotPossible
    from vigil.trust.models import User

    user = User.objects.filter(email=email).first()
    if user is None:
        raise click.UsageError(f"nobody here has the address {email}")
    about = ListDescription(
        name=name or mapping.about.get("name", ""),
        publisher=publisher or mapping.about.get("publisher", ""),
        url=url or mapping.about.get("url", ""),
        licence=licence or mapping.about.get("licence", ""),
        as_of=as_of.date() if as_of else None,
    )
    progress = Progress("rows taken in")
    try:
        taken = import_list(file, about, mapping, by=user, why=why, progress=progress.add)
    except (NotAllowed, NotPossible, OSError) as error:
        raise click.ClickException(str(error)) from error
    finally:
        progress.end()
    for said in _summed(taken.troubles):
        click.echo(f"vigil: {file}: {said}", err=True)
    counts = taken.counts()
    if as_json:
        click.echo(json.dumps({"list": taken.known.name, **counts}, ensure_ascii=False))
    else:
        told = ", ".join(f"{number:,} {what}" for what, number in counts.items())
        click.echo(f"{taken.known.name}: {told}")
    if taken.broken:
        sys.exit(WITH_REJECTS)


def _summed(troubles: list["UnreadableCell"]) -> Iterator[str]:
    """Yield a line for each rejected row, and for the first few cells of a kind left out."""
    yield from (str(trouble) for trouble in troubles if not trouble.kept)
    kinds: dict[tuple[str, str], list[int]] = {}
    for trouble in troubles:
        if trouble.kept:
            kinds.setdefault((trouble.field, trouble.reason), []).append(trouble.line)
    for (field, reason), lines in kinds.items():
        named = ", ".join(map(str, lines[:SHOWN]))
        more = f" and {len(lines) - SHOWN:,} more" if len(lines) > SHOWN else ""
        yield f"line {named}{more}: {field}: {reason}; left out"


def _mapping(preset: str | None, config: Path | None) -> "ColumnMapping":
    from vigil.casefile.lists.presets import PRESETS, custom_mapping, shipped_mapping

    try:
        return custom_mapping(config) if config else shipped_mapping(preset or "")
    except KeyError as error:
        known = ", ".join(PRESETS)
        raise click.UsageError(f"there is no preset {preset!r}; there are {known}") from error
    except (ValueError, OSError) as error:
        raise click.UsageError(f"{config}: {error}") from error


@command.command("show")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def show(as_json: bool) -> None:
    """Show the lists that were imported.

    \b
    Example:
      vigil lists show
    """
    set_up_django()
    prepare_database()
    from vigil.casefile.matches.queries import known_lists

    found = [
        {
            "name": known.name,
            "rows": known.n_rows,
            "as_of": known.as_of.isoformat() if known.as_of else None,
            "publisher": known.publisher,
            "licence": known.licence,
            "url": known.url,
            "matched": matched,
        }
        for known, matched in known_lists()
    ]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for told in found:
        as_of = f", as of {told['as_of']}" if told["as_of"] else ""
        click.echo(
            f"{told['name']}{as_of}: {told['rows']:,} rows, {told['matched']:,} of them matched "
            f"with a case. {told['publisher']} ({told['licence']}) {told['url']}".rstrip()
        )
    if not found:
        click.echo("No list was taken in yet.")
