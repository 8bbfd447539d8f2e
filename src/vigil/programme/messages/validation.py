"""Check the parts of a message: language, text, link."""

import re
from typing import Final

from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible

LONGEST: Final = 4000
LONGEST_LINK: Final = 500
"""Characters of the words, and of an address."""
LONGEST_TAG: Final = 12
LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
HOST: Final = re.compile(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]")
"""A host as URLs write it: international names in Punycode, or an address of IPv6."""
BARE: Final = re.compile(r"[\w-]+(\.[\w-]+)+([/?#]|$)")
"""A host without a scheme before it."""
CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""All but the tab and the end of a line."""


def checked_language(tag: str) -> str:
    """Return a tag of BCP 47 with its language in small letters. Raises NotPossible."""
    if not LANGUAGE.fullmatch(tag) or len(tag) > LONGEST_TAG:
        raise NotPossible(_("Say in which language it is."))
    main, *rest = tag.split("-")
    return "-".join([main.lower(), *rest])


def checked_text(text: str) -> str:
    """Return words without controls. Raises NotPossible (too long)."""
    kept = CONTROLS.sub("", text.replace("\r\n", "\n")).strip()
    if len(kept) > LONGEST:
        raise NotPossible(
            _("The text is longer than %(n)d characters. Shorten it.") % {"n": LONGEST}
        )
    return kept


def _with_scheme(link: str) -> str:
    """Complete an address as people type it: vigil.example/page."""
    return f"https://{link}" if BARE.match(link) else link


def checked_link(link: str) -> str:
    """Return an address of the web as WHATWG writes it. Nobody is asked whether it answers.

    Raises NotPossible: it is none, is no http(s), or holds a name and a password.
    """
    import ada_url  # here: only a message with a link needs it

    try:
        url = ada_url.URL(_with_scheme(link.strip()))
    except ValueError:
        raise NotPossible(_("This is no address of a web page: it begins with https://.")) from None
    if url.protocol not in ("http:", "https:") or not HOST.fullmatch(url.hostname):
        raise NotPossible(_("This is no address of a web page: it begins with https://."))
    if url.username or url.password:
        raise NotPossible(_("Leave the name and the password out of the address."))
    if len(url.href) > LONGEST_LINK:
        raise NotPossible(_("The address is longer than %(n)d characters.") % {"n": LONGEST_LINK})
    return str(url.href)
