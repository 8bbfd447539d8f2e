"""Who may enter the desk. What they may do there is each verb's own rule."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.sessions.recent_sign_in import require_recent

View = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]


def desk_view(
    permission: str = "casefile.see_desk", *, recent: bool = False
) -> Callable[[View], View]:
    """Let a view be seen only by people who hold `permission`, and never from a cache.

    A visitor is sent to sign in; somebody signed in without the permission is refused (403). If it
    is to be `recent`, whoever acts proves who they are, unless they did so a moment ago.
    """

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            require(request.user, "casefile.see_desk")
            require(request.user, permission)
            if recent:
                require_recent(request)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def room_view(permission: str, *, recent: bool = False) -> Callable[[View], View]:
    """Let a screen of another room than the case file be seen only by who holds `permission`.

    As `desk_view`, but without asking for the case file's own: who runs a programme or keeps the
    list of members sees those screens and nothing of any case.
    """

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
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
