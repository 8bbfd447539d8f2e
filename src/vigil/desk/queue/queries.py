"""Reads of the desk. Each page makes a bounded number of queries, however long its lists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from vigil.casefile.access.rules import CODERS
from vigil.casefile.cases import queries
from vigil.casefile.cases.verbs.opening_and_publishing import SETTLING
from vigil.casefile.matches import queries as match_queries
from vigil.casefile.models import (
    Account,
    Adjudication,
    Case,
    CaseAccount,
    Claim,
    Coding,
    Judgement,
    Report,
    Stage,
    VictimName,
    Visibility,
)
from vigil.casefile.people.name_matching import fold
from vigil.trust.decisions.verbs import THROUGH
from vigil.trust.models import Decision, Role, User

ORDER = ("-score", "-n_reports", "-date_earliest", "key", "pk")
"""Strongest first, as `vigil.casefile.cases.queries.queue`, and never in doubt."""
SOON = timedelta(days=30)
"""An agreement that ends within this time is shown beside the queue."""
DAYS_APART = timedelta(days=3)
"""Reports of one attack are this close in their dates."""


def candidates(
    *, country: str = "", language: str = "", kind: str = "", q: str = ""
) -> QuerySet[Case]:
    """Return the candidates that pass the filters, strongest first."""
    cases = queries.queue().order_by(*ORDER)
    if country:
        cases = cases.filter(country="" if country == "none" else country)
    reports: dict[str, str] = {}
    if language:
        reports["language"] = language
    if kind:
        reports["report_kind"] = kind
    if reports:
        inside = Report.objects.filter(accounts__membership__case=OuterRef("pk"), **reports)
        cases = cases.filter(Exists(inside))
    return search(cases, q)


def search(cases: QuerySet[Case], q: str) -> QuerySet[Case]:
    """Return the cases whose id, names, place or headline hold every word of `q`."""
    for word in q.split():
        folded = fold(word)
        cases = cases.filter(
            Q(search_text__contains=folded) | Q(title__icontains=word) | Q(public_id__iexact=word)
            if folded
            else Q(title__icontains=word)
        )
    return cases


def with_reports(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Fetch what a row of a list shows: accounts, their reports and the words of the event."""
    telling = Claim.objects.filter(field="event", superseded=False)
    memberships = CaseAccount.objects.select_related("account__report__outlet").prefetch_related(
        Prefetch("account__claims", queryset=telling, to_attr="telling")
    )
    return cases.prefetch_related(Prefetch("memberships", queryset=memberships.order_by("-score")))


@dataclass(frozen=True)
class Neighbours:
    """The cases before and after one in the queue, and its place there."""

    previous: int | None
    following: int | None
    place: int
    length: int


def neighbours(case: Case, queue: QuerySet[Case]) -> Neighbours:
    """Return the cases around `case` in the filtered queue; outside it, its first is next."""
    keys = list(queue.values_list("pk", flat=True))
    if case.pk not in keys:
        return Neighbours(None, keys[0] if keys else None, 0, len(keys))
    at = keys.index(case.pk)
    return Neighbours(
        keys[at - 1] if at else None,
        keys[at + 1] if at + 1 < len(keys) else None,
        at + 1,
        len(keys),
    )


@dataclass(frozen=True)
class CasesWaiting:
    """What waits for one person."""

    coding: QuerySet[Case]
    adjudication: QuerySet[Case]
    verification: QuerySet[Case]
    publication: QuerySet[Case]
    consent: QuerySet[Case]
    """Public cases in which an agreement to name somebody ends soon."""


def waiting_for(user: User) -> CasesWaiting:
    """Return the cases that this person can take a step further, oldest first."""
    cases = Case.objects.filter(superseded_by=None).order_by("opened_at", "pk")
    mine = Coding.objects.filter(case=OuterRef("pk"), coder=user)
    pending = Adjudication.objects.filter(case=OuterRef("pk"), verified_at=None, replaced_at=None)
    coding, adjudicating = _reach(user, *CODERS), _reach(user, Role.ADJUDICATOR)
    handed_in = mine.exclude(submitted_at=None)
    return CasesWaiting(
        coding=cases.filter(coding, ~Exists(handed_in), stage=Stage.OPEN),
        adjudication=cases.filter(adjudicating, ~Exists(pending), stage=Stage.CODED),
        verification=cases.filter(coding, Exists(pending.exclude(by=user))),
        publication=cases.filter(
            adjudicating, stage=Stage.VERIFIED, visibility=Visibility.INTERNAL
        ).exclude(_settled_by(user)),
        consent=queries.cases_with_expiring_consent(timezone.localdate() + SOON).filter(coding),
    )


def _settled_by(user: User) -> Q:
    """Return the rule `settled_by` of the case file as a condition on cases."""
    adjudications = Adjudication.objects.filter(case=OuterRef("pk"))
    decisions = Decision.objects.filter(
        target_kind="case", target_key=OuterRef("public_id"), verb__in=SETTLING, actor=user
    )
    return Exists(adjudications.filter(Q(by=user) | Q(verified_by=user))) | Exists(decisions)


def _reach(user: User, *roles: Role) -> Q:
    """Return the rule `in_reach` of `vigil.casefile.access.rules` as a condition on cases."""
    reach = Q(pk__in=[])
    for grant in user.grants.filter(role__in=roles):
        here = Q(country__in=["", *grant.countries]) if grant.countries else ~Q(pk__in=[])
        reach |= here & _told_in(grant.languages)
    return reach


def _told_in(languages: Sequence[str]) -> Q:
    """Return the condition that a case has a report in one of the languages, or in none known."""
    if not languages:
        return ~Q(pk__in=[])
    held = CaseAccount.objects.filter(case=OuterRef("pk"), suggested=False).exclude(
        account__report__language=""
    )
    wanted = Q()
    for tag in languages:
        wanted |= Q(account__report__language__istartswith=tag)
    return Q(Exists(held.filter(wanted))) | ~Q(Exists(held))


def likely_same(case: Case, limit: int = 8) -> list[Case]:
    """Return other cases that may be the same attack: a shared name, or place and days.

    Those that the linking left in doubt come first. This only helps a person to find them; it
    decides nothing.
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
    found = Case.objects.filter(like, superseded_by=None).exclude(stage=Stage.REJECTED)
    found = found.exclude(pk__in=[case.pk, *(other.pk for other in doubted)]).distinct()
    return [*doubted, *found.order_by("stage", "-n_reports", "pk")[:limit]][:limit]


def find_cases(text: str, limit: int = 8) -> list[Case]:
    """Return the cases that `text` may mean: a public id, a number of the desk, or words."""
    text = text.strip()
    live = Case.objects.filter(superseded_by=None)
    exact = live.filter(public_id__iexact=text)
    number = text.lower().removeprefix("case-").removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) < 18:
        exact = live.filter(Q(public_id__iexact=text) | Q(pk=int(number)))
    return list(exact[:1]) or list(search(live, text).order_by(*ORDER)[:limit] if text else [])


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


def languages_of(cases: QuerySet[Case]) -> list[str]:
    """Return the languages of the reports in these cases."""
    reports = Report.objects.filter(accounts__membership__case__in=cases.order_by().values("pk"))
    return list(
        reports.exclude(language="")
        .order_by("language")
        .values_list("language", flat=True)
        .distinct()
    )


def decisions(*, q: str = "", verb: str = "", actor: str = "") -> QuerySet[Decision]:
    """Return decisions on anything, newest first."""
    found = Decision.objects.select_related("actor", "asked_by")
    if verb:
        found = found.filter(verb=verb)
    if actor.isdigit():
        found = found.filter(Q(actor_id=int(actor)) | Q(asked_by_id=int(actor)))
    elif actor:
        through = Q(after__has_key=THROUGH)
        found = found.filter(through if actor == "command_line" else ~through, actor=None)
    if q:
        found = found.filter(Q(target_key__icontains=q) | Q(why__icontains=q))
    return found


def cases_behind(decisions: Iterable[Decision]) -> dict[str, int]:
    """Return, for the keys of cases that decisions name, the case's number on the desk."""
    keys = {d.target_key for d in decisions if d.target_kind == "case"}
    by_id = {
        c.public_id or "": c.pk for c in Case.objects.filter(public_id__in=keys).only("public_id")
    }
    numbers = {key: key.removeprefix("case-") for key in keys if key.startswith("case-")}
    digits = [int(n) for n in numbers.values() if n.isascii() and n.isdigit()]
    held = set(Case.objects.filter(pk__in=digits).values_list("pk", flat=True))
    by_number = {key: int(n) for key, n in numbers.items() if n.isdigit() and int(n) in held}
    return {**by_id, **by_number}


def judgements_in(accounts: Sequence[Account]) -> QuerySet[Judgement]:
    """Return the judgements in force between any two of these accounts."""
    return (
        Judgement.objects.filter(a__in=accounts, b__in=accounts, revoked_at=None)
        .select_related("a__report__outlet", "b__report__outlet", "by")
        .order_by("at")
    )


def people_who_decided() -> list[tuple[str, str]]:
    """Return everybody who took a decision, as choices of a filter."""
    people = User.objects.filter(decisions__isnull=False).distinct().order_by("display_name", "pk")
    return [(str(user.pk), str(user)) for user in people]
