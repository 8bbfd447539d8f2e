"""Let only the holder of a seat open the pages of an expert; everybody else gets "not found".

A form that was sent after its session ended is shown again with everything in it, to be sent once
more: the browser may have no other copy.
"""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from vigil.desk.screens.unsent_forms import refused_form, sent_again
from vigil.outlook.models import Seat
from vigil.outlook.panels.queries import seats_of
from vigil.trust.access.rules import roles_of
from vigil.trust.models import Role, User

READING = ("GET", "HEAD")
READING_WRITING = (*READING, "POST")
UNTYPED = frozenset(
    {
        *("base", "nonce", "seen", "do", "act", "remark", "reply_to", "side", "passed"),
        *("places", "terms"),
        *("sure", "remove", "recused", "shown_to_experts", "quotable", "weights_agreed"),
    }
)
"""Fields of forms that hold no typed words."""

ExpertView = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]
SeatView = Callable[Concatenate[HttpRequest, Seat, ...], HttpResponseBase]


def expert(request: HttpRequest) -> User:
    """Return the signed-in user. Only for views behind `expert_view` or `seat_view`."""
    assert isinstance(request.user, User)
    return request.user


def expert_view(view: ExpertView) -> ExpertView:
    """Let only users with the role of an expert read a page, never from a cache."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.method not in READING:
            return HttpResponseNotAllowed(READING)
        if Role.PANEL_EXPERT not in roles_of(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def expert_post_view(view: ExpertView) -> ExpertView:
    """Let only users with the role of an expert see a page with a form, as `seat_view` if `worded`.

    Unlike `expert_view` it lets them send the form.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        sent = request.method == "POST"
        if sent and (refused := refused_form(request, view, _show_unsaved)):
            return refused
        if not request.user.is_authenticated:
            return _show_unsaved(request) if sent else redirect_to_login(request.get_full_path())
        if Role.PANEL_EXPERT not in roles_of(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)  # `refused_form` checks the form all the same


def seat_view(
    *states: str, methods: tuple[str, ...] = READING_WRITING, worded: bool = False
) -> Callable[[SeatView], ExpertView]:
    """Let only experts with a seat on the panel, in one of these states (any if none), see a page.

    The view gets the seat; the address names the panel. A visitor is sent to sign in. If the page
    is `worded`, a visitor who sent a form is shown what they sent instead (403).
    """

    def decorate(view: SeatView) -> ExpertView:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, uid: str, **kwargs: Any) -> HttpResponseBase:
            sent = worded and request.method == "POST"
            if sent and (refused := refused_form(request, view, _show_unsaved)):
                return refused
            if not request.user.is_authenticated:
                return (
                    _show_unsaved(request) if sent else redirect_to_login(request.get_full_path())
                )
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            return view(request, _seat(expert(request), uid, states), **kwargs)

        # `refused_form` above checks the form all the same, and loses nothing.
        return csrf_exempt(guarded) if worded else guarded

    return decorate


def _seat(user: User, uid: str, states: tuple[str, ...]) -> Seat:
    seat = seats_of(user).filter(panel__uid=uid).first()
    if seat is None or not user.has_perm("outlook.sit", seat):
        raise Http404
    if states and seat.state not in states:
        raise Http404
    return seat


def _show_unsaved(request: HttpRequest) -> HttpResponse:
    """Show what was sent, in a form that sends all of it again."""
    get_token(request)
    sent = sent_again(request)
    context = {"sent": sent, "told": list(_typed_fields(sent))}
    return render(request, "outlook/access/unsaved_form.html", context, status=403)


def _typed_fields(sent: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield what a person typed, each with the label of its field."""
    words = {
        "reasons": _("Reasons"),
        "sources": _("Sources"),
        "text": _("Your remark"),
        "interest": _("What might sway you"),
        "words": _("What the conflict is"),
    }
    for name, value in sent:
        number, _dot, field = name.rpartition(".")
        if not value.strip() or field in UNTYPED:
            continue
        label = words.get(field, field)
        if number.isdigit():
            label = _("Question %(number)s: %(label)s") % {"number": number, "label": label}
        yield label, value
