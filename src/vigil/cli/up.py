"""`vigil up`: from nothing to a site and a desk that answer."""

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import click

from vigil.cli.serving.child_processes import SECONDS_TO_END, run_child
from vigil.cli.support.data_folder import (
    close_folder,
    data_folder,
    one_at_a_time,
    remember_port,
)
from vigil.cli.support.database import (
    prepare_database,
    refuse_demonstration,
    set_up_django,
)
from vigil.cli.support.default_sources import state_default_sources

ADMINISTRATOR = "administrator@localhost"
WORK = "from vigil.cli.working.loop import work_while_wanted; work_while_wanted()"
SECONDS_TO_BEGIN_ANEW = 30


@click.command("up")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--once", is_flag=True, help="Do everything but serve, and exit.")
@click.option("--no-copy", is_flag=True, help="Do not copy an older database before changing it.")
def command(port: int, once: bool, no_copy: bool) -> None:
    """Make the database and its keys, load the open case file, and serve site and desk.

    Prints a one-time sign-in link for the desk. While the site is served, background work is
    done beside it, as `vigil work` does: letters are sent, and sources collected.

    A database of an older version is copied into the data folder, then brought up to date. The
    command says where the copy is, and how to go back.

    \b
    Example:
      vigil up --port 8000
    """
    refuse_demonstration("it never becomes a real installation. `vigil demo` serves it.")
    # Take the port first: if it is in use, the command ends before any other work.
    listening = None if once else listen(port, "up")
    site = f"http://localhost:{port}"
    name_in_letters(site)
    with one_at_a_time("up"):
        set_up_django()
        close_folder(data_folder())
        prepare_database(begins=True, upgrades=True, copies=not no_copy)
        state_default_sources()
        token = _sign_in_token()
    from vigil.casefile.cases.queries import public_cases
    from vigil.trust.organisation.queries import organisation

    click.echo(f"Public record: {site}/  ({public_cases().count()} cases)")
    click.echo(f"Desk:          {site}/desk/")
    click.echo(f"Sign in once:  {site}/account/link/{token}/")
    if not organisation().is_stated:
        click.echo(f"Set up:        {site}/desk/setup/  (after signing in; or `vigil setup`)")
    if listening is None:
        click.echo("Sources are collected while the site is served, or by `vigil run`;")
        click.echo("letters are sent while it is served, or by `vigil work`.")
    else:
        remember_port(port)
        serve(listening, site, work_beside)


def listen(port: int, command: str) -> socket.socket:
    """Listen on the port. Raises a ClickException with the reason if that is not possible."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise click.ClickException(
            f"port {port} cannot be used: {error.strerror}. Is Vigil served already? "
            f"Another port: `vigil {command} --port {port + 1 if port < 65535 else 8000}`"
        ) from error
    return listening


def name_in_letters(site: str) -> None:
    """Use this address in letters, in this process and its children, unless VIGIL_SITE is set."""
    os.environ["VIGIL_SERVED_AT"] = site


def _sign_in_token() -> str:
    """Return a one-time token for the first administrator; create one if there is none."""
    from vigil.trust.models import Role, User
    from vigil.trust.people.verbs.accounts import create_person
    from vigil.trust.people.verbs.resetting_access import link_on_host
    from vigil.trust.people.verbs.sign_in_links import make_one_time_link

    user = User.objects.filter(grants__role=Role.ADMINISTRATOR, is_active=True).first()
    if user is None:
        user = create_person(
            ADMINISTRATOR,
            by=None,
            roles=[
                *(Role.ADMINISTRATOR, Role.CODER, Role.ADJUDICATOR),
                # Alone, they could let in an account with this role anyway. So nobody has to.
                Role.PROGRAMME_HOST,
            ],
            name="First administrator",
            why="first run of this installation",
        )
        return make_one_time_link(user)
    return link_on_host(user)


def serve(listening: socket.socket, site: str, *tasks: Callable[[threading.Event], None]) -> None:
    """Serve until Ctrl-C or SIGTERM. `tasks` run beside it, and end with it."""
    from vigil.cli.serve import require_proxies
    from vigil.cli.serving.busy import drawn_busy_pages
    from vigil.cli.serving.connections import server_on
    from vigil.site.wsgi import application

    require_proxies()
    server = server_on(listening, application, drawn_busy_pages())

    def leave(number: int, frame: FrameType | None) -> None:
        """End in order; at a second Ctrl-C, at once."""
        if server.ends_at and number == signal.SIGINT:
            raise SystemExit(0)
        server.end()

    for name in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        if signal.getsignal(name) is not signal.SIG_IGN:  # ignored under nohup
            signal.signal(name, leave)
    click.echo(f"Serving on {site} (Ctrl-C ends it).")
    with _run_tasks_beside(*tasks), suppress(SystemExit):
        server.run()
    click.echo("Ended.")


@contextmanager
def _run_tasks_beside(*tasks: Callable[[threading.Event], None]) -> Iterator[None]:
    """Run tasks in threads during the `with` block, which never waits for them; then end them."""
    ended = threading.Event()
    threads = [threading.Thread(target=task, args=(ended,), daemon=True) for task in tasks]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join(2 * SECONDS_TO_END)


def work_beside(ended: threading.Event) -> None:
    """Work in a process of its own until `ended` is set; restart it if it breaks off."""
    log = data_folder() / "work.log"
    click.echo(f"Letters are sent and sources collected in the background; see {log}")
    while not ended.is_set():
        run_child(WORK, log, ended)
        if not ended.wait(SECONDS_TO_BEGIN_ANEW):
            click.echo(f"Background work broke off and begins anew: see {log}")
