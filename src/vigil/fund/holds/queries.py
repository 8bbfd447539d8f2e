"""Read quiet stops. Only officers who may know of a party ask here."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vigil.fund.models import Hold, Party
from vigil.fund.parties import queries as party_queries
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User


def is_held(party: Party) -> bool:
    """Say whether a quiet stop holds for a party."""
    return party.holds.filter(lifted_at=None).exists()


def open_hold(party: Party) -> Hold | None:
    """Return the quiet stop that holds for a party, or None."""
    return party.holds.filter(lifted_at=None).select_related("by").first()


def open_holds(user: User) -> QuerySet[Hold]:
    """Return the quiet stops of the parties that this officer may know of, newest first."""
    rows = Hold.objects.filter(lifted_at=None, party__removed_at=None)
    rows = rows.filter(party__in=party_queries.visible_to(user).order_by().values("pk"))
    return rows.select_related("party", "by")


def require_not_held(party: Party) -> None:
    """Raise NotPossible if a quiet stop holds for a party.

    Call it in acts of officers on one party alone, after the permission was checked: nobody else
    may learn of it, by an error or by how long an answer takes.
    """
    if is_held(party):
        raise NotPossible(
            _(
                "A quiet stop is set for this party: nothing is approved or paid. Two officers can "
                "end it on the page of the party."
            )
        )
