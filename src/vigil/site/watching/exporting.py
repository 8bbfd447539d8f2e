"""Serve metrics to Prometheus on an address of their own (VIGIL_METRICS), never on the site's.

Every process of the site and every worker offers to do it. The first that gets the address does;
when it ends, another takes over within seconds. So no process above them loads the site for it.
"""

import threading
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from vigil.site.watching import counting
from vigil.site.watching.metric_files import fold_dead, metrics_folder, share_folder

if TYPE_CHECKING:
    from prometheus_client import Metric

SECONDS_BETWEEN: Final = 3
"""Until a process offers again to serve the metrics that another one serves now."""


def start_metrics() -> bool:
    """Offer to serve the metrics from a thread of this process; return whether any are wanted.

    Raises ImproperlyConfigured (VIGIL_METRICS is no address).
    """
    if not counting.are_wanted():
        return False
    host, port = metrics_address(settings.VIGIL_METRICS)
    share_folder()
    threading.Thread(target=_serve_in_turn, args=(host, port), daemon=True).start()
    return True


def metrics_address(said: str) -> tuple[str, int]:
    """Return host and port of an address, as `127.0.0.1:9464` or `[::1]:9464`.

    Raises ImproperlyConfigured. A port alone is refused: it would answer on every network.
    """
    host, _colon, port = said.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ImproperlyConfigured(
            f"VIGIL_METRICS is {said!r}. Give host and port, as in 127.0.0.1:9464."
        )
    return host, int(port)


def _serve_in_turn(host: str, port: int) -> None:
    """Serve the metrics once the address is free, until this process ends."""
    while True:
        try:
            serve_metrics(host, port)
        except OSError:  # another process serves them
            time.sleep(SECONDS_BETWEEN)
        else:
            return


def serve_metrics(host: str, port: int) -> tuple[Any, threading.Thread]:
    """Serve the metrics from a thread; return the server and the thread. Raises OSError."""
    from prometheus_client import CollectorRegistry, start_http_server

    from vigil.site.watching.installation_metrics import InstallationMetrics

    registry = CollectorRegistry(auto_describe=False)
    registry.register(AllProcesses())
    registry.register(InstallationMetrics())
    return start_http_server(port, host, registry)


class AllProcesses:
    """What all processes of this machine counted, those that have ended too."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def collect(self) -> Iterable["Metric"]:
        """Read the files of all processes."""
        from prometheus_client import multiprocess

        folder = metrics_folder()
        with self._lock:  # two who ask at once would add up the same file twice
            fold_dead(folder)
            reader = multiprocess.MultiProcessCollector(None, str(folder))
            return list(reader.collect())
