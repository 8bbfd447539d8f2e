"""Collect the sources in a process of its own, which ends when its worker does."""

import os
import socket
import threading
import tomllib
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from vigil.cli.serving.child_processes import on_parent_end, run_child
from vigil.cli.support.data_folder import data_folder
from vigil.cli.support.exit_codes import DONE, WITH_REJECTS

LOG: Final = "collecting.log"
COLLECT: Final = (
    "from vigil.cli.working.collecting import collect_while_wanted; collect_while_wanted()"
)


def collect(ended: threading.Event) -> Mapping[str, int]:
    """Do once what `vigil run` does, in a process of its own; end it when `ended` is set.

    Raises NotPossible if there is no network, or collecting failed.
    """
    from vigil.trust.access.errors import NotPossible

    if not _is_online():
        raise NotPossible("No network: the sources are not collected now.")
    status = run_child(COLLECT, data_folder() / LOG, ended)
    if ended.is_set():
        return {}
    if status not in (DONE, WITH_REJECTS):
        raise NotPossible(f"Collecting failed: see {LOG} in the data folder.")
    return {"collected": 1, "with rejected": int(status == WITH_REJECTS)}


def collect_while_wanted() -> None:
    """Do what `vigil run` does, in a process that ends as soon as the worker does.

    Collecting may be interrupted anywhere.
    """
    on_parent_end(lambda: os._exit(1))
    from vigil.cli.run import command as run

    run.main(args=[], prog_name="vigil run")


def _is_online() -> bool:
    """Return whether the host of any source can be looked up (or none needs to be).

    Only addresses are read: `vigil.reading.intake` would load what collects into the worker, 9 MB.
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
