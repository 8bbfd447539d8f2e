"""`vigil serve`: the site for others, in several processes."""

import os
import subprocess
import sys

import click

from vigil.cli.serving.addresses import DEFAULT, listening_on
from vigil.cli.support.data_folder import close_folder, data_folder, one_at_a_time
from vigil.cli.support.database import (
    prepare_database,
    refuse_demonstration,
    set_up_django,
)
from vigil.cli.support.default_sources import state_default_sources

PREPARE = (sys.executable, "-P", "-m", "vigil.cli", "serve", "--once")
MOST_PROCESSES = 64


@click.command("serve")
@click.option(
    "--listen",
    metavar="ADDRESS",
    envvar="VIGIL_LISTEN",
    default=DEFAULT,
    show_default=True,
    help="host:port, or unix:/path. A socket of systemd goes before it.",
)
@click.option(
    "--processes",
    envvar="VIGIL_PROCESSES",
    type=click.IntRange(1, MOST_PROCESSES),
    help="Processes that answer; as many as there are processors if not stated.",
)
@click.option("--once", is_flag=True, help="Do everything but serve, and exit.")
@click.option(
    "--migrate",
    is_flag=True,
    help="Bring a database of an older version up to date first. For one machine alone.",
)
def command(listen: str, processes: int | None, once: bool, migrate: bool) -> None:
    """Serve site and desk to others, behind a web server with HTTPS, in several processes.

    Prepares the database first. One of an older version is refused, because others may serve it:
    stop them, then run `vigil serve --once --migrate` on one machine. It copies the database first.
    SIGHUP reloads and loses no request; SIGTERM finishes what was begun. The background work is
    done by `vigil work`.

    \b
    Example:
      VIGIL_PROCESSES=3 vigil serve --listen unix:/run/vigil/web.sock
    """
    refuse_demonstration("it never becomes a real installation. `vigil demo` serves it.")
    if once:
        _prepare(migrate=migrate)
        return
    # Take the address first: if it is in use, the command ends before any other work.
    listening = None if "LISTEN_FDS" in os.environ else listening_on(listen)
    # In a process of its own, so that a reload can load other code than this process has.
    prepare = [*PREPARE, "--migrate"] if migrate else PREPARE
    if status := subprocess.run(prepare, check=False).returncode:
        raise SystemExit(status)
    from vigil.cli.serving.processes import ServedSite

    ServedSite(listening, processes or os.cpu_count() or 1).run()


def _prepare(*, migrate: bool) -> None:
    """Prepare the database, after a look at the settings."""
    with one_at_a_time("up"):
        set_up_django()
        require_proxies()
        close_folder(data_folder())
        click.echo("Preparing the database. A new one takes a minute or two.", err=True)
        prepare_database(begins=True, upgrades=migrate)
        state_default_sources()
    click.echo("The database is ready.", err=True)


def require_proxies() -> None:
    """Raise a ClickException if the site is to be served over HTTPS, but no proxy is named."""
    from django.conf import settings

    from vigil.site.web.proxies import Proxies

    Proxies(settings.VIGIL_PROXIES)  # says what is wrong with it
    if settings.SECURE and not settings.VIGIL_PROXIES:
        raise click.ClickException(
            "VIGIL_HTTPS=1 says that a web server in front of Vigil speaks HTTPS, but "
            "VIGIL_PROXIES does not name it, so every page would redirect to itself. Set "
            "VIGIL_PROXIES to its address (127.0.0.1 if it is on this machine), or to `unix` if it "
            "connects by a Unix socket."
        )
