"""`vigil person`: let a person in, and print their sign-in link."""

from collections.abc import Sequence

import click

from vigil.cli.common import prepare_database, set_up_django


@click.command("person")
@click.argument("email")
@click.option("--role", "roles", multiple=True, help="A role to grant; may be repeated.")
@click.option("--name", default="", help="The name colleagues see.")
@click.option("--port", default=8000, show_default=True, help="The port of the site in the link.")
def command(email: str, roles: Sequence[str], name: str, port: int) -> None:
    """Make an account for EMAIL if there is none, grant roles, print a one-time sign-in link.

    Whoever can run this command administers the installation already.

    \b
    Example:
      vigil person maria@example.org --role coder --name "María"
    """
    set_up_django()
    prepare_database()
    from vigil.trust.domain.people import create_person, grant_role, make_one_time_link
    from vigil.trust.models import Role, User

    unknown = sorted(set(roles) - set(Role.values))
    if unknown:
        known = ", ".join(Role.values)
        raise click.UsageError(f"no such role: {', '.join(unknown)} (there are {known})")
    chief = User.objects.filter(grants__role=Role.ADMINISTRATOR, is_active=True).first()
    why = "granted on the command line"
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        wanted = [Role(role) for role in roles]
        user = create_person(email, by=chief, roles=wanted, name=name, why=why)
    elif chief is not None:
        for role in roles:
            grant_role(user, Role(role), by=chief, why=why)
    click.echo(f"http://localhost:{port}/account/link/{make_one_time_link(user)}/")
