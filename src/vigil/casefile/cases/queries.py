"""Find cases, their accounts and the decisions on them. Reads only."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from vigil.casefile.models import Account, Adjudication, Case, CaseAccount, Stage, Visibility
from vigil.trust.models import Decision


def queue() -> QuerySet[Case]:
    """Return the candidates in the order of the queue."""
    return Case.objects.filter(stage=Stage.CANDIDATE, superseded_by=None).order_by(*queue_order())


def queue_order() -> tuple[str, ...]:
    """Return the columns by which the queue is ordered: what a minute is worth, never in doubt.

    While the queue learns (VIGIL_LEARNING), a candidate is worth more that the machine doubts.
    """
    return ("-worth_to_learn" if settings.VIGIL_LEARNING else "-worth", "key", "pk")


def around(case: Case, cases: QuerySet[Case]) -> tuple[QuerySet[Case], QuerySet[Case]]:
    """Return the candidates before one in the queue, the nearest first, and those after it.

    Each half begins at the worth of the case, so that an index finds it without counting.
    """
    worth = queue_order()[0].removeprefix("-")
    here, key = getattr(case, worth), case.key
    of_same = Q(**{worth: here})
    first = of_same & (Q(key__lt=key) | Q(key=key, pk__lt=case.pk))
    then = of_same & (Q(key__gt=key) | Q(key=key, pk__gt=case.pk))
    same = Q(pk=case.pk)
    before = cases.filter(**{f"{worth}__gte": here}).exclude(then | same)
    after = cases.filter(**{f"{worth}__lte": here}).exclude(first | same)
    return before.reverse(), after


def suggestions_by_case() -> QuerySet[CaseAccount, Any]:
    """Return how many accounts the machine suggests for each case, as rows of `case` and `n`.

    The case with most comes first; of those with as many, the newest. An index has all of it, so
    that thousands of cases need not be opened.
    """
    merged = Case.objects.filter(superseded_by__isnull=False)  # so that SQLite takes its index
    rows = CaseAccount.objects.filter(suggested=True).exclude(case__in=merged).values("case")
    return rows.annotate(n=Count("pk")).order_by("-n", "-case")


def with_suggestions(keys: Sequence[int]) -> list[Case]:
    """Return cases by their keys and in that order, each with its `n_suggested`."""
    suggested = Count("memberships", filter=Q(memberships__suggested=True))
    cases = Case.objects.annotate(n_suggested=suggested).in_bulk(keys)
    return [cases[key] for key in keys]


def public_cases() -> QuerySet[Case]:
    """Return the cases that the public may see: verified, published and not merged into another."""
    return Case.objects.filter(
        stage=Stage.VERIFIED, visibility=Visibility.PUBLISHED, superseded_by=None
    )


def case_or_successor(public_id: str) -> tuple[Case, bool]:
    """Return the case that a public id leads to, and whether that is another case after a merge.

    Raises Case.DoesNotExist for an id that was never given.
    """
    if "\0" in public_id:  # PostgreSQL refuses a query with this character
        raise Case.DoesNotExist
    case = Case.objects.select_related("superseded_by").get(public_id=public_id)
    moved = False
    while case.superseded_by is not None:
        case, moved = case.superseded_by, True
    return case, moved


def desk_accounts(case: Case) -> list[Account]:
    """Return the accounts in a case, and those suggested for it, with reports and claims."""
    return list(
        Account.objects.filter(membership__case=case)
        .select_related("report", "report__outlet", "report__protection", "membership")
        .prefetch_related("claims", "claims__coder")
        .order_by("membership__suggested", "report__published", "report__key", "number")
    )


def accounts_of_same_reports(accounts: Iterable[Account]) -> list[Account]:
    """Return every account of the reports that these accounts are from.

    The title of a report, or its address, may name a person of another account of that report.
    """
    reports = {account.report_id: account.report for account in accounts}
    return [account for report in reports.values() for account in report.accounts.all()]


def coded_values_of(case: Case) -> Iterator[dict[str, Any]]:
    """Yield the values of every coding and adjudication of a case, and of those it came from.

    It came from cases that were merged into it, and from the case that it was split from. Reports
    move by a merge or a split; codings stay with the case for which they were made.
    """
    origins = [case, *([case.split_from] if case.split_from else [])]
    for origin in origins:
        yield from (coding.values for coding in origin.codings.all())
        for adjudication in origin.adjudications.all():
            yield adjudication.values
            yield from _replaced(adjudication)
        if origin is case:
            for absorbed in case.superseded.all():
                yield from coded_values_of(absorbed)


def _replaced(adjudication: Adjudication) -> Iterator[dict[str, Any]]:
    """Yield the values of a case that its changes replaced, in the shape of a coding."""
    for change in adjudication.changes:
        if not change["person"] and change["before"] is not None:
            yield {"case": {change["field"]: change["before"]}}


def decisions_of(case: Case) -> QuerySet[Decision]:
    """Return the decisions on a case, newest first."""
    keys = [f"case-{case.pk}", *([case.public_id] if case.public_id else [])]
    return Decision.objects.filter(target_kind="case", target_key__in=keys).select_related(
        "actor", "asked_by"
    )


def version_of(case: Case) -> str:
    """Return a token that changes when anybody decides something about the case.

    A form carries it: see `edit_conflicts`.
    """
    last = decisions_of(case).values_list("pk", flat=True).first()
    accounts = case.memberships.count()
    return f"{case.stage}.{case.visibility}.{last or 0}.{accounts}"


def headline_cases(cases: QuerySet[Case] | None = None) -> QuerySet[Case]:
    """Return the cases in the headline count (`headline` in the codebook)."""
    return (public_cases() if cases is None else cases).filter(
        specific_target="yes",
        organised_crime_link__in=["credibly_alleged", "established_in_court"],
    )
