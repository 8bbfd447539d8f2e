"""`vigil keys`: make the first keys; change the keys of the vault, in two steps."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from vigil.cli.support.database import prepare_database, set_up_django

if TYPE_CHECKING:
    from vigil.trust.models import User


@click.group("keys")
def command() -> None:
    """Make the first keys, or change those of the vault, on the machine that has them."""


@command.command("make")
def make() -> None:
    """Make the first keys of a new installation. `vigil up` does the same.

    If the database needs keys that are not on this machine, none are made. The command then
    prints which files to copy, and where.

    \b
    Example:
      vigil keys make
    """
    set_up_django()
    prepare_database(begins=True)
    from django.conf import settings

    click.echo(f"The keys of this database are in {settings.VIGIL_KEYS}.")


@command.command("rotate")
@click.option("--by", "email", required=True, help="E-mail address of an administrator.")
@click.option("--why", required=True, help="For the log.")
def rotate(email: str, why: str) -> None:
    """Make a new key and seal everything to it again. The old key stays until `retire`.

    Then copy recipients.txt to every machine that only seals, and keep a copy of identity.txt
    in a safe place.

    \b
    Example:
      vigil keys rotate --by maria@example.org --why "a colleague left"
    """

    def done(by: "User") -> str:
        from vigil.trust.vault.verbs.sealing import rotate_keys

        return f"Values sealed anew: {rotate_keys(by=by, why=why):,}."

    _change(email, done)


@command.command("retire")
@click.option("--by", "email", required=True, help="E-mail address of an administrator.")
@click.option("--why", required=True, help="For the log.")
def retire(email: str, why: str) -> None:
    """Seal again what was since sealed to other recipients; delete all keys but the newest.

    First make sure that every machine that seals has the new recipients.txt. Nobody could open
    what a machine seals to the old recipients after this.

    \b
    Example:
      vigil keys retire --by maria@example.org --why "a colleague left"
    """

    def done(by: "User") -> str:
        from vigil.trust.vault.verbs.sealing import retire_keys

        return f"Keys forgotten: {retire_keys(by=by, why=why):,}."

    _change(email, done)


def _change(email: str, change: Callable[["User"], str]) -> None:
    set_up_django()
    prepare_database()
    from vigil.trust.access.errors import NotAllowed, NotPossible
    from vigil.trust.models import User

    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        raise click.UsageError(f"nobody here has the address {email}")
    try:
        click.echo(change(user))
    except (NotAllowed, NotPossible, OSError) as error:
        raise click.ClickException(str(error)) from error
