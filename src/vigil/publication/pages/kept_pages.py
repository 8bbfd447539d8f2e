"""Keep pages that show nothing but the public record, while the record is the same.

A page of figures is made of every case, and the same few views are asked for again and again. A
page is kept with everything that it was made from: the version of the record, the codebook, the
organisation, the menu, the day, the language and the whole address. Once one of these differs, the
page is made anew. So what was withdrawn is gone from the next answer, in every process and on every
machine.

Only strangers get kept pages. Who has a session may have messages waiting.
"""

import hashlib
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from vigil.casefile.coverage.queries import monitored_periods
from vigil.publication.api.responses import site_of
from vigil.publication.pages.navigation import menu
from vigil.publication.record.columns import current
from vigil.publication.record.kept_answers import keep, kept
from vigil.reading import codebook
from vigil.trust.models import Decision
from vigil.trust.organisation.queries import organisation
from vigil.trust.public_forms.doors import is_linked
from vigil.trust.requests.verbs import CORRECTION, RECEIVE

LARGEST: Final = 256 * 1024
"""Bytes of the largest page that is kept."""
LOOKED_AT: Final = 50
"""Decisions among which the last one is looked for that may have changed a page."""

View = Callable[..., HttpResponse]


def kept_while_the_same(
    besides: Callable[[], Hashable] = tuple,
) -> Callable[[View], View]:
    """Return a decorator that answers strangers with the page made before of the same record.

    It is for views whose answer depends on nothing but what `_made_from` names, and on what
    `besides` returns.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not _is_of_a_stranger(request) or not (record := current().token):
                return view(request, *args, **kwargs)
            made_from = (record, *_made_from(request), besides())
            key = hashlib.sha256(repr(made_from).encode()).hexdigest()
            if (page := kept(key)) is not None:
                return HttpResponse(page)
            answer = view(request, *args, **kwargs)
            if _may_be_kept(request, answer):
                keep(key, answer.content)
            return answer

        return answered

    return decorate


def coverage_and_decisions() -> tuple[Hashable, ...]:
    """Return what figures show besides the record: what was monitored, and what people decided.

    A text on convictions that is corrected, and a release, leave the record as it is.
    """
    return *monitored_periods(), last_decision()


def last_decision() -> int:
    """Return the number of the last decision that may have changed what readers see.

    Strangers who report an error change nothing. If they sent the last `LOOKED_AT`, nobody looks
    further back, and the page is made anew.
    """
    last = list(Decision.objects.order_by("-pk").values_list("pk", "verb")[:LOOKED_AT])
    changing = (pk for pk, verb in last if verb != RECEIVE)
    return next(changing, last[0][0] if len(last) == LOOKED_AT else 0)


def _is_of_a_stranger(request: HttpRequest) -> bool:
    return request.method == "GET" and not {settings.SESSION_COOKIE_NAME, "messages"} & set(
        request.COOKIES
    )


def _made_from(request: HttpRequest) -> tuple[Hashable, ...]:
    """Return what such a page is made from, besides the record."""
    return (
        codebook.current().version,
        organisation(),
        tuple(str(entry.route) for entry in menu()),
        is_linked(CORRECTION),
        timezone.localdate(),
        get_language(),
        site_of(request),
        request.get_full_path(),
    )


def _may_be_kept(request: HttpRequest, answer: HttpResponse) -> bool:
    """Return whether a page is for everybody: complete, not too large, and without a cookie."""
    return (
        answer.status_code == 200
        and not answer.streaming
        and not answer.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and len(answer.content) <= LARGEST
    )
