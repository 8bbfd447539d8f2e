"""The address on which the site is served: read, and taken."""

import os
import socket
import stat
from pathlib import Path
from typing import Final

import click

DEFAULT: Final = "127.0.0.1:8000"
UNIX: Final = "unix:"


def listening_on(stated: str) -> socket.socket:
    """Take an address (`host:port`, `[host]:port`, `unix:/path`), without listening yet.

    Raises a ClickException with the reason if that is not possible.
    """
    if stated.startswith(UNIX):
        return _on_unix_socket(Path(stated.removeprefix(UNIX)))
    host, colon, port = stated.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not (host and colon and port.isdecimal() and int(port) < 65536):
        raise click.ClickException(
            f"VIGIL_LISTEN is {stated!r}. Write an address and a port such as {DEFAULT}, or "
            "unix:/run/vigil/web.sock."
        )
    try:
        ((family, kind, _proto, _name, address), *_more) = socket.getaddrinfo(
            host, int(port), type=socket.SOCK_STREAM
        )
    except OSError as error:
        raise _taken(stated, error) from error
    taken = socket.socket(family, kind)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
    except OSError as error:
        taken.close()
        raise _taken(stated, error) from error
    return taken


def _on_unix_socket(path: Path) -> socket.socket:
    """Take a Unix socket, in place of one that an ended server left."""
    from vigil.cli.serving.processes import ONLY_FOR_GROUP

    taken = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(ONLY_FOR_GROUP)
    try:
        if _is_left_over(path):
            path.unlink()
        taken.bind(str(path))
    except OSError as error:
        taken.close()
        raise _taken(f"{UNIX}{path}", error) from error
    finally:
        os.umask(before)
    return taken


def _is_left_over(path: Path) -> bool:
    """Return whether a path is a socket on which nobody listens."""
    try:
        if not stat.S_ISSOCK(path.stat().st_mode):
            return False
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asked:
            asked.connect(str(path))
    except ConnectionRefusedError:
        return True
    except FileNotFoundError:
        return False
    return False


def _taken(stated: str, error: OSError) -> click.ClickException:
    return click.ClickException(
        f"{stated} cannot be used: {error.strerror}. Is Vigil served there already? VIGIL_LISTEN "
        "names another address."
    )
