"""Who may enter the pages of members, and to which audience somebody belongs."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from allauth.mfa.models import Authenticator
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from vigil.network.models import Member, Status
from vigil.network.profiles.fields import Audience
from vigil.trust.access.errors import NotAllowed
from vigil.trust.models import User

ViewForMember = Callable[Concatenate[HttpRequest, Member, ...], HttpResponseBase]


def member_of(user: object) -> Member | None:
    """Return the member as whom somebody signs in, or None."""
    if not isinstance(user, User) or not user.is_active:
        return None
    return Member.objects.filter(user=user).exclude(status=Status.LEFT).first()


def can_sign_in_again(user: User) -> bool:
    """Return whether somebody has a password or a passkey."""
    passkeys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return user.has_usable_password() or passkeys.exists()


def audience_of_user(user: object) -> Audience:
    """Return the narrowest audience that somebody belongs to: a manager, a member, everybody."""
    if isinstance(user, User) and user.has_perm("network.manage_members"):
        return Audience.STAFF
    return Audience.MEMBERS if member_of(user) else Audience.PUBLIC


def member_view(view: ViewForMember) -> Callable[..., HttpResponseBase]:
    """Restrict a view to members, pass it the member, and keep it out of caches.

    Visitors are sent to sign in. Signed-in people who are not members get 403.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        member = member_of(request.user)
        if member is None:
            raise NotAllowed(
                _("This page is for members. Your account does not belong to a member.")
            )
        return view(request, member, *args, **kwargs)

    return guarded
