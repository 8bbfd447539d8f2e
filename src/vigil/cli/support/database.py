"""Load Django, and bring the database up to date, where a command needs them."""

import os

import click

from vigil.cli.support.data_folder import (
    close_folder,
    data_folder,
    make_data_folder,
    one_at_a_time,
)


def set_up_django() -> None:
    """Load Django and its rooms (a second or two). The log marks what the command decides."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigil.site.settings")
    import django

    make_data_folder()
    django.setup()
    if (command := click.get_current_context(silent=True)) is not None:
        from vigil.trust.decisions.verbs import on_the_host

        command.with_resource(on_the_host())


def prepare_database(*, begins: bool = False, upgrades: bool = False, copies: bool = True) -> None:
    """Create the database, and load the content of a new installation.

    With `begins`, the first keys are made. With `upgrades`, an older database is brought up to
    date, after it was copied (unless `copies` is False). Sessions of the programme keep their wall
    time if a zone has changed its rules since. One process at a time does this, on all machines.
    Raises a ClickException if the database cannot be used: it is older, without `upgrades`; it is
    newer than this code; with `begins`, its keys are missing here.
    """
    from django.db import OperationalError

    from vigil.casefile.open_case_file import verbs as open_case_file
    from vigil.programme.events.verbs import example_event
    from vigil.programme.time_zones import verbs as time_zones
    from vigil.site.installation import upgrading
    from vigil.trust.demonstration.mark import is_demonstration
    from vigil.witness.profiles import verbs as profiles

    refuse_half_restored()
    with one_at_a_time("database"):
        try:
            begin_with_a_copy()
            with upgrading.alone_on_all_machines(_say_that_it_waits):
                _bring_up_to_date(upgrades=upgrades, copies=copies)
                _use_keys(begins=begins)
                if not is_demonstration():  # in which nothing real belongs
                    open_case_file.load()
                    example_event.load()
                    profiles.load()
                time_zones.recompute()
        except OperationalError as error:
            raise click.ClickException(f"the database cannot be used: {error}") from error


def require_database() -> None:
    """Raise a ClickException unless this code and the database belong together. Changes nothing.

    For what serves or works on several machines: there, one command brings the database up to date.
    """
    from django.db import OperationalError

    from vigil.site.installation.upgrading import require_up_to_date
    from vigil.trust.access.errors import NotPossible

    try:
        require_up_to_date()
    except NotPossible as error:
        raise click.ClickException(str(error)) from error
    except OperationalError as error:
        raise click.ClickException(f"the database cannot be used: {error}") from error


def _say_that_it_waits() -> None:
    click.echo("Another machine brings the database up to date; waiting for it.", err=True)


def _bring_up_to_date(*, upgrades: bool, copies: bool) -> None:
    """Run the migrations that are missing, after a copy, and say how to go back."""
    from django.core.management import call_command

    from vigil.site.installation import upgrading
    from vigil.trust.access.errors import NotPossible

    folder = None
    try:
        steps, is_new = upgrading.missing_steps(), upgrading.is_new()
        if steps and not is_new:
            if not upgrades:
                upgrading.require_up_to_date()
            click.echo(f"This database is of an older version: {len(steps)} changes.", err=True)
            folder = upgrading.copy_before(steps) if copies else None
    except NotPossible as error:
        raise click.ClickException(str(error)) from error
    try:
        # Also where nothing is missing: tables that are computed may have another form since.
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        if steps and not is_new:
            click.echo(
                f"It was copied to {folder} before. {upgrading.HOW_TO_GO_BACK} says how to go back."
                if folder
                else "It was not copied before.",
                err=True,
            )
    if steps and not is_new:
        click.echo("The database is up to date.", err=True)


def _use_keys(*, begins: bool) -> None:
    """Make the first keys if the installation `begins`; otherwise make none."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from vigil.site.installation.first_start import prepare_keys_and_digests
    from vigil.trust.access.errors import NotPossible
    from vigil.trust.vault.verbs import first_keys

    try:
        if begins:
            made = prepare_keys_and_digests()
            close_folder(settings.VIGIL_KEYS)
            if made and not settings.VIGIL_DEMONSTRATION:
                click.echo(
                    f"Keys were made in {settings.VIGIL_KEYS}. Copy this folder to a safe place, "
                    "apart from the data: without it nothing that was sealed can be read again.",
                    err=True,
                )
        elif first_keys.is_older():
            raise click.ClickException(
                "this database is of an older version: run `vigil up --once` first, which makes "
                "slow what it knows people by"
            )
    except (NotPossible, ImproperlyConfigured, OSError) as error:
        raise click.ClickException(str(error)) from error


def begin_with_a_copy() -> None:
    """Copy a migrated database if there is no SQLite file yet, which saves half a minute."""
    from vigil.site.installation import migrated_database

    file = migrated_database.sqlite_file()
    if file is not None and not file.exists():
        migrated_database.copy_to(file)


def refuse_half_restored() -> None:
    """Raise a ClickException if restoring a backup into the data folder broke off."""
    from vigil.site.backup.data_files import RESTORING

    if (data_folder() / RESTORING).exists():
        raise click.ClickException(
            f"A restore into {data_folder()} broke off. Run the same `vigil restore` again."
        )


def refuse_demonstration(sentence: str) -> None:
    """Raise a ClickException with a sentence if the data folder is that of a demonstration."""
    from vigil.trust.demonstration.mark import is_marked

    if is_marked(data_folder()):
        raise click.ClickException(f"{data_folder()} is a demonstration: {sentence}")
