"""What counts and lines of the log call a request: its route, never its path.

A path may hold a token or a name. And where people tell us something in confidence, the route
alone would tell how many did, and when: such requests have one name together.
"""

from typing import Final

from django.conf import settings
from django.http import HttpRequest

from vigil.site.watching.counting import CONFIDENTIAL

STATIC: Final = "static"
UNKNOWN: Final = "unknown"
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_NAMESPACES: Final = frozenset(
    {
        *("bearing", "desk_testimony", "panels"),
        *("fund", "desk_fund", "desk_grants", "desk_finance", "desk_fund_releases"),
        "desk_readers",
    }
)
"""Rooms in which somebody tells something in confidence, or somebody works on it."""
_PAGES: Final = frozenset(
    {
        *("report_error", "report_sent"),
        *("desk:requests", "desk:request", "desk:contact", "desk:answer"),
        *("desk:withdraw", "desk:withdrawal", "desk:lift"),
        *("programme:own_contribution", "programme:own_captions", "programme:own_recording_file"),
        *("programme:own_recording_poster", "programme:own_chapters"),
        *("witness:read_story", "witness:read_story_file"),
        *("witness:read_campaign", "witness:read_life"),
    }
)


def route_of(request: HttpRequest) -> str:
    """Return what a request is called: the name of its route, or of what it shares one with."""
    match = request.resolver_match
    if match is None:
        path = request.path_info
        return STATIC if path.startswith((settings.STATIC_URL, "/styles/")) else UNKNOWN
    if _NAMESPACES & {*match.namespaces} or match.view_name in _PAGES:
        return CONFIDENTIAL
    return str(match.view_name)


def method_of(request: HttpRequest) -> str:
    """Return the method of a request; one that nobody knows is `other`."""
    method = request.method or ""
    return method if method in METHODS else "other"
