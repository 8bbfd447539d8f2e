"""`vigil restore`: restore a backup onto an empty place, or verify it."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from vigil.cli.support.data_folder import one_at_a_time
from vigil.cli.support.database import refuse_demonstration, set_up_django
from vigil.cli.support.exit_codes import FAILED

if TYPE_CHECKING:
    from vigil.site.backup.names import BackupName
    from vigil.site.backup.places.place import Place
    from vigil.site.backup.restoring import Report, Target


@click.command("restore")
@click.argument("source", metavar="[FROM]", default="")
@click.option(
    "--into",
    multiple=True,
    metavar="FOLDER|URL",
    help="An empty data folder, an empty PostgreSQL database, or both. [default: VIGIL_DATA]",
)
@click.option("--name", default="", help="Which backup. [default: the newest]")
@click.option("--keys", default="", help="The folder of the keys, or an encrypted copy of them.")
@click.option("--verify", is_flag=True, help="Only check the backup, and leave nothing behind.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(
    source: str, into: tuple[str, ...], name: str, keys: str, verify: bool, as_json: bool
) -> None:
    """Restore the newest backup in FROM (or VIGIL_BACKUP) onto an empty place, and check it.

    It needs the keys: those in VIGIL_KEYS, in --keys, or the copy beside the backup, which the
    password in VIGIL_BACKUP_PASSWORD_FILE opens. Letters that were on their way are held until
    somebody releases them. What was withdrawn since is withdrawn again.

    \b
    Examples:
      vigil restore /mnt/backups --verify
      vigil restore /mnt/backups --into /srv/vigil/data
    """
    refuse_demonstration("a backup is restored onto an empty folder (VIGIL_DATA names it).")
    set_up_django()
    from django.conf import settings
    from django.db import OperationalError

    from vigil.site.backup import restoring
    from vigil.site.backup.backing_up import require_place
    from vigil.site.backup.data_files import work_folder
    from vigil.site.backup.places.stated import place_of
    from vigil.site.backup.state import note_verified
    from vigil.trust.access.errors import NotPossible

    try:
        stated, named = _place_and_name(require_place(source))
        place = place_of(stated)
        backup = restoring.chosen(place, name or named)
        with one_at_a_time("backup"), _key_folder(place, backup, keys) as folder:
            if verify:
                report = restoring.verify(place, backup, work_folder() / "verifying", folder)
                if report.ok:
                    note_verified(str(backup))
            else:
                target = _target(into)
                report = restoring.restore(place, backup, target, folder)
                _keep_keys(folder, Path(settings.VIGIL_KEYS))
    except (NotPossible, OSError) as error:
        raise click.ClickException(str(error)) from error
    except OperationalError as error:
        raise click.ClickException(
            f"the database cannot be used: {error}\nIt must be there, and empty: "
            "createdb --owner vigil --encoding UTF8 --template template0 NAME"
        ) from error
    _tell(report, verify, as_json)
    if not report.ok:
        raise SystemExit(FAILED)


def _place_and_name(source: str) -> tuple[str, str]:
    """Return place and name: the path of one backup's file is both."""
    path = Path(source)
    if path.suffix == ".age" and path.is_file():
        return str(path.parent), path.name
    return source, ""


def _target(into: tuple[str, ...]) -> "Target":
    from django.conf import settings

    from vigil.site.backup.databases import config_of
    from vigil.site.backup.restoring import Target

    urls = [one for one in into if "://" in one]
    folders = [one for one in into if "://" not in one]
    if len(urls) > 1 or len(folders) > 1:
        raise click.UsageError("--into names one folder and one database at most")
    database: Mapping[str, Any] | None = None
    if urls:
        database = config_of(urls[0])
    elif not folders and "postgresql" in settings.DATABASES["default"]["ENGINE"]:
        database = settings.DATABASES["default"]
    return Target(Path(folders[0] if folders else settings.DATA).resolve(), database)


@contextmanager
def _key_folder(place: "Place", backup: "BackupName", stated: str) -> Iterator[Path]:
    """Give the folder with the keys: as stated, this installation's, or of the copy."""
    from django.conf import settings

    from vigil.site.backup.key_copies import copy_name, keys_of_a_copy
    from vigil.site.backup.places.stated import password
    from vigil.trust.vault import keys

    if stated and Path(stated).is_dir():
        yield Path(stated).resolve()
        return
    if not stated and keys.identities():
        yield Path(settings.VIGIL_KEYS)
        return
    copy = Path(stated).read_bytes() if stated else place.get(copy_name(backup.keys))
    if copy is None:
        yield Path(settings.VIGIL_KEYS)  # whose lack is said in words
        return
    with keys_of_a_copy(copy, password()) as folder:
        yield folder


def _keep_keys(folder: Path, place: Path) -> None:
    """Put the keys of a copy where this installation looks for them, if there are none."""
    if folder.resolve() == place.resolve() or (place.is_dir() and any(place.iterdir())):
        return
    shutil.copytree(folder, place, dirs_exist_ok=True)
    place.chmod(0o700)
    click.echo(f"The keys are in {place}.", err=True)


def _tell(report: "Report", verified: bool, as_json: bool) -> None:
    if as_json:
        found = {"ok": report.ok, **asdict(report), "again": msgspec.to_builtins(report.again)}
        click.echo(json.dumps(found))
        return
    click.echo(f"{'Checked' if verified else 'Restored'}: {report.name}, made {report.made_at}")
    for one in report.checks:
        click.echo(f"{'ok   ' if one.ok else 'WRONG'} {one.text}")
    if verified:
        return
    if not report.ok:
        click.echo("This is not what was backed up. Do not use it: restore an older backup.")
        return
    click.echo(f"Everybody is signed out (sessions ended: {report.sessions_ended}).")
    if report.letters_held:
        click.echo(
            f"Letters held: {report.letters_held}. They may have gone out after the backup was "
            "made: release or discard each at Desk, Outbox."
        )
    again = report.again
    if again.withdrawals or again.uploads or again.keys or again.testimonies:
        click.echo(
            f"Done again, because it was done after the backup was made: withdrawals "
            f"{again.withdrawals}, files removed {again.uploads}, keys destroyed {again.keys}, "
            f"testimonies destroyed {again.testimonies}."
        )
    for said in again.not_found:
        click.echo(f"Withdraw again by name what is not found by number: {said}")
