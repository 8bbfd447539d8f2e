"""Who runs an installation, as its pages show it: name, contact, accent and logo.

All of it comes from the settings, or from what an administrator stated on the page. An accent
that cannot be read, or a logo that cannot be shown, is not used: the pages keep the colours of
Vigil, and `vigil check` says what is wrong.
"""

import base64
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from vigil.charts.colours import Accent, accent
from vigil.trust.organisation.queries import organisation, row
from vigil.trust.organisation.verbs.stating import LARGEST_LOGO

_KINDS: Final = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
"""Kinds of logos by their first bytes. Browsers that are set to be careful show no SVG."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The name of an installation, whether somebody set it, and how its people are reached."""

    name: str
    is_stated: bool
    contact: str
    contact_url: str
    """An address to follow; "" where the contact is a text."""
    responsible: str
    """Who is responsible for the site, in one line; "" where nobody said."""


def identity() -> Identity:
    """Return who runs this installation."""
    own = organisation()
    return Identity(own.name, own.is_stated, own.contact, _url(own.contact), own.responsible)


def own_accent() -> Accent | None:
    """Return the accent that is stated; None without one. Raises ValueError."""
    light, dark = organisation().accent, organisation().accent_dark
    if not light and dark:
        raise ValueError("VIGIL_ACCENT_DARK is set without VIGIL_ACCENT.")  # the page refuses it
    return accent(light, dark) if light else None


def own_logo() -> str:
    """Return the logo as a data address, "" without one. Raises ValueError or OSError."""
    path = settings.VIGIL_LOGO.strip()
    if path:
        return _logo(Path(path))
    stated = row()
    if stated is None or not stated.logo:
        return ""
    return f"data:{stated.logo_type};base64,{base64.b64encode(stated.logo).decode()}"


def identity_styles() -> str:
    """Return the rules that give every page the accent and the logo of the installation."""
    return _accent_rules() + _logo_rules()


def _accent_rules() -> str:
    try:
        own = own_accent()
    except ValueError:
        return ""
    if own is None:
        return ""
    return (
        f":root{{--accent:{own.light};--accent-soft:{own.light_soft}}}\n"
        "@media (prefers-color-scheme:dark){:root{"
        f"--accent:{own.dark};--accent-soft:{own.dark_soft}}}}}\n"
    )


def _logo_rules() -> str:
    try:
        logo = own_logo()
    except (ValueError, OSError):
        return ""
    if not logo:
        return ""
    return (
        ".site-header .bar .brand::before{inline-size:2rem;block-size:2rem;"
        "margin:0;border-radius:0;box-shadow:none;"
        f'background:url("{logo}") center/contain no-repeat}}\n'
    )


@lru_cache(maxsize=4)
def _logo(path: Path) -> str:
    content = path.read_bytes()
    if len(content) > LARGEST_LOGO:
        raise ValueError(
            f"{path} has {len(content):,} bytes; a logo has at most {LARGEST_LOGO:,}. Make it "
            "smaller: it is shown 32 pixels high."
        )
    kind = next((kind for head, kind in _KINDS.items() if content.startswith(head)), "")
    if not kind:
        raise ValueError(f"{path} is no PNG and no JPEG.")
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _url(contact: str) -> str:
    if urlsplit(contact).scheme in ("https", "http", "mailto", "tel"):
        return contact
    name, at, host = contact.partition("@")
    is_address = bool(name and at and host) and not any(sign in contact for sign in " ,;<>?&")
    return f"mailto:{contact}" if is_address else ""
