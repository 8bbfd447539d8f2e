"""Answer programs whose query cannot be answered. Used by the APIs and files of every room."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from vigil.publication.api.responses import as_json, open_to_programs
from vigil.publication.api.validation import BadQuery

View = Callable[..., HttpResponseBase]


def answer_bad_query(request: HttpRequest, error: Any) -> HttpResponse:
    """Name the parameters that cannot be answered (400)."""
    return as_json({"detail": str(error), "errors": error.errors}, status=400)


def answer_not_found(request: HttpRequest, error: Any) -> HttpResponse:
    """Say that there is no such thing (404)."""
    return as_json({"detail": _("There is no such thing."), "errors": {}}, status=404)


def for_programs(view: View) -> View:
    """Serve a view to programs of any site; refuse a query that cannot be answered (400)."""

    @wraps(view)
    def served(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except BadQuery as error:
            return answer_bad_query(request, error)

    return open_to_programs(served)
