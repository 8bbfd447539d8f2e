"""`vigil person`: let a person in, take roles away, print a sign-in link."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from vigil.cli.common import prepare_database, set_up_django

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
    help="A role to take away, or `all`; may be repeated. Needs --why.",
)
@click.option("--why", default="", help="The reason for taking a role away. It stays in the log.")
@click.option("--name", default="", help="The name colleagues see.")
@click.option("--port", default=8000, show_default=True, help="The port of the site in the link.")
def command(
    email: str, roles: Sequence[str], revoked: Sequence[str], why: str, name: str, port: int
) -> None:
    """Make an account for EMAIL if there is none, grant roles, print a one-time sign-in link.

    With --revoke take roles away instead. It takes effect at the person's next request. The last
    administrator stays one.

    Whoever can run this command administers the installation already. The log says that it was
    done on the command line, under nobody's name.

    \b
    Examples:
      vigil person maria@example.org --role coder --name "María"
      vigil person maria@example.org --revoke coder --why "left the team"
    """
    if revoked and roles:
        raise click.UsageError("grant roles and take roles away in two commands")
    if revoked and not why.strip():
        raise click.UsageError("--revoke needs --why")
    set_up_django()
    prepare_database()
    from vigil.trust.models import Role

    known = [*Role.values, *([EVERY_ROLE] if revoked else [])]
    if unknown := sorted({*roles, *revoked} - {*known}):
        raise click.UsageError(f"no such role: {', '.join(unknown)} (there are {', '.join(known)})")
    if revoked:
        _revoke(email, revoked, why)
    else:
        _let_in(email, roles, name, port)


def _let_in(email: str, roles: Sequence[str], name: str, port: int) -> None:
    from vigil.trust.domain.decisions import COMMAND_LINE
    from vigil.trust.domain.people import create_person, grant_role, make_one_time_link
    from vigil.trust.models import Role

    user, wanted = _find(email), [Role(role) for role in roles]
    if user is None:
        user = create_person(email, by=COMMAND_LINE, roles=wanted, name=name)
    else:
        for role in wanted:
            grant_role(user, role, by=COMMAND_LINE)
    click.echo(f"http://localhost:{port}/account/link/{make_one_time_link(user)}/")


def _revoke(email: str, roles: Sequence[str], why: str) -> None:
    """Take roles away, all of them or none."""
    from django.db import transaction

    from vigil.trust.domain.decisions import COMMAND_LINE
    from vigil.trust.domain.people import revoke_role
    from vigil.trust.errors import NotPossible
    from vigil.trust.models import Role

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


def _find(email: str) -> "User | None":
    from vigil.trust.models import User

    return User.objects.filter(email__iexact=email).first()
