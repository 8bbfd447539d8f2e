"""Reads of the desk. Each page makes a bounded number of queries, however long its lists."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import caches
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Left, Lower, Replace, StrIndex
from django.db.models.lookups import Exact, GreaterThan
from django.utils import timezone
from django.utils.functional import cached_property

from vigil.casefile.access.reach import CODERS
from vigil.casefile.cases import queries
from vigil.casefile.cases.index_columns import language_and_kind
from vigil.casefile.cases.verbs.publishing import DECIDING_VERBS
from vigil.casefile.house_rules.queries import closed_to
from vigil.casefile.models import (
    Adjudication,
    Case,
    CaseAccount,
    CaseTriage,
    Claim,
    Coding,
    Stage,
    Visibility,
)
from vigil.casefile.people.queries import cases_with_expiring_consent
from vigil.casefile.reliability.queries import gold_to_code, training_of
from vigil.casefile.reports.records import NUMBER_FIELDS
from vigil.casefile.searching.queries import is_found
from vigil.casefile.verification.queries import unconfirmed_cases
from vigil.trust.access.rules import grants_of
from vigil.trust.models import Decision, Role, User
from vigil.trust.rooms.counts import MOST_COUNTED, MoreThan, capped_count

KEPT_SECONDS = 20
BEGINNING = 300
"""Characters of the text of a report that are fetched for a row."""
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
    # Found once: there are few of them, and many candidates.
    later = Q(
        pk__in=CaseTriage.objects.filter(put_off_until__gt=timezone.localdate()).values("case")
    )
    cases = cases.filter(later if whose == "later" else ~later)
    if whose == "mine":
        cases = cases.filter(triage__assigned_to=user)
    elif whose == "nobody":
        cases = cases.filter(triage__assigned_to=None)
    if country:
        cases = cases.filter(country="" if country == "none" else country)
    if language or kind:
        # One report must be of both. The pairs stand between spaces.
        pair = language_and_kind(language, kind)
        wanted = (f" {pair}" if language else pair) + (" " if kind else "")
        cases = cases.filter(GreaterThan(StrIndex("languages_and_kinds", Value(wanted)), 0))
    if not q.strip():
        return cases
    return cases.filter(is_found(q))


def with_reports(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Fetch what a row of a list shows: accounts, their reports, words of the event and numbers.

    Of the text of a report only its beginning is fetched, as `begins` of the membership.
    """
    telling = Claim.objects.filter(field__in=("event", *NUMBER_FIELDS), superseded=False)
    memberships = (
        CaseAccount.objects.select_related("account__report__outlet")
        .prefetch_related(Prefetch("account__claims", queryset=telling, to_attr="telling"))
        .annotate(begins=Left("account__report__text", BEGINNING))
        .defer("account__record", "account__report__text")
    )
    cases = cases.select_related("triage__assigned_to").annotate(n_notes=Count("notes"))
    return cases.prefetch_related(Prefetch("memberships", queryset=memberships.order_by("-score")))


@dataclass(frozen=True)
class Neighbours:
    """The cases before and after one in the queue, and its place there."""

    previous: int | None
    following: int | None
    place: int | MoreThan
    """From 1; 0 outside the queue."""
    length: int | MoreThan


def neighbours(case: Case, queue: QuerySet[Case]) -> Neighbours:
    """Return the cases around `case` in the filtered queue; outside it, its first is next.

    The queue is read up to `MOST_COUNTED`. A case behind that is found by its columns.
    """
    keys = list(queue.values_list("pk", flat=True)[: MOST_COUNTED + 2])
    length = len(keys) if len(keys) <= MOST_COUNTED else MoreThan(MOST_COUNTED)
    if case.pk in keys[: MOST_COUNTED + 1]:
        at = keys.index(case.pk)
        return Neighbours(
            keys[at - 1] if at else None,
            keys[at + 1] if at + 1 < len(keys) else None,
            at + 1 if at < MOST_COUNTED else MoreThan(MOST_COUNTED),
            length,
        )
    if len(keys) <= MOST_COUNTED or not queue.filter(pk=case.pk).exists():
        return Neighbours(None, keys[0] if keys else None, 0, length)
    before, after = queries.around(case, queue)
    pks = [some.values_list("pk", flat=True).first() for some in (before, after)]
    return Neighbours(pks[0], pks[1], MoreThan(MOST_COUNTED), length)


@dataclass(frozen=True)
class CasesWaiting:
    """What waits for one person."""

    user: User
    coding: QuerySet[Case]
    adjudication: QuerySet[Case]
    verification: QuerySet[Case]
    publication: QuerySet[Case]
    consent: QuerySet[Case]
    """Public cases in which an agreement to name somebody ends soon."""

    @cached_property
    def shipped(self) -> QuerySet[Case]:
        """Shipped cases that two people have not confirmed, and this person has not checked."""
        within = unconfirmed_cases().filter(reach_condition(self.user, *CODERS))
        return within.exclude(pk__in=self.user.case_reviews.values("case"))


def waiting_for(user: User) -> CasesWaiting:
    """Return the cases that this person can take a step further, oldest first."""
    cases = Case.objects.filter(superseded_by=None).order_by("opened_at", "pk")
    mine = Coding.objects.filter(case=OuterRef("pk"), coder=user)
    waiting = Adjudication.objects.filter(verified_at=None, replaced_at=None)
    pending = waiting.filter(case=OuterRef("pk"))
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
        user=user,
        coding=to_code,
        adjudication=cases.filter(adjudicating, ~Exists(pending), stage=Stage.CODED),
        verification=cases.filter(coding, pk__in=waiting.exclude(by=user).values("case")).exclude(
            closed_to(user)
        ),
        publication=cases.filter(
            adjudicating, stage=Stage.VERIFIED, visibility=Visibility.INTERNAL
        ).exclude(_settled_by(user)),
        consent=cases_with_expiring_consent(timezone.localdate() + SOON).filter(coding),
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
    for grant in grants_of(user, *roles):
        if not (grant.countries or grant.languages):
            return ~Q(pk__in=[])  # no condition, so that indexes serve
        here = Q(country__in=["", *grant.countries]) if grant.countries else ~Q(pk__in=[])
        reach |= here & _told_in(grant.languages)
    return reach


def _told_in(languages: Sequence[str]) -> Q:
    """Return the condition that a case has a report in one of the languages, or in none known.

    Asked of a column of the case, in which each report stands as ` language:kind`.
    """
    if not languages:
        return ~Q(pk__in=[])
    of_known_languages = Replace("languages_and_kinds", Value(" :"), Value(""))
    wanted = Q(Exact(StrIndex(of_known_languages, Value(":")), 0))
    for tag in languages:
        for end in ":-":  # the language itself, or one of its regions
            said = StrIndex(Lower("languages_and_kinds"), Value(f" {tag.lower()}{end}"))
            wanted |= Q(GreaterThan(said, 0))
    return wanted


def filters_of_the_queue() -> tuple[list[tuple[str, int]], list[str]]:
    """Return the countries and languages by which the queue can be filtered.

    Of a long queue, the numbers may be `KEPT_SECONDS` old: all candidates are counted for them.
    """
    if not isinstance(capped_count(queries.queue()), MoreThan):
        return countries_and_languages(queries.queue())
    found = caches["process"].get_or_set(
        "filters-of-the-queue", lambda: countries_and_languages(queries.queue()), KEPT_SECONDS
    )
    assert found is not None
    return found


def countries_and_languages(cases: QuerySet[Case]) -> tuple[list[tuple[str, int]], list[str]]:
    """Return the countries of cases, with how many lie there, and the languages of their reports.

    The country of most cases comes first. One index holds both columns.
    """
    countries: Counter[str] = Counter()
    languages: set[str] = set()
    rows = cases.order_by().values_list("country", "languages_and_kinds").annotate(n=Count("pk"))
    for country, pairs, number in rows:
        countries[country] += number
        languages.update(pair.rpartition(":")[0] for pair in pairs.split())
    return sorted(countries.items(), key=lambda row: (-row[1], row[0])), sorted(languages - {""})
