"""Sign in by a link that works once, or once without a second factor."""

import hashlib
import secrets
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.models import OneTimeLink, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.sessions.verbs.lockdown import require_let_in

LINK_LIFETIME = timedelta(hours=12)


@transaction.atomic
def use_grace(user: User) -> bool:
    """Allow one sign-in without the required second factor; return whether it was allowed.

    The second time the answer is no: nothing opens but the page that sets one up.
    """
    rows = User.objects.filter(pk=user.pk, grace_used_at=None)
    if not rows.update(grace_used_at=timezone.now()):
        return False
    record("use_grace", "person", str(user.pk), by=user)
    return True


def make_one_time_link(user: User) -> str:
    """Return the token of a sign-in link for `user` that works once, within twelve hours."""
    token = secrets.token_urlsafe(32)
    OneTimeLink.objects.create(
        user=user, digest=_digest(token), expires_at=timezone.now() + LINK_LIFETIME
    )
    return token


@transaction.atomic
def redeem_one_time_link(token: str) -> User:
    """Return the user whom this token signs in, and spend it.

    Raises NotPossible if it is unknown, spent or expired (one answer for all three), or a lockdown
    keeps its person out; then the link can still be used afterwards.
    """
    now = timezone.now()
    link = (
        OneTimeLink.objects.select_related("user")
        .filter(digest=_digest(token), expires_at__gt=now, user__is_active=True)
        .first()
    )
    if link is not None:
        require_let_in(link.user)
    # No join in this statement: PostgreSQL then looks at `used_at` again once it has the row,
    # so that of several who come at once one spends the link. With a join it would not.
    if link is None or not OneTimeLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now):
        raise NotPossible(_("This sign-in link is not valid any more."))
    user = link.user
    record("redeem_one_time_link", "person", str(user.pk), by=user)
    return user


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


LOG: Final = LogWords(
    verbs={
        "redeem_one_time_link": pgettext_lazy("decision", "sign in by link"),
        "use_grace": pgettext_lazy("decision", "sign in once without a second factor"),
    },
)
