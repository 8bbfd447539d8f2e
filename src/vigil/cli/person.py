"""`vigil person`: create an account, grant and revoke roles, print a sign-in link."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from vigil.cli.support.data_folder import remembered_port
from vigil.cli.support.database import prepare_database, set_up_django

if TYPE_CHECKING:
    from vigil.trust.models import User

EVERY_ROLE = "all"
USUAL_PORT = 8000


@click.command("person")
@click.argument("email")
@click.option(
    "--role",
    "roles",
    multiple=True,
    help="A role to grant: its code, or its name in English; may be repeated.",
)
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
    type=click.IntRange(1, 65535),
    help="The port of the site in the link, where VIGIL_SITE is not set. Default: the port of the "
    "last `vigil up` with this data folder.",
)
def command(
    email: str,
    roles: Sequence[str],
    revoked: Sequence[str],
    reset: bool,
    why: str,
    name: str,
    port: int | None,
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
      vigil person maria@example.org --role "programme host"
      vigil person maria@example.org --revoke coder --why "left the team"
      vigil person maria@example.org --reset --why "lost her phone"
    """
    if sum(map(bool, (revoked, roles, reset))) > 1:
        raise click.UsageError("grant roles, take roles away and reset in separate commands")
    if (revoked or reset) and not why.strip():
        raise click.UsageError(f"{'--revoke' if revoked else '--reset'} needs --why")
    set_up_django()
    prepare_database()
    roles, revoked = _codes(roles), _codes(revoked, more=(EVERY_ROLE,))
    if revoked:
        _revoke(email, revoked, why)
        return
    token = _reset(email, why) if reset else _let_in(email, roles, name)
    click.echo(f"{email}: {_roles_of(email)}. This link works once, within twelve hours:", err=True)
    click.echo(f"{_site(port)}/account/link/{token}/")


def _codes(named: Sequence[str], more: Sequence[str] = ()) -> list[str]:
    """Return the codes of roles that are named by code or as English screens name them."""
    from django.utils.translation import override

    from vigil.trust.models import Role

    with override("en"):
        codes = {_folded(str(role.label)): str(role) for role in Role}
    codes |= {_folded(code): code for code in (*Role.values, *more)}
    if unknown := sorted({name for name in named if _folded(name) not in codes}):
        known = ", ".join([*Role.values, *more])
        raise click.UsageError(f"no such role: {', '.join(unknown)} (there are {known})")
    return [codes[_folded(name)] for name in named]


def _folded(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("-", " ").casefold().split())


def _site(port: int | None) -> str:
    """Return the address of the site; say so where its port is a guess."""
    if stated := os.environ.get("VIGIL_SITE", "").rstrip("/"):
        return stated
    known = port or remembered_port()
    if known is None:
        click.echo(f"Change {USUAL_PORT} in the link if your port is another one.", err=True)
    return f"http://localhost:{known or USUAL_PORT}"


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
