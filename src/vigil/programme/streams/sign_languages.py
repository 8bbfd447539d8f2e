"""Sign languages that hosts can name, by their tags (ISO 639-3). CLDR names one of them only."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

SIGN_LANGUAGES: Final[dict[str, Promise]] = {
    "ils": _("International Sign"),
    "ase": _("American Sign Language (ASL)"),
    "aed": _("Argentine Sign Language (LSA)"),
    "bzs": _("Brazilian Sign Language (Libras)"),
    "bfi": _("British Sign Language (BSL)"),
    "csn": _("Colombian Sign Language (LSC)"),
    "fsl": _("French Sign Language (LSF)"),
    "gsg": _("German Sign Language (DGS)"),
    "ise": _("Italian Sign Language (LIS)"),
    "jsl": _("Japanese Sign Language"),
    "mfs": _("Mexican Sign Language (LSM)"),
    "psr": _("Portuguese Sign Language (LGP)"),
    "ssp": _("Spanish Sign Language (LSE)"),
}


def sign_language_name(tag: str) -> str:
    """Return the name of a sign language in the language of the page."""
    name = SIGN_LANGUAGES.get(tag)
    return str(name) if name is not None else gettext("Sign language")
