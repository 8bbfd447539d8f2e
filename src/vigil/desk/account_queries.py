"""What the screens on colleagues' accounts show."""

from django.db.models import Q, QuerySet

from vigil.trust.models import Decision, Role, User

CLOSED, NO_ROLE = "closed", "none"


def accounts(show: str = "", text: str = "") -> QuerySet[User]:
    """Return accounts by name: those with a role, with one role, with none, or the closed ones."""
    rows = User.objects.filter(is_active=show != CLOSED).prefetch_related("grants")
    if show in Role.values:
        rows = rows.filter(grants__role=show)
    elif show != CLOSED:
        rows = rows.filter(grants__isnull=show == NO_ROLE)
    if text:
        rows = rows.filter(Q(display_name__icontains=text) | Q(email__icontains=text))
    return rows.distinct().order_by("display_name", "username")


def decisions_on(user: User) -> QuerySet[Decision]:
    """Return the decisions on an account, the newest first."""
    rows = Decision.objects.filter(target_kind="person", target_key=str(user.pk))
    return rows.select_related("actor").order_by("-pk")
