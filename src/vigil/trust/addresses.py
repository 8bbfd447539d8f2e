"""The address of the site as letters name it, whoever asks for a page meanwhile, and under what."""

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

_PORTS: Final = {"http": 80, "https": 443}


def in_letters(view: str, *args: object) -> str:
    """Return the whole address of a page, in the language that is active, to stand in a letter."""
    return f"{settings.VIGIL_SITE}{reverse(view, args=args)}"


def is_served_under(request: HttpRequest) -> bool:
    """Say whether the page is asked for at the address that letters name."""
    named = urlsplit(settings.VIGIL_SITE)
    asked = urlsplit(f"{request.scheme}://{request.get_host()}")
    return (named.hostname, _port(named.scheme, named.port)) == (
        asked.hostname,
        _port(asked.scheme, asked.port),
    )


def _port(scheme: str, port: int | None) -> int | None:
    return port or _PORTS.get(scheme)
