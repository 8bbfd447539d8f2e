"""The entry pass in a browser's cookies, and pages whose address nobody is to learn."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache

from vigil.programme.models import EventRegistration, Registration, Session
from vigil.programme.registrations.links import entry_pass, registration_of_passes

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


def registration_of_browser(request: HttpRequest, session: Session) -> Registration | None:
    """Return the registration for a session whose pass the browser holds.

    Where whom it names has none for this session, one of theirs for another.
    """
    name = _name(get_language() or settings.LANGUAGE_CODE)
    kept = sorted(request.COOKIES.items())
    return registration_of_passes(
        [value for key, value in kept if key == name or key.startswith(f"{name}-")], session
    )


def give_pass(response: HttpResponse, person: EventRegistration) -> None:
    """Let a browser hold the entry pass of a registration, for the pages of its event."""
    held = entry_pass(person)
    for name, path in _passes(person):
        response.set_cookie(
            name, held, path=path, secure=settings.SECURE, httponly=True, samesite="Lax"
        )


def take_pass_back(response: HttpResponse, person: EventRegistration) -> None:
    """Let a browser forget the entry pass of a registration."""
    for name, path in _passes(person):
        response.delete_cookie(name, path=path, samesite="Lax")


def _passes(person: EventRegistration) -> list[tuple[str, str]]:
    """Return the name and the path of a pass for each language: a language is a path of its own.

    Somebody may have a link for each session, from before events had registrations: each of
    those has a pass of its own, so that none takes the place of another.
    """
    own = "" if person.digest_session_id is None else f"-{person.pk}"
    found = []
    for code, _label in settings.LANGUAGES:
        with override(code):
            path = reverse("programme:event", args=[person.event.slug])
        found.append((_name(code) + own, path))
    return found


def _name(code: str) -> str:
    return f"entry-{code}"
