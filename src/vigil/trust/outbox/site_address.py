"""The address of the site in letters, and at which it is served.

Whoever runs the installation names it (VIGIL_SITE). Where nobody did, a letter that a person
writes carries the address at which they were served; a letter that a machine writes carries that
of `vigil up` as long as nobody else can be served. Else none is written: its link would lead
whoever gets it nowhere, or to somebody else.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible

_PORTS: Final = {"http": 80, "https": 443}
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_SERVED: Final[ContextVar[HttpRequest | None]] = ContextVar("served", default=None)


@contextmanager
def served_at(request: HttpRequest) -> Iterator[None]:
    """Let letters written inside use the address at which this request came."""
    before = _SERVED.set(request)
    try:
        yield
    finally:
        _SERVED.reset(before)


def site_address() -> str:
    """Return the address of the site for a letter, without a path. Raises NotPossible (unknown)."""
    request = _SERVED.get()
    if request is None or settings.VIGIL_SITE_IS_NAMED:
        return site_address_of_workers()
    if served := _served(request):
        return served
    raise _unknown()


def site_address_of_workers() -> str:
    """Return the address for a letter that a machine writes. Raises NotPossible, as the other."""
    if settings.VIGIL_SITE_IS_NAMED or _LOCAL.issuperset(settings.ALLOWED_HOSTS):
        return str(settings.VIGIL_SITE)
    raise _unknown()


def _unknown() -> NotPossible:
    return NotPossible(
        _(
            "This site does not know its own address, so the link in the letter would lead "
            "nowhere. No letter was written. Whoever runs the installation sets VIGIL_SITE."
        )
    )


def has_site_address() -> bool:
    """Return whether a letter can carry an address now."""
    try:
        site_address()
    except NotPossible:
        return False
    return True


def in_letters(view: str, *args: object) -> str:
    """Return the full address of a page for a letter, in the active language.

    Raises NotPossible (the address of the site is unknown).
    """
    return f"{site_address()}{reverse(view, args=args)}"


def is_served_under(request: HttpRequest) -> bool:
    """Return whether this request came to the address that letters name."""
    named = urlsplit(settings.VIGIL_SITE)
    asked = urlsplit(f"{request.scheme}://{request.get_host()}")
    return (named.hostname, _port(named.scheme, named.port)) == (
        asked.hostname,
        _port(asked.scheme, asked.port),
    )


def _served(request: HttpRequest) -> str:
    """Return the address of a request; "" if a stranger could have invented it.

    A browser says the host. It is believed if it stands in VIGIL_HOSTS as it is, and the port
    only of this machine itself.
    """
    try:
        asked = urlsplit(f"{request.scheme}://{request.get_host()}")
        port = _port(asked.scheme, asked.port)
    except (DisallowedHost, ValueError):
        return ""
    host = asked.netloc.removesuffix(f":{asked.port}")
    known = host in settings.ALLOWED_HOSTS and (host in _LOCAL or port == _PORTS[asked.scheme])
    return f"{asked.scheme}://{asked.netloc}" if known else ""


def _port(scheme: str, port: int | None) -> int | None:
    return port or _PORTS.get(scheme)
