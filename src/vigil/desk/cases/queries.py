"""Read what the case screen shows beside the case itself."""

from collections.abc import Sequence

from django.db.models import QuerySet

from vigil.casefile.models import Account, Judgement


def judgements_in(accounts: Sequence[Account]) -> QuerySet[Judgement]:
    """Return the judgements in force between any two of these accounts."""
    return (
        Judgement.objects.filter(a__in=accounts, b__in=accounts, revoked_at=None)
        .select_related("a__report__outlet", "b__report__outlet", "by")
        .order_by("at")
    )
