"""Who may enter the desk. The verbs check what people may do there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.sessions.coming_back import address_to_come_back
from vigil.trust.sessions.recent_sign_in import require_recent

View = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]


def desk_view(
    permission: str = "casefile.see_desk", *, recent: bool = False
) -> Callable[[View], View]:
    """Restrict a view to people with `permission`, and keep it out of caches.

    Visitors are sent to sign in. Signed-in people without the permission get 403. If `recent`,
    people must prove who they are, unless they did so a moment ago.
    """

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(address_to_come_back(request))
            require(request.user, "casefile.see_desk")
            require(request.user, permission)
            if recent:
                require_recent(request)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def room_view(permission: str, *, recent: bool = False) -> Callable[[View], View]:
    """Restrict a screen of a room other than the case file to people with `permission`.

    This works as `desk_view`, but does not ask for the permission to see the case file. People who
    run a programme or manage members see these screens and nothing of any case.
    """

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(address_to_come_back(request))
            require(request.user, permission)
            if recent:
                require_recent(request)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def person(request: HttpRequest) -> User:
    """Return who is signed in. Only for views behind `desk_view` or `room_view`."""
    assert isinstance(request.user, User)
    return request.user
