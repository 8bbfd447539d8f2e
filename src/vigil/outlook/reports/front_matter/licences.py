"""The licences that a report or a picture may have."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RESERVED: Final = "reserved"
_TEXTS: Final[Mapping[str, str | Promise]] = {
    "cc-by": _("Everybody may share and change it, and names who made it."),
    "cc-by-sa": _("As CC BY; changed works have the same licence."),
    "cc-by-nc": _("As CC BY, but not for money."),
    "cc-by-nc-sa": _("As CC BY, but not for money; changed works have the same licence."),
    "cc-by-nd": _("Everybody may share it unchanged, and names who made it."),
    "cc-by-nc-nd": _("Everybody may share it unchanged, not for money, and names who made it."),
    "cc0": _("Everybody may use it for anything."),
    RESERVED: _("All rights reserved."),
}


@cache
def licences() -> Mapping[str, Mapping[str, str]]:
    """Return the licences by code, each with its name and the address of its text."""
    text = files("vigil.outlook.reports.front_matter").joinpath("licences.toml").read_text("utf-8")
    return tomllib.loads(text)


def licence_as_data(code: str) -> dict[str, str]:
    """Return name, address and meaning of a licence for an edition; empty texts without one."""
    found = licences().get(code)
    if found is None:
        return {"name": "", "url": "", "text": ""}
    text = str(_TEXTS[code])
    return {"name": found["name"] or text, "url": found["url"], "text": text}


def licence_choices() -> list[tuple[str, str]]:
    """Return the licences for a form, each with what it means."""
    return [
        (code, f"{one['name']}: {_TEXTS[code]}" if one["name"] else str(_TEXTS[code]))
        for code, one in licences().items()
    ]
