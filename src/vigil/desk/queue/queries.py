"""Reads of the desk. Each page makes a bounded number of queries, however long its lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from vigil.casefile.access.reach import CODERS
from vigil.casefile.cases import queries
from vigil.casefile.cases.verbs.publishing import DECIDING_VERBS
from vigil.casefile.house_rules.queries import closed_to
from vigil.casefile.models import (
    Adjudication,
    Case,
    CaseAccount,
    CaseTriage,
    Claim,
    Coding,
    Report,
    Stage,
    Visibility,
)
from vigil.casefile.people.queries import cases_with_expiring_consent
from vigil.casefile.reliability.queries import gold_to_code, training_of
from vigil.casefile.reports.records import NUMBER_FIELDS
from vigil.casefile.searching.queries import in_reports_with
from vigil.casefile.verification.queries import unconfirmed_cases
from vigil.desk.cases.search import search
from vigil.trust.models import Decision, Role, User

SOON = timedelta(days=30)
"""An agreement that ends within this time is shown beside the queue."""


def candidates(
    *,
    country: str = "",
    language: str = "",
    kind: str = "",
    whose: str = "",
    q: str = "",
    user: User | None = None,
) -> QuerySet[Case]:
    """Return the candidates that pass the filters, in the order of the queue.

    `whose` is "mine" (given to `user`), "nobody", or "later" (put off). What is put off is left out
    otherwise.
    """
    cases = queries.queue()
    later = CaseTriage.objects.filter(case=OuterRef("pk"), put_off_until__gt=timezone.localdate())
    cases = cases.filter(Exists(later) if whose == "later" else ~Exists(later))
    if whose == "mine":
        cases = cases.filter(triage__assigned_to=user)
    elif whose == "nobody":
        cases = cases.filter(triage__assigned_to=None)
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
    if not q.strip():
        return cases
    return cases.filter(Q(pk__in=search(cases.order_by(), q).values("pk")) | in_reports_with(q))


def with_reports(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Fetch what a row of a list shows: accounts, their reports, words of the event and numbers."""
    telling = Claim.objects.filter(field__in=("event", *NUMBER_FIELDS), superseded=False)
    memberships = CaseAccount.objects.select_related("account__report__outlet").prefetch_related(
        Prefetch("account__claims", queryset=telling, to_attr="telling")
    )
    cases = cases.select_related("triage__assigned_to").annotate(n_notes=Count("notes"))
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
    shipped: QuerySet[Case]
    """Shipped cases that two people have not confirmed, and this person has not checked."""


def waiting_for(user: User) -> CasesWaiting:
    """Return the cases that this person can take a step further, oldest first."""
    cases = Case.objects.filter(superseded_by=None).order_by("opened_at", "pk")
    mine = Coding.objects.filter(case=OuterRef("pk"), coder=user)
    pending = Adjudication.objects.filter(case=OuterRef("pk"), verified_at=None, replaced_at=None)
    coding, adjudicating = reach_condition(user, *CODERS), reach_condition(user, Role.ADJUDICATOR)
    handed_in = mine.exclude(submitted_at=None)
    # As keys: a condition of both would be looked for in every case.
    gold = cases.filter(coding, pk__in=list(gold_to_code(user).values_list("pk", flat=True)))
    handed_over = Coding.objects.filter(case=OuterRef("pk"), begun_by=user)
    to_code = cases.filter(coding, ~Exists(handed_in), ~Exists(handed_over), stage=Stage.OPEN)
    if training_of(user) is not None:
        to_code = gold
    elif gold.exists():
        to_code |= gold
    return CasesWaiting(
        coding=to_code,
        adjudication=cases.filter(adjudicating, ~Exists(pending), stage=Stage.CODED),
        verification=cases.filter(coding, Exists(pending.exclude(by=user))).exclude(
            closed_to(user)
        ),
        publication=cases.filter(
            adjudicating, stage=Stage.VERIFIED, visibility=Visibility.INTERNAL
        ).exclude(_settled_by(user)),
        consent=cases_with_expiring_consent(timezone.localdate() + SOON).filter(coding),
        shipped=unconfirmed_cases().filter(coding).exclude(pk__in=user.case_reviews.values("case")),
    )


def _settled_by(user: User) -> Q:
    """Return the rule `decided_by` of the case file as a condition on cases."""
    adjudications = Adjudication.objects.filter(case=OuterRef("pk"))
    decisions = Decision.objects.filter(
        target_kind="case", target_key=OuterRef("public_id"), verb__in=DECIDING_VERBS, actor=user
    )
    return Exists(adjudications.filter(Q(by=user) | Q(verified_by=user))) | Exists(decisions)


def reach_condition(user: User, *roles: Role) -> Q:
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


def languages_of(cases: QuerySet[Case]) -> list[str]:
    """Return the languages of the reports in these cases."""
    reports = Report.objects.filter(accounts__membership__case__in=cases.order_by().values("pk"))
    return list(
        reports.exclude(language="")
        .order_by("language")
        .values_list("language", flat=True)
        .distinct()
    )
