"""Read what the screens on colleagues' accounts show."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from vigil.trust.models import Decision, Lockdown, Role, User
from vigil.trust.sessions.verbs.lockdown import LOCKDOWN

ALL, CLOSED, NO_ROLE = "all", "closed", "none"


def accounts(show: str = "", text: str = "") -> QuerySet[User]:
    """Return accounts by name: with a role, with one role, with none, closed, or all.

    The placeholder name and address of a closed account are not searched.
    """
    rows = User.objects.prefetch_related("grants")
    if show != ALL:
        rows = rows.filter(is_active=show != CLOSED)
    if show in Role.values:
        rows = rows.filter(grants__role=show)
    elif show not in (ALL, CLOSED):
        rows = rows.filter(grants__isnull=show == NO_ROLE)
    if text:
        said = Q(display_name__icontains=text) | Q(email__icontains=text)
        rows = rows.filter(said, is_active=True)
    return rows.distinct().order_by("-is_active", "display_name", "username")


def second_administrators(*but: User) -> int:
    """Count the administrators who could be the second person, these people not among them."""
    rows = User.objects.filter(is_active=True, grants__role=Role.ADMINISTRATOR)
    return rows.exclude(pk__in=[user.pk for user in but]).distinct().count()


def users_behind(decisions: Iterable[Decision]) -> dict[str, User]:
    """Return the accounts that decisions are about, by the keys that name them there."""
    keys = {d.target_key for d in decisions if d.target_kind == "person"}
    rows = User.objects.filter(pk__in=[int(key) for key in keys if key.isdigit()])
    return {str(user.pk): user for user in rows}


def decisions_on(user: User) -> QuerySet[Decision]:
    """Return the decisions on an account, the newest first."""
    rows = Decision.objects.filter(target_kind="person", target_key=str(user.pk))
    return rows.select_related("actor").order_by("-pk")


def decisions_on_lockdown(lockdown: Lockdown) -> QuerySet[Decision]:
    """Return what was decided on a lockdown, the oldest first."""
    rows = Decision.objects.filter(target_kind=LOCKDOWN, target_key=str(lockdown.pk))
    return rows.select_related("actor").order_by("pk")
