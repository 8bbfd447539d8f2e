"""`vigil manage`: Django's own commands, for administrators."""

import os
import sys

import click

from vigil.cli.support.data_folder import make_data_folder

SETTING_PASSWORDS = frozenset({"changepassword", "createsuperuser"})
"""Commands by which one person sets the password of another."""


@click.command(
    "manage",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Run a Django management command, for example `vigil manage check --deploy`."""
    if arguments and arguments[0] in SETTING_PASSWORDS:
        raise click.UsageError(
            f"{arguments[0]} would let one person set the password of another, and no log would "
            "say so. Use `vigil person ADDRESS`, with --role or with --reset."
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigil.site.settings")
    make_data_folder()
    from django.core.management import execute_from_command_line

    execute_from_command_line([sys.argv[0], *(arguments or ("help",))])
