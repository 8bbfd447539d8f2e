"""`vigil person`: create an account, grant and revoke roles, print a sign-in link."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from vigil.cli.support.database import prepare_database, set_up_django

if TYPE_CHECKING:
    from vigil.trust.models import User

EVERY_ROLE = "all"


@click.command("person")
@click.argument("email")
@click.option("--role", "roles", multiple=True, help="A role to grant; may be repeated.")
@click.option(
    "--revoke",
    "revoked",
    multiple=True,
    help="A role to revoke, or `all`; may be repeated. Needs --why.",
)
@click.option(
    "--reset",
    is_flag=True,
    help="End the password, second factors and sessions of an account first. Needs --why.",
)
@click.option("--why", default="", help="The reason for --revoke or --reset. It stays in the log.")
@click.option("--name", default="", help="The name colleagues see.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    help="The port of the site in the link, where VIGIL_SITE is not set.",
)
def command(
    email: str,
    roles: Sequence[str],
    revoked: Sequence[str],
    reset: bool,
    why: str,
    name: str,
    port: int,
) -> None:
    """Create an account for EMAIL if it has none, grant roles, print a one-time sign-in link.

    With --revoke, remove roles instead. It takes effect at the person's next request. The last
    administrator cannot lose that role.

    With --reset, let a person in again who lost their password or second factor. On the screens it
    takes two administrators. Here the operator of the host is the second, and the log records that.
    Everybody who holds one of the person's roles is notified.

    Anyone who can run this command already administers the installation. The log records that it
    was done on the command line, without a name.

    \b
    Examples:
      vigil person maria@example.org --role coder --name "María"
      vigil person maria@example.org --revoke coder --why "left the team"
      vigil person maria@example.org --reset --why "lost her phone"
    """
    if sum(map(bool, (revoked, roles, reset))) > 1:
        raise click.UsageError("grant roles, take roles away and reset in separate commands")
    if (revoked or reset) and not why.strip():
        raise click.UsageError(f"{'--revoke' if revoked else '--reset'} needs --why")
    set_up_django()
    prepare_database()
    from vigil.trust.models import Role

    known = [*Role.values, *([EVERY_ROLE] if revoked else [])]
    if unknown := sorted({*roles, *revoked} - {*known}):
        raise click.UsageError(f"no such role: {', '.join(unknown)} (there are {', '.join(known)})")
    if revoked:
        _revoke(email, revoked, why)
        return
    token = _reset(email, why) if reset else _let_in(email, roles, name)
    click.echo(f"{email}: {_roles_of(email)}. This link works once, within twelve hours:", err=True)
    site = os.environ.get("VIGIL_SITE", "").rstrip("/") or f"http://localhost:{port}"
    click.echo(f"{site}/account/link/{token}/")


def _let_in(email: str, roles: Sequence[str], name: str) -> str:
    """Create an account or grant roles; return the token of a sign-in link."""
    from vigil.trust.decisions.verbs import COMMAND_LINE
    from vigil.trust.models import Role
    from vigil.trust.people.verbs.resetting_access import link_on_host, open_on_host
    from vigil.trust.people.verbs.roles import grant_role

    user, wanted = _find(email), [Role(role) for role in roles]
    if user is None:
        return open_on_host(email, roles=wanted, name=name)
    for role in wanted:
        grant_role(user, role, by=COMMAND_LINE)
    return link_on_host(user)


def _reset(email: str, why: str) -> str:
    """End all access to an account; return the token of a sign-in link."""
    from vigil.trust.access.errors import NotPossible
    from vigil.trust.people.verbs.resetting_access import reset_on_host

    user = _find(email)
    if user is None:
        raise click.ClickException(f"nobody here has the address {email}")
    try:
        return reset_on_host(user, why=why)
    except NotPossible as error:
        raise click.ClickException(str(error)) from error


def _revoke(email: str, roles: Sequence[str], why: str) -> None:
    """Revoke roles, all of them or none."""
    from django.db import transaction

    from vigil.trust.access.errors import NotPossible
    from vigil.trust.decisions.verbs import COMMAND_LINE
    from vigil.trust.models import Role
    from vigil.trust.people.verbs.roles import revoke_role

    user = _find(email)
    if user is None:
        raise click.ClickException(f"nobody here has the address {email}")
    held = list(user.grants.order_by("role").values_list("role", flat=True))
    wanted = held if EVERY_ROLE in roles else list(dict.fromkeys(roles))
    try:
        with transaction.atomic():
            for role in wanted:
                revoke_role(user, Role(role), by=COMMAND_LINE, why=why)
    except NotPossible as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Roles taken away: {', '.join(wanted) or 'none, there were none'}.")


def _roles_of(email: str) -> str:
    from vigil.trust.models import RoleGrant

    held = RoleGrant.objects.filter(user__email__iexact=email).order_by("role")
    return ", ".join(held.values_list("role", flat=True)) or "no role"


def _find(email: str) -> "User | None":
    from vigil.trust.models import User

    return User.objects.filter(email__iexact=email).first()
