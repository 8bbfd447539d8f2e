"""The entry pass in a browser's cookies, and pages whose address nobody is to learn."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache

from vigil.programme.models import Registration, Session
from vigil.programme.registrations.links import entry_pass, registration_of_pass

NO_REFERRER: Final = "no-referrer"
View = Callable[..., HttpResponse]


def without_referrer(view: View) -> View:
    """Let a page tell no host its address, not even ours."""

    @never_cache
    @wraps(view)
    def served(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        response["Referrer-Policy"] = NO_REFERRER
        return response

    return served


def registration_of_browser(request: HttpRequest) -> Registration | None:
    """Return the registration whose pass the browser holds for this session."""
    held = request.COOKIES.get(_name(get_language() or settings.LANGUAGE_CODE), "")
    return registration_of_pass(held) if held else None


def give_pass(response: HttpResponse, registration: Registration) -> None:
    """Let a browser hold the entry pass of a registration, for the pages of its session."""
    held = entry_pass(registration)
    for name, path in _passes(registration.session):
        response.set_cookie(
            name, held, path=path, secure=settings.SECURE, httponly=True, samesite="Lax"
        )


def take_pass_back(response: HttpResponse, session: Session) -> None:
    """Let a browser forget the entry pass for a session."""
    for name, path in _passes(session):
        response.delete_cookie(name, path=path, samesite="Lax")


def _passes(session: Session) -> list[tuple[str, str]]:
    """Return the name and the path of a pass for each language: a language is a path of its own."""
    found = []
    for code, _label in settings.LANGUAGES:
        with override(code):
            path = reverse("programme:session", args=[session.event.slug, session.slug])
        found.append((_name(code), path))
    return found


def _name(code: str) -> str:
    return f"entry-{code}"
