"""Refuse an address with a parameter that a page does not know, as the API does.

Left out silently, a misspelt filter would show other cases than the reader asked for.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from vigil.publication.search.clean_address import to_clean_address
from vigil.publication.search.filters import PARAMETERS
from vigil.publication.search.links import with_query

TRACKING: Final = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|mc_[ce]id|_ga|_gl|(fb|g|gb|wb|d|ms|tt|tw|yc)clid|igsh(id)?"
)
"""Parameters that other sites add to links. They select nothing, and no link keeps them."""
MOST_NAMED: Final = 10
LONGEST_NAME: Final = 60

View = Callable[..., HttpResponse]


def refuse_unknown_parameters(*also: str) -> Callable[[View], View]:
    """Return a decorator for the page of a selection. `also` names more parameters that it takes.

    An address with another parameter is answered with 400, and with a link without it. One with
    empty parameters, as a form sends them, leads to the address without them.
    """
    known = {*PARAMETERS, *also}

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            unknown = [
                name for name in request.GET if name not in known and not TRACKING.fullmatch(name)
            ]
            if unknown:
                return _refused(request, unknown, known)
            return to_clean_address(request) or view(request, *args, **kwargs)

        return checked

    return decorate


def _refused(request: HttpRequest, unknown: list[str], known: set[str]) -> HttpResponse:
    kept = QueryDict(mutable=True)
    for name in request.GET:
        if name in known:
            kept.setlist(name, request.GET.getlist(name))
    context = {
        "unknown": [name[:LONGEST_NAME] for name in unknown[:MOST_NAMED]],
        "number": len(unknown),
        "without": with_query(request.path, kept.urlencode()),
    }
    return render(request, "publication/search/unknown_parameter.html", context, status=400)
