"""Answer with the card of a story or a campaign: a picture to share, drawn when it is asked for."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import override

VERSION: Final = 3
"""Raise it when cards are drawn another way: browsers then fetch the cards they kept again."""


def card_response(
    request: HttpRequest, digest: str, language: str, draw: Callable[[], bytes]
) -> HttpResponseBase:
    """Return the card of a work as PNG, or 304 where the reader has it as it is now."""
    etag = quote_etag(f"{digest}-{language}-{VERSION}")
    if (kept := get_conditional_response(request, etag=etag)) is not None:
        return kept
    return HttpResponse(draw(), content_type="image/png", headers={"ETag": etag})


def alt_text(language: str, *parts: str) -> str:
    """Return what a card says, in its language, for those who do not see it."""
    words = ". ".join(part for part in parts if part)
    with override(language):
        return _("Card: %(words)s") % {"words": words}
