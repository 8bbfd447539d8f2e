"""How allauth signs people in here. Only administrators create accounts."""

import threading
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context as current
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vigil.site.sessions.middleware import BROWSER_COOKIE
from vigil.site.sign_in.first_sign_in import next_address
from vigil.trust.access.errors import NotPossible
from vigil.trust.access.rules import is_guarded
from vigil.trust.models import Letter, User
from vigil.trust.outbox.site_address import has_site_address, site_address
from vigil.trust.outbox.verbs.letters import ACCOUNT, write_letter
from vigil.trust.people.duplicate_accounts import is_known
from vigil.trust.people.verbs.accounts import set_password
from vigil.trust.sessions.verbs.lockdown import require_let_in

LONGEST_WAIT: Final = 3
"""Seconds that somebody in a known browser waits for a place."""
_CHECKING = threading.BoundedSemaphore(4)
"""Passwords that are checked at a time. It takes long on purpose, and must not take every thread
of the server while somebody tries thousands."""
_CHECKING_KNOWN = threading.BoundedSemaphore(2)
"""The same, in browsers with which the account was signed in to: no stranger takes these places."""


class SignIn(AuthenticationBackend):
    """A backend that identifies people and grants nothing: permissions come from roles.

    Django would also look for rights in its own tables, which nobody here fills, at every refusal.
    """

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Grant nothing."""
        return False

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Grant nothing."""
        return False

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return no permission."""
        return set()


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Refuses sign-up, and writes letters through the outbox."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say that nobody can make an account for themselves."""
        return False

    def set_password(self, user: User, password: str) -> None:
        """Set a password; refuse where the account was closed or reset meanwhile."""
        try:
            set_password(user, password)
        except NotPossible as error:
            raise PermissionDenied(str(error)) from error

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return what follows for whoever set a password: their page, or the setup."""
        return _next_address(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Check a password; where many are checked at this moment, ask to try again.

        Whoever comes in a browser that they signed in with before waits a moment for a place that
        is kept for them: thousands of wrong passwords from elsewhere do not shut them out.
        """
        known = bool(_known_browser(request, credentials))
        places = _CHECKING_KNOWN if known else _CHECKING
        if not places.acquire(timeout=LONGEST_WAIT if known else 0):
            raise ValidationError(
                _("Many people are signing in at this moment. Try again in a few seconds.")
            )
        try:
            return super().authenticate(request, **credentials)
        finally:
            places.release()

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Return the key under which wrong passwords are counted: the account, whatever the host.

        In a browser that its person signed in with before they are counted apart, so that nobody
        elsewhere uses up the tries of its owner.
        """
        return f"{_address_of(credentials)} {_known_browser(request, credentials)}"

    def pre_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse | None:
        """Refuse to let somebody in while a lockdown is in force."""
        try:
            require_let_in(user)
        except NotPossible as error:
            return render(
                request, "site/sign_in/not_signed_in.html", {"refused": error}, status=503
            )
        refusal: HttpResponse | None = super().pre_login(request, user, **how)
        return refusal

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return where a sign-in leads: to what the person lacks, then to their page."""
        return _next_address(request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of a letter at the address of this site; "" where that is unknown.

        Whoever asks for the letter is a stranger, who may have made up the host they ask at.
        """
        asked = urlsplit(super().get_reset_password_from_key_url(key))
        return site_address() + asked.path if has_site_address() else ""

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Write the letter with the link for a new password, or with whom to ask instead."""
        if is_guarded(user):
            prefix = "account/email/password_reset_by_two"
            self.send_mail(prefix, email, context | {"password_reset_url": ""})
        else:
            super().send_password_reset_mail(user, email, context)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write allauth's letter to somebody with an account, under a neutral subject.

        An address that belongs to nobody here gets nothing: it could be anybody's. Nor does
        anybody where the address of this site is unknown: the link would lead elsewhere.
        """
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None or not has_site_address():
            return
        request = current.request
        said = {"request": request, "email": email, "current_site": _SiteInLetters(), **context}
        body = render_to_string(f"{template_prefix}_message.txt", said, request)
        write_letter(
            user,
            Letter.Subject.ACCOUNT,
            body,
            kind=ACCOUNT,
            by=None,
            decides=False,
            language=get_language() or "",
        )


def _next_address(request: HttpRequest) -> str:
    user = request.user
    return next_address(user) if isinstance(user, User) else reverse("mine")


def _address_of(credentials: Mapping[str, Any]) -> str:
    return str(credentials.get("email") or credentials.get("username") or "").lower()


def _known_browser(request: HttpRequest, credentials: Mapping[str, Any]) -> str:
    """Return the token of a browser in which the account was used before; "" for others."""
    token = request.COOKIES.get(BROWSER_COOKIE, "")
    return token if token and is_known(_address_of(credentials), token) else ""


class _SiteInLetters:
    """The site as letters name it: by its host."""

    def __init__(self) -> None:
        self.name = self.domain = urlsplit(site_address()).netloc
