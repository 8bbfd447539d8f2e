"""Who runs an installation, as its pages show it: name, contact, accent and logo.

All of it comes from the settings. An accent that cannot be read, or a logo that cannot be shown,
is not used: the pages keep the colours of Vigil, and `vigil check` says what is wrong.
"""

import base64
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from vigil.site.styles.colours import Accent, accent

LARGEST_LOGO: Final = 30_000
"""Bytes of a logo, which is a part of the style sheet that every page loads."""
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


def identity() -> Identity:
    """Return who runs this installation."""
    contact = settings.VIGIL_CONTACT.strip()
    return Identity(
        settings.VIGIL_PUBLISHER, settings.VIGIL_PUBLISHER_IS_STATED, contact, _url(contact)
    )


def own_accent() -> Accent | None:
    """Return the accent that the settings name; None without one. Raises ValueError."""
    light, dark = settings.VIGIL_ACCENT.strip(), settings.VIGIL_ACCENT_DARK.strip()
    if not light and dark:
        raise ValueError("VIGIL_ACCENT_DARK is set without VIGIL_ACCENT.")
    return accent(light, dark) if light else None


def own_logo() -> str:
    """Return the logo as a data address, "" without one. Raises ValueError or OSError."""
    path = settings.VIGIL_LOGO.strip()
    return _logo(Path(path)) if path else ""


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
