"""Let style sheets be asked for by nobody in particular."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

_SHEETS: Final = "/styles/"


def answer_sheets_to_anybody(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Leave out whose session it is when a style sheet is asked for: no table is read for it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(_SHEETS):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return get_response(request)

    return middleware
