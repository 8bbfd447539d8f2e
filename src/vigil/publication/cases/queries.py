"""Read a case from the case file, with all that its page needs."""

from django.db.models import Prefetch, QuerySet

from vigil.casefile.models import Case, CaseAccount, CaseRelation


def with_everything(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Fetch with each case all that its page needs, in a fixed number of queries."""
    memberships = CaseAccount.objects.select_related(
        "account__report__outlet", "account__report__protection"
    ).prefetch_related("account__claims", "account__report__accounts__claims")
    to_others = CaseRelation.objects.select_related("other")
    from_others = CaseRelation.objects.select_related("case")
    return cases.select_related("public").prefetch_related(
        "accepted",
        "victims__names",
        "victims__accepted",
        "codings",
        "adjudications",
        "reviews",
        "superseded__codings",
        "superseded__adjudications",
        "split_from__codings",
        "split_from__adjudications",
        Prefetch("memberships", queryset=memberships),
        Prefetch("relations", queryset=to_others),
        Prefetch("related_from", queryset=from_others),
    )
