"""Find cases: by words, by a number, by likeness, by filters."""

from datetime import timedelta

from django.db.models import Count, Q, QuerySet

from vigil.casefile.cases.queries import queue_order
from vigil.casefile.matches import queries as match_queries
from vigil.casefile.models import Case, Stage, VictimName
from vigil.casefile.people.name_matching import fold

DAYS_APART = timedelta(days=3)
"""Reports of one attack are this close in their dates."""


def search(cases: QuerySet[Case], q: str) -> QuerySet[Case]:
    """Return the cases whose id, names, place or headline contain every word of `q`."""
    for word in q.split():
        folded = fold(word)
        cases = cases.filter(
            Q(search_text__contains=folded) | Q(title__icontains=word) | Q(public_id__iexact=word)
            if folded
            else Q(title__icontains=word)
        )
    return cases


def likely_same(case: Case, limit: int = 8) -> list[Case]:
    """Return other cases that may be the same attack: a shared name, or place and days.

    Cases that linking left in doubt, or that share a report, come first. This only helps a person
    to find them. It decides nothing.
    """
    names = VictimName.objects.filter(victim__case=case).values("folded")
    like = Q(victims__names__folded__in=names)
    if case.date_earliest and case.date_latest and case.country:
        like |= Q(
            country=case.country,
            date_earliest__lte=case.date_latest + DAYS_APART,
            date_latest__gte=case.date_earliest - DAYS_APART,
        ) & (Q(admin1=case.admin1) if case.admin1 else Q())
    doubted = [other for other, _probability in match_queries.doubted(case)]
    first = list(dict.fromkeys([*doubted, *match_queries.sharing_a_report(case)]))
    found = Case.objects.filter(like, superseded_by=None).exclude(stage=Stage.REJECTED)
    found = found.exclude(pk__in=[case.pk, *(other.pk for other in first)]).distinct()
    return [*first, *found.order_by("stage", "-n_reports", "pk")[:limit]][:limit]


def find_cases(text: str, limit: int = 8) -> list[Case]:
    """Return the cases that `text` may mean: a public id, a number of the desk, or words."""
    text = text.strip()
    live = Case.objects.filter(superseded_by=None)
    exact = live.filter(public_id__iexact=text)
    number = text.lower().removeprefix("case-").removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) < 18:
        exact = live.filter(Q(public_id__iexact=text) | Q(pk=int(number)))
    return list(exact[:1]) or list(
        search(live, text).order_by(*queue_order())[:limit] if text else []
    )


def all_cases(
    *, q: str = "", stage: str = "", visibility: str = "", country: str = ""
) -> QuerySet[Case]:
    """Return every case in force that passes the filters, newest first."""
    cases = Case.objects.filter(superseded_by=None)
    for name, value in (("stage", stage), ("visibility", visibility), ("country", country)):
        if value:
            cases = cases.filter(**{name: value})
    return search(cases, q).order_by("-date_earliest", "public_id", "pk")


def countries_of(cases: QuerySet[Case]) -> list[tuple[str, int]]:
    """Return the countries in which these cases lie, with how many lie there."""
    rows = cases.order_by().values_list("country").annotate(n=Count("pk"))
    return sorted(rows, key=lambda row: (-row[1], row[0]))
