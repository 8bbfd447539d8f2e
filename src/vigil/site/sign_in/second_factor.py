"""Require a second factor of people who decide, disclose, pay or administer.

Every request is asked, whatever way the session was opened: it must have been proven with a second
factor (or set one up), or be the one sign-in of grace that each person has to set it up. Only a
sign-in link begins that one: whoever has nothing but a stolen password sets up no factor.
"""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.trust.access.rules import is_guarded
from vigil.trust.models import User
from vigil.trust.people.verbs.resetting_access import note_factor
from vigil.trust.people.verbs.sign_in_links import use_grace
from vigil.trust.sessions.coming_back import address_to_come_back

PROVEN_KEY: Final = "second_factor"
"""The key of a session under which stands who proved to be its person with a second factor."""
GRACE_KEY: Final = "second_factor_grace"
"""The key of a session under which stands until when it does without."""
BY_LINK: Final = "second_factor_by_link"
"""The key of a session under which stands whose sign-in link opened it."""
GRACE_LASTS: Final = timedelta(hours=12)
FACTORS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What is a second factor. Recovery codes only stand in for one that was lost."""
NEEDS_LINK: Final = gettext_lazy(
    "Your role needs a second factor, and it is set up after a sign-in by link, not by password. "
    "Ask an administrator to reset your sign-in: you get a letter with the link. If there is no "
    "other administrator: vigil person ADDRESS --reset --why REASON on the machine."
)


class SecondFactorMiddleware:
    """Leads sessions that lack their second factor to the set-up page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Sequence[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Redirect to the set-up page, or sign out, where the factor is missing."""
        # Without a cookie the session is not touched, so that public answers do not vary by it.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        user = request.user
        if not isinstance(user, User):
            return None
        if is_proven(request, user):
            _hide_menu_before_password(request, user)
            return None
        if not is_guarded(user):
            return None
        if has_factor(user):
            # Opened before the factor was set up elsewhere: it proves nothing.
            logout(request)
            return redirect_to_login(address_to_come_back(request))
        if _name_of_page(request) == "account_logout":
            return None
        if not opened_by_link(request, user):
            logout(request)
            return render(
                request, "site/sign_in/not_signed_in.html", {"refused": NEEDS_LINK}, status=403
            )
        if is_set_up_page(request):
            request.nothing_else_opens = "second factor"  # type: ignore[attr-defined]
            return None
        if _in_grace(request, user):
            return None
        messages.warning(request, _("Your role needs a second factor. Set one up to go on."))
        return redirect("mfa_index")


def is_proven(request: HttpRequest, user: User) -> bool:
    """Return whether this session was proven with a second factor of this person."""
    return request.session.get(PROVEN_KEY) == str(user.pk)


def note_link(request: HttpRequest, user: User) -> None:
    """Record in a session that a sign-in link of this person opened it."""
    if request.user == user:  # not yet where a second factor is still asked
        request.session[BY_LINK] = str(user.pk)


def opened_by_link(request: HttpRequest, user: User) -> bool:
    """Return whether a sign-in link of this person opened this session."""
    return request.session.get(BY_LINK) == str(user.pk)


def has_factor(user: User) -> bool:
    """Return whether a person has set up a second factor."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def can_sign_in_again(user: User) -> bool:
    """Return whether a person has a password, or a passkey that stands in for one."""
    keys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return user.has_usable_password() or any(key.wrap().is_passwordless for key in keys)


def is_set_up_page(request: HttpRequest) -> bool:
    """Return whether a page is requested that sets up a second factor, or proves it."""
    name = _name_of_page(request)
    return name.startswith("mfa_") or name == "account_reauthenticate"


def _hide_menu_before_password(request: HttpRequest, user: User) -> None:
    """Show no menu on the pages of a first sign-in, until its person can sign in again."""
    is_step = is_set_up_page(request) or _name_of_page(request) == "account_set_password"
    if not is_step or hasattr(request, "nothing_else_opens"):
        return
    if is_guarded(user) and not can_sign_in_again(user):
        request.nothing_else_opens = "password"  # type: ignore[attr-defined]


def _name_of_page(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.url_name if match else None) or ""


def _in_grace(request: HttpRequest, user: User) -> bool:
    until = request.session.get(GRACE_KEY)
    if until is not None:
        return time.time() < until
    if not use_grace(user):
        return False
    request.session[GRACE_KEY] = time.time() + GRACE_LASTS.total_seconds()
    messages.warning(request, _("Your role needs a second factor. Set one up now."))
    return True


def note_proof(sender: object, request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Record in the session that its person proved a second factor."""
    request.session[PROVEN_KEY] = str(user.pk)


def note_added(
    sender: object, request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any
) -> None:
    """Record that somebody set up a second factor, and so proved a moment ago who they are.

    Without that the page of the recovery codes would ask at once for a code, which works once.
    """
    if authenticator.type in FACTORS:
        note_factor(user)
        record_authentication(request, user, method="mfa", reauthenticated=True)


def note_removed(sender: object, request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Remove the proof from a session once the last factor of its person is gone."""
    if not has_factor(user):
        request.session.pop(PROVEN_KEY, None)
