"""When giving roles takes a second administrator.

Whoever gives roles alone could make a second account for themself, and be both people of a rule of
two. An only administrator has nobody to ask: then one is enough.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import CommandLine
from vigil.trust.models import GUARDED_ROLES, Decision, Role, User

ALONE_AGAIN_AFTER: Final = timedelta(days=30)
"""How long after removing another administrator one does not count as the only one."""


def takes_second(roles: Iterable[str], *, by: User | CommandLine) -> bool:
    """Return whether a second administrator has to confirm that somebody gives these roles.

    Whoever runs the host could do anything anyway. Raises NotPossible (they removed the other
    administrator a short time ago).
    """
    if isinstance(by, CommandLine) or not GUARDED_ROLES & {*roles}:
        return False
    if other_administrators(by).exists():
        return True
    if _removed_one(by):
        raise NotPossible(
            _(
                "You removed another administrator less than %(days)d days ago, so you cannot "
                "give these roles alone. Whoever runs the server can: vigil people import FILE"
            )
            % {"days": ALONE_AGAIN_AFTER.days}
        )
    return False


def other_administrators(by: User) -> QuerySet[User]:
    """Return the other administrators who have signed in, and can confirm."""
    others = User.objects.filter(is_active=True, grants__role=Role.ADMINISTRATOR)
    return others.exclude(pk=by.pk).exclude(last_login=None).order_by("pk")


def _removed_one(by: User) -> bool:
    rows = Decision.objects.filter(
        verb="revoke_role", actor=by, at__gt=timezone.now() - ALONE_AGAIN_AFTER
    )
    removed = rows.filter(before__role=str(Role.ADMINISTRATOR))
    return removed.exclude(target_key=str(by.pk)).exists()
