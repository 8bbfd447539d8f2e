"""Keep track of sessions and browsers at sign-in, and enforce a lockdown."""

import secrets
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from vigil.site.sign_in.second_factor import is_set_up_page
from vigil.trust.access.errors import NotPossible
from vigil.trust.access.rules import is_guarded
from vigil.trust.models import User
from vigil.trust.people.duplicate_accounts import note_device
from vigil.trust.sessions.verbs import lockdown, sessions

STORED_KEY_KEY: Final = "kept_as"
"""The key of a session under which stands as what it is listed."""
IN_LOCKDOWN_KEY: Final = "in_lockdown"
"""The key of a session that began in a lockdown: it opens nothing but the page that lifts it."""
BROWSER_COOKIE: Final = "device"
"""The cookie by which a browser is known in which somebody signed in who decides something."""
DEVICE_LASTS: Final = 180 * 24 * 3600


class SessionsMiddleware:
    """Follows sessions whose key changes, enforces a lockdown, and remembers browsers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; after a sign-in to a guarded account, remember the browser."""
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            _follow(request)
        user = getattr(request, "_signed_in", None)
        if user is not None:
            sessions.forget_ended_sessions(user)
            if is_guarded(user):
                _remember_browser(request, response, user)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Sequence[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Let a session that began in a lockdown open only the page that lifts it."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        session = request.session
        if not session.get(IN_LOCKDOWN_KEY):
            return None
        if not lockdown.is_locked_down():
            del session[IN_LOCKDOWN_KEY]
            return None
        request.nothing_else_opens = "lockdown"  # type: ignore[attr-defined]
        match = request.resolver_match
        lifts = match is not None and match.url_name == "lockdown"
        return None if lifts or is_set_up_page(request) else redirect("lockdown")


def _follow(request: HttpRequest) -> None:
    """Follow a session that got another key; end it if it was ended meanwhile."""
    session = request.session
    kept, key = session.get(STORED_KEY_KEY), str(session.session_key)
    if not kept or kept == sessions.kept_as(key):
        return
    if sessions.follow_session(kept, key):
        session[STORED_KEY_KEY] = sessions.kept_as(key)
    else:
        session.flush()


def _remember_browser(request: HttpRequest, response: HttpResponse, user: User) -> None:
    token = request.COOKIES.get(BROWSER_COOKIE) or secrets.token_urlsafe(32)
    note_device(user, token)
    response.set_cookie(
        BROWSER_COOKIE,
        token,
        max_age=DEVICE_LASTS,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def begin(sender: object, request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Record a session from its first moment, however somebody signed in."""
    session, agent = request.session, request.META.get("HTTP_USER_AGENT", "")
    if session.session_key is None:
        session.save()  # it took the place of another person's, and has no key before
    try:
        in_lockdown = sessions.begin_session(user, str(session.session_key), agent=agent)
    except NotPossible as error:
        session.flush()
        raise PermissionDenied(str(error)) from error
    session[STORED_KEY_KEY] = sessions.kept_as(str(session.session_key))
    if in_lockdown:
        session[IN_LOCKDOWN_KEY] = True
    request._signed_in = user  # type: ignore[attr-defined]


def end(sender: object, request: HttpRequest, user: User | None, **_kwargs: Any) -> None:
    """Forget a session whose person signed out."""
    sessions.forget_session(str(request.session.session_key))
