"""Find cases: by words, by a number, by likeness, by filters."""

from datetime import timedelta
from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet

from vigil.casefile.cases.queries import queue_order
from vigil.casefile.matches.known_signs import KnownSigns
from vigil.casefile.models import Case, Stage, VictimName
from vigil.casefile.searching.queries import is_named
from vigil.trust.rooms.counts import MOST_COUNTED, MoreThan

COUNTRIES: Final = """
    WITH RECURSIVE known(code) AS (
        SELECT min(country) FROM casefile_case WHERE superseded_by_id IS NULL AND country > ''
        UNION ALL
        SELECT (SELECT min(country) FROM casefile_case
                WHERE superseded_by_id IS NULL AND country > known.code)
        FROM known WHERE known.code IS NOT NULL
    )
    SELECT code, (SELECT count(*) FROM (
        SELECT 1 FROM casefile_case
        WHERE superseded_by_id IS NULL AND country = known.code LIMIT %(most)s) AS counted)
    FROM known WHERE code IS NOT NULL
"""
"""Each country is found behind the one before it in the index, and counted up to a limit.

To group a million cases would take a second.
"""
DAYS_APART = timedelta(days=3)
"""Reports of one attack are this close in their dates."""


def search(cases: QuerySet[Case], q: str) -> QuerySet[Case]:
    """Return the cases whose id, names, place or headline contain every word of `q`."""
    return cases.filter(is_named(q)) if q.strip() else cases


def likely_same(signs: KnownSigns, limit: int = 8) -> list[Case]:
    """Return other cases that may be the same attack: a shared name, or place and days.

    Cases that linking left in doubt, or that share a report, come first. This only helps a person
    to find them. It decides nothing.
    """
    case = signs.case
    doubted = [other for other, _doubt in signs.doubted]
    first = list(dict.fromkeys([*doubted, *signs.sharing_a_report]))
    others = Case.objects.filter(superseded_by=None).exclude(stage=Stage.REJECTED)
    others = others.exclude(pk__in=[case.pk, *(other.pk for other in first)])
    others = others.order_by("stage", "-n_reports", "pk")
    names = VictimName.objects.filter(victim__case=case).values_list("folded", flat=True)
    bearers = VictimName.objects.filter(folded__in=list(names)).values("victim__case")
    # Asked apart, so that each finds its index: with "or" all cases would be read.
    found = {*others.filter(pk__in=bearers)[:limit]}
    if case.date_earliest and case.date_latest and case.country:
        near = others.filter(
            country=case.country,
            date_earliest__lte=case.date_latest + DAYS_APART,
            date_latest__gte=case.date_earliest - DAYS_APART,
        )
        found |= {*(near.filter(admin1=case.admin1) if case.admin1 else near)[:limit]}
    ranked = sorted(found, key=lambda other: (other.stage, -other.n_reports, other.pk))
    return [*first, *ranked][:limit]


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


def countries_of_cases() -> list[tuple[str, int | MoreThan]]:
    """Return the countries of all cases in force, with how many lie there, the most first.

    Those of which more than `MOST_COUNTED` cases are known come first, by their code.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNTRIES, {"most": MOST_COUNTED + 1})
        rows = cursor.fetchall()
    found = [(code, n if n <= MOST_COUNTED else MoreThan(MOST_COUNTED)) for code, n in rows]
    return sorted(found, key=lambda row: (*_rank(row[1]), row[0]))


def _rank(number: int | MoreThan) -> tuple[bool, int]:
    return isinstance(number, int), -(number if isinstance(number, int) else number.number)
