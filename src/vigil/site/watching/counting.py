"""Count what a process does. Nothing happens, and nothing is loaded, where no metrics are wanted.

Whatever is counted here is shown by the exporter (`exporting`) together with the numbers of other
processes of this machine.
"""

from typing import Final

from django.conf import settings

CONFIDENTIAL: Final = "confidential"
"""What all routes are called on which people tell us something in confidence (`routes`)."""
ERROR: Final = 500


def are_wanted() -> bool:
    """Return whether metrics are wanted (VIGIL_METRICS). Without settings there are none."""
    return settings.configured and bool(settings.VIGIL_METRICS)


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count an answer. Of confidential routes only errors are counted.

    Where there are few, a count that grows tells when somebody told us something.
    """
    if not are_wanted() or (route == CONFIDENTIAL and status < ERROR):
        return
    from vigil.site.watching import instruments

    instruments.REQUESTS.labels(route, method, str(status)).inc()
    instruments.SECONDS.labels(route).observe(seconds)


def count_shed() -> None:
    """Count a request that was refused because too many waited."""
    if are_wanted():
        from vigil.site.watching import instruments

        instruments.SHED.inc()


def set_waiting(lane: str, number: int) -> None:
    """Note how many requests wait in a lane of this process."""
    if are_wanted():
        from vigil.site.watching import instruments

        instruments.WAITING.labels(lane).set(number)


def count_database_error() -> None:
    """Count a request that ended with an error of the database."""
    if are_wanted():
        from vigil.site.watching import instruments

        instruments.DATABASE_ERRORS.inc()


def count_failed_sign_in() -> None:
    """Count a sign-in that failed."""
    if are_wanted():
        from vigil.site.watching import instruments

        instruments.FAILED_SIGN_INS.inc()
