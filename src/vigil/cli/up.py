"""`vigil up`: from nothing to a site and a desk that answer."""

import os
import socket
import subprocess
import sys
from importlib.resources import files

import click

from vigil.cli.common import data_folder, one_at_a_time, prepare_database, set_up_django

ADMINISTRATOR = "administrator@localhost"


@click.command("up")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--once", is_flag=True, help="Do everything but serve, and exit.")
def command(port: int, once: bool) -> None:
    """Make the database, load the open case file, and serve site and desk.

    Prints a one-time sign-in link for the desk. Sources are collected in the background
    while the site is served.

    \b
    Example:
      vigil up --port 8000
    """
    set_up_django()
    with one_at_a_time("up"):
        prepare_database()
        _default_sources()
        token = _sign_in_token()
    from vigil.casefile.queries import counts

    site = f"http://localhost:{port}"
    click.echo(f"Public record: {site}/  ({counts()['published']} cases)")
    click.echo(f"Desk:          {site}/desk/")
    click.echo(f"Sign in once:  {site}/account/link/{token}/")
    if once:
        click.echo("Sources are collected while the site is served, or by `vigil run`.")
        return
    collecting = _collect_in_background()
    try:
        _serve(port, site)
    finally:
        if collecting is not None:
            collecting.terminate()


def _default_sources() -> None:
    """Give a new installation the shipped list of feeds, its own to edit from then on."""
    path = data_folder() / "sources.toml"
    if not path.exists():
        shipped = files("vigil.intake.sources").joinpath("default.toml").read_text(encoding="utf-8")
        path.write_text(shipped, encoding="utf-8")


def _sign_in_token() -> str:
    """Return a one-time token for the first administrator, who is made if nobody is there."""
    from vigil.trust.domain.people import create_person, make_one_time_link
    from vigil.trust.models import Role, User

    user = User.objects.filter(grants__role=Role.ADMINISTRATOR, is_active=True).first()
    if user is None:
        user = create_person(
            ADMINISTRATOR,
            by=None,
            roles=[Role.ADMINISTRATOR, Role.CODER, Role.ADJUDICATOR],
            name="First administrator",
            why="first run of this installation",
        )
    return make_one_time_link(user)


def _collect_in_background() -> subprocess.Popen[bytes] | None:
    """Start `vigil run` on the configured sources, unless this machine is offline."""
    if not _online():
        click.echo("No network: the sources are not collected now; `vigil run` does it later.")
        return None
    log = data_folder() / "collecting.log"
    click.echo(f"Collecting the sources in the background; what happens is in {log}")
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "vigil.cli", "run"], stdout=file, stderr=file, env=os.environ
        )


def _online() -> bool:
    """Say whether names of other hosts can be looked up at all."""
    try:
        socket.getaddrinfo("www.hrw.org", 443)
    except OSError:
        return False
    return True


def _serve(port: int, site: str) -> None:
    from waitress import create_server

    from vigil.site.wsgi import application

    try:
        server = create_server(application, host="127.0.0.1", port=port, threads=8)
    except OSError as error:
        raise click.ClickException(f"port {port} cannot be used: {error.strerror}") from error
    click.echo(f"Serving on {site} (Ctrl-C ends it).")
    server.run()
