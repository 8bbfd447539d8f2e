"""Reading the public record from the case file."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet, Sum

from vigil.casefile.models import Case, CaseAccount, CaseRelation, Victim
from vigil.casefile.queries import headline_cases, public_cases
from vigil.publication.policy import nameable


def for_lists(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Fetch with each case what a line of a list shows: three queries, however many cases."""
    return cases.prefetch_related("victims__names", "accepted")


def with_everything(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Fetch with each case all that its page needs, in a fixed number of queries."""
    memberships = CaseAccount.objects.select_related(
        "account__report__outlet", "account__report"
    ).prefetch_related("account__claims", "account__report__accounts__claims")
    relations = CaseRelation.objects.select_related("other", "case")
    return for_lists(cases).prefetch_related(
        "victims__accepted",
        "codings",
        "adjudications",
        "superseded__codings",
        "superseded__adjudications",
        "split_from__codings",
        "split_from__adjudications",
        Prefetch("memberships", queryset=memberships),
        Prefetch("relations", queryset=relations),
        Prefetch("related_from", queryset=relations),
    )


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline count: cases under the headline filter, and people killed in them."""

    cases: int
    killed: int
    all_cases: int
    all_killed: int


def headline() -> Headline:
    """Count the public cases, under the headline filter and in all."""
    cases, killed = _count(headline_cases())
    all_cases, all_killed = _count(public_cases())
    return Headline(cases, killed, all_cases, all_killed)


def _count(cases: QuerySet[Case]) -> tuple[int, int]:
    counted = cases.aggregate(cases=Count("pk"), killed=Sum("n_killed", default=0))
    return counted["cases"], counted["killed"]


@dataclass(frozen=True, slots=True)
class Remembered:
    """A name of the list of names: who, which year, which case."""

    name: str
    year: int | None
    public_id: str


def remembered(limit: int) -> list[Remembered]:
    """List the names of those killed, by year and name, at most `limit`."""
    victims = (
        Victim.objects.filter(nameable(), case__in=public_cases())
        .exclude(name="")
        .select_related("case")
        .order_by("case__date_earliest", "name")[:limit]
    )
    return [
        Remembered(
            v.name, v.case.date_earliest.year if v.case.date_earliest else None, v.case.public_id
        )
        for v in victims
        if v.case.public_id
    ]


def count_named() -> int:
    """Count the people killed whose names may be shown."""
    return Victim.objects.filter(nameable(), case__in=public_cases()).exclude(name="").count()


def countries() -> Sequence[str]:
    """List the countries of the public cases, by code."""
    return list(
        public_cases()
        .exclude(country="")
        .order_by("country")
        .values_list("country", flat=True)
        .distinct()
    )


def years() -> tuple[int, int] | None:
    """Return the first and the last year of the public cases; None if there are none."""
    dates = public_cases().exclude(date_earliest=None).order_by("date_earliest")
    first, last = dates.first(), dates.last()
    if first is None or last is None or not first.date_earliest or not last.date_earliest:
        return None
    return first.date_earliest.year, last.date_earliest.year
