"""In which languages readers find a work, and which one they asked for."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info

RIGHT_TO_LEFT: Final = frozenset({"ar"})


@dataclass(frozen=True)
class OfferedLanguage:
    """A language in which a work can be read."""

    code: str
    name: str
    url: str
    shown: bool
    is_original: bool


def offered_languages(
    url: str, written: Collection[str], *, shown: str, original: str
) -> list[OfferedLanguage]:
    """Return the languages of a work for the links on its page, in the order of the site."""
    return [
        OfferedLanguage(code, name_of(code), f"{url}?text={code}", code == shown, code == original)
        for code, _name in settings.LANGUAGES
        if code in written
    ]


def name_of(code: str) -> str:
    """Return what a language calls itself."""
    return str(get_language_info(code)["name_local"].capitalize())


def direction_of(language: str) -> str:
    """Return whether a language is written `rtl` or `ltr`."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def asked_language(request: HttpRequest) -> str:
    """Return the language that the address of a page asks for; nothing where it asks for none."""
    asked = request.GET.get("text", "")
    return asked if asked in dict(settings.LANGUAGES) else ""
