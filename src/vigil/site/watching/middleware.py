"""Give each request an id, count it, and write a line for it where lines are JSON.

This stands before everything else, so that a check of health needs no host name, session or table.
"""

import logging
import time
from collections.abc import Callable
from typing import Any, Final

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase

from vigil.site.watching import counting
from vigil.site.watching.checks import CHECKS
from vigil.site.watching.request_ids import new_request_id
from vigil.site.watching.routes import method_of, route_of

HEADER: Final = "X-Request-ID"
LOG: Final = logging.getLogger("vigil.requests")
ERROR: Final = 500


class Watching:
    """Watches each request from its beginning to the beginning of its answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        if check := CHECKS.get(request.path_info):
            return check(request)
        begun = time.perf_counter()
        made = new_request_id()
        response = self.get_response(request)
        response[HEADER] = made
        self._note(request, response.status_code, time.perf_counter() - begun)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Count an error of the database that nobody expected."""
        if isinstance(exception, DatabaseError):
            counting.count_database_error()

    def _note(self, request: HttpRequest, status: int, seconds: float) -> None:
        route, method = route_of(request), method_of(request)
        counting.count_request(route, method, status, seconds)
        if route == counting.CONFIDENTIAL and status < ERROR:
            return  # a line with its time would tell when somebody told something
        LOG.info(
            "%s %s %d",
            method,
            route,
            status,
            extra={"route": route, "status": status, "ms": round(seconds * 1000, 1)},
        )


def note_failed_sign_in(sender: object, **_kwargs: Any) -> None:
    """Count a sign-in that failed. Nothing is kept of who tried."""
    counting.count_failed_sign_in()
