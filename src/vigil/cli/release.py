"""`vigil release`: freeze a numbered dataset of the public record, or check one."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from vigil.cli.support.data_folder import data_folder
from vigil.cli.support.database import prepare_database, set_up_django


@click.group("release")
def command() -> None:
    """Freeze the public record as a numbered dataset, or check one."""


@command.command("build")
@click.option("--by", "email", required=True, help="E-mail address of the adjudicator who freezes.")
@click.option(
    "--kind", type=click.Choice(["provisional", "vetted"]), default="provisional", show_default=True
)
@click.option("--why", default="", help="For the log: what was reviewed, and by whom.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of releases (default: releases/ in the data folder).",
)
def build(email: str, kind: str, why: str, folder: Path | None) -> None:
    """Freeze the public record as the next release, and print its folder.

    Keep the SHA-256 that is printed, and announce it with the release: with it anybody can
    check the manifest, and with the manifest the files.

    \b
    Example:
      vigil release build --by maria@example.org
    """
    set_up_django()
    prepare_database()
    from vigil.casefile.releases.verbs import freeze_release
    from vigil.trust.access.errors import NotAllowed, NotPossible
    from vigil.trust.models import User

    user = User.objects.filter(email=email).first()
    if user is None:
        raise click.UsageError(f"nobody here has the address {email}")
    folder = folder or data_folder() / "releases"
    try:
        release = freeze_release(kind, by=user, folder=folder, why=why)
    except (NotAllowed, NotPossible, OSError) as error:
        raise click.ClickException(str(error)) from error
    counts = release.manifest["counts"]
    compiled = counts.get("headline_compiled", 0)
    click.echo(
        f"{folder / f'release-{release.number}'}\n"
        f"{release}: {counts['cases']:,} cases with {counts['people_killed']:,} people killed; "
        f"headline count {counts['headline_cases']:,} cases with "
        f"{counts['headline_people_killed']:,} people killed, of these "
        f"{counts['headline_cases'] - compiled:,} verified here and {compiled:,} not yet.\n"
        f"SHA-256 of manifest.json: {release.manifest['sha256']}"
    )


@command.command("verify")
@click.argument(
    "folders", nargs=-1, required=True, type=click.Path(file_okay=False, path_type=Path)
)
@click.option("--sha256", default="", help="What manifest.json must hash to (one FOLDER only).")
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
def verify(folders: Sequence[Path], sha256: str, as_json: bool) -> None:
    """Name each file of the releases in FOLDERS that is missing, changed or extra.

    Needs nothing but the files. The exit status is 1 if anything is wrong.

    \b
    Example:
      vigil release verify data/releases/release-1
    """
    from vigil.casefile.releases.files import verify_release

    if sha256 and len(folders) > 1:
        raise click.UsageError("--sha256 belongs to one folder")
    problems = {str(folder): verify_release(folder) for folder in folders}
    digests = {str(folder): _manifest_digest(folder) for folder in folders}
    if sha256 and digests[str(folders[0])] not in ("", sha256.lower()):
        problems[str(folders[0])].append("manifest.json: is not the one that was announced")
    if as_json:
        click.echo(json.dumps(problems, ensure_ascii=False))
    for name, found in {} if as_json else problems.items():
        for problem in found:
            click.echo(f"{name}: {problem}")
        if not found:
            click.echo(f"{name}: whole. SHA-256 of manifest.json: {digests[name]}")
    if any(problems.values()):
        raise SystemExit(1)


def _manifest_digest(folder: Path) -> str:
    from vigil.casefile.releases.files import MANIFEST, sha256_of

    try:
        return sha256_of(folder / MANIFEST)
    except OSError:
        return ""
