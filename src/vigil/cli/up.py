"""`vigil up`: from nothing to a site and a desk that answer."""

import os
import signal
import socket
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files
from types import FrameType
from urllib.parse import urlsplit

import click

from vigil.cli.serving.child_processes import SECONDS_TO_END, on_parent_end, run_child
from vigil.cli.support.data_folder import close_folder, data_folder, one_at_a_time
from vigil.cli.support.database import (
    prepare_database,
    refuse_demonstration,
    set_up_django,
)
from vigil.cli.support.exit_codes import DONE, WITH_REJECTS
from vigil.reading.intake.lines import replacing

ADMINISTRATOR = "administrator@localhost"
COLLECT = "from vigil.cli.up import collect_while_wanted; collect_while_wanted()"
ROUNDS = "from vigil.cli.rounds import go_while_wanted; go_while_wanted()"
SECONDS_TO_BEGIN_ANEW = 30


@click.command("up")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--once", is_flag=True, help="Do everything but serve, and exit.")
def command(port: int, once: bool) -> None:
    """Make the database and its keys, load the open case file, and serve site and desk.

    Prints a one-time sign-in link for the desk. While the site is served, sources are collected
    in the background, and letters written and sent (`vigil rounds`).

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
        prepare_database(begins=True)
        _default_sources()
        token = _sign_in_token()
    from vigil.casefile.cases.queries import public_cases

    click.echo(f"Public record: {site}/  ({public_cases().count()} cases)")
    click.echo(f"Desk:          {site}/desk/")
    click.echo(f"Sign in once:  {site}/account/link/{token}/")
    if listening is None:
        click.echo("Sources are collected while the site is served, or by `vigil run`;")
        click.echo("letters are sent while it is served, or by `vigil rounds`.")
    else:
        serve(listening, site, _collect, make_rounds)


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


def _default_sources() -> None:
    """Copy the shipped list of feeds to a new installation, which may then edit it."""
    path = data_folder() / "sources.toml"
    if not path.exists():
        shipped = files("vigil.reading.intake.sources").joinpath("default.toml").read_bytes()
        with replacing(path) as stream:
            stream.write(shipped)


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
            roles=[Role.ADMINISTRATOR, Role.CODER, Role.ADJUDICATOR],
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


def _collect(ended: threading.Event) -> None:
    """Collect once, in a process of its own; end it when `ended` is set."""
    if not _online():
        click.echo("No network: the sources are not collected now; `vigil run` does it later.")
        return
    log = data_folder() / "collecting.log"
    click.echo(f"Collecting the sources in the background; what happens is in {log}")
    status = run_child(COLLECT, log, ended)
    if not ended.is_set():
        how = {DONE: "The sources are collected", WITH_REJECTS: "Collected, with some rejected"}
        click.echo(f"{how.get(status, 'Collecting failed')}: see {log}")


def collect_while_wanted() -> None:
    """Do what `vigil run` does, in a process that ends as soon as the server does.

    Collecting may be interrupted anywhere.
    """
    on_parent_end(lambda: os._exit(1))
    from vigil.cli.run import command as run

    run.main(args=[], prog_name="vigil run")


def make_rounds(ended: threading.Event) -> None:
    """Make rounds in a process of its own until `ended` is set; restart it if it breaks off."""
    log = data_folder() / "rounds.log"
    click.echo(f"Letters are written and sent in the background; what happens is in {log}")
    while not ended.is_set():
        run_child(ROUNDS, log, ended)
        if not ended.wait(SECONDS_TO_BEGIN_ANEW):
            click.echo(f"Sending letters broke off and begins anew: see {log}")


def _online() -> bool:
    """Return whether the host of any source can be looked up (or none needs to be).

    Only addresses are read: `vigil.reading.intake` would load what collects into the server, 9 MB.
    """
    try:
        sources = tomllib.loads((data_folder() / "sources.toml").read_text("utf-8"))["source"]
        hosts = [host for one in sources if (host := urlsplit(one.get("url", "")).hostname)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return True  # the run says what is wrong with the list
    return len(hosts) < len(sources) or not hosts or any(map(_is_resolvable, hosts[:3]))


def _is_resolvable(host: str) -> bool:
    try:
        socket.getaddrinfo(host, 443)
    except OSError:
        return False
    return True
