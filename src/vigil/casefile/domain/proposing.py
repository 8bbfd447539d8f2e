"""Bringing the machine's proposals up to date. What people decided is never touched."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import cast

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from vigil.casefile.domain.accepting import refresh
from vigil.casefile.domain.cases import drop_candidates
from vigil.casefile.domain.changing import changing
from vigil.casefile.domain.doubting import write_doubts
from vigil.casefile.models import (
    Account,
    Case,
    CaseAccount,
    Judgement,
    MembershipBasis,
    Stage,
)
from vigil.casefile.models import Report as StoredReport
from vigil.casefile.readings import CITED, restored
from vigil.linkage.linking import link
from vigil.linkage.records import Judgement as JudgementRecord
from vigil.linkage.records import Linking, ProposedCase, Verdict
from vigil.records import Report

CASES_A_TRANSACTION = 100


@dataclass(frozen=True)
class Proposals:
    """What stands in the queue after a run."""

    candidates: int
    suggestions: int
    contradictions: list[tuple[str, str]]


def propose() -> Proposals:
    """Link all accounts anew under people's judgements; write the proposals and the doubts.

    A pure function of accounts, judgements and placements decides; running it twice changes
    nothing. It writes in small transactions and may be interrupted: the next run completes it.
    """
    linking = current_linking()
    for some in batched(_changed(linking.cases), CASES_A_TRANSACTION):
        with changing():
            _lock_cases_of(some)
            cases: set[int] = set()
            for proposal in some:
                cases |= _write(proposal)
            _settle(cases)
    _drop_empty_candidates()
    write_doubts(linking)
    return Proposals(
        candidates=Case.objects.filter(stage=Stage.CANDIDATE, superseded_by=None).count(),
        suggestions=CaseAccount.objects.filter(suggested=True).count(),
        contradictions=linking.contradictions,
    )


def current_linking() -> Linking:
    """Return linkage's answer for the accounts, judgements and placements as they stand."""
    accounts = list(
        Account.objects.filter(superseded=False)
        .exclude(reader=CITED)
        .select_related("report", "report__outlet")
    )
    return link(
        [restored(account) for account in accounts],
        {account.report.key: report_record(account.report) for account in accounts},
        [
            JudgementRecord(a=a, b=b, verdict=cast(Verdict, verdict))
            for a, b, verdict in Judgement.objects.filter(revoked_at=None)
            .order_by("a__key", "b__key")
            .values_list("a__key", "b__key", "verdict")
        ],
        placed(),
    )


def placed() -> dict[str, str]:
    """Return, for each account that people hold in a case, the primary key of that case."""
    rows = CaseAccount.objects.exclude(basis=MembershipBasis.MACHINE).values_list(
        "account__key", "case_id"
    )
    return {key: str(case) for key, case in rows}


def report_record(report: StoredReport) -> Report:
    """Return a kept report as the record that linkage takes."""
    return Report(
        id=report.key,
        text=report.text,
        url=report.canonical_url or report.url,
        outlet=report.outlet.name if report.outlet else "",
        title=report.title,
        published=report.published,
        language=report.language,
        country=report.outlet.country if report.outlet else "",
    )


def _changed(proposals: Sequence[ProposedCase]) -> Iterable[ProposedCase]:
    """Yield the proposals that differ from what is written."""
    written: dict[str, dict[str, tuple[str, float]]] = {}
    rows = CaseAccount.objects.filter(basis=MembershipBasis.MACHINE).values_list(
        "account__key", "case__key", "case_id", "suggested", "score"
    )
    for key, case_key, case_id, suggested, score in rows:
        where = f"case {case_id}" if suggested else f"candidate {case_key}"
        written.setdefault(where, {})[key] = (where, score)
    held = placed()
    for proposal in proposals:
        where = f"case {proposal.case}" if proposal.case else f"candidate {proposal.key}"
        wanted = {
            key: (where, proposal.scores[key]) for key in proposal.accounts if key not in held
        }
        if wanted and wanted != written.get(where):
            yield proposal


def _lock_cases_of(proposals: Sequence[ProposedCase]) -> None:
    """Lock every case that these proposals touch, in the order in which people's verbs lock.

    What a person decides meanwhile waits for this transaction, or is seen by it.
    """
    keys = [key for proposal in proposals for key in proposal.accounts]
    there = CaseAccount.objects.filter(account__key__in=keys).values_list("case_id", flat=True)
    named = [int(proposal.case) for proposal in proposals if proposal.case is not None]
    wanted = [proposal.key for proposal in proposals if proposal.case is None]
    found = Q(pk__in=[*there, *named]) | Q(key__in=wanted, stage=Stage.CANDIDATE)
    list(Case.objects.select_for_update().filter(found).order_by("pk").values_list("pk"))


def _write(proposal: ProposedCase) -> set[int]:
    """Write one proposal; return the cases whose accounts changed."""
    free = {
        account.key: account
        for account in Account.objects.filter(key__in=proposal.accounts)
        .exclude(membership__basis__in=[MembershipBasis.PERSON, MembershipBasis.COMPILED])
        .select_related("membership")
    }
    case = _case_for(proposal) if free else None
    if case is None:
        return set()
    touched = {case.pk}
    for key, account in free.items():
        before = getattr(account, "membership", None)
        if before is not None:
            touched.add(before.case_id)
        CaseAccount.objects.update_or_create(
            account=account,
            defaults={
                "case": case,
                "basis": MembershipBasis.MACHINE,
                "suggested": proposal.case is not None,
                "score": proposal.scores[key],
            },
        )
    return touched


def _case_for(proposal: ProposedCase) -> Case | None:
    """Return the case to write into; None if people merged it away since the linking began."""
    if proposal.case is not None:
        return Case.objects.filter(pk=int(proposal.case), superseded_by=None).first()
    case = Case.objects.filter(key=proposal.key, stage=Stage.CANDIDATE, superseded_by=None).first()
    return case or Case.objects.create(key=proposal.key)


def _settle(cases: Iterable[int]) -> None:
    for case in Case.objects.filter(pk__in=cases):
        if case.stage == Stage.CANDIDATE:
            refresh(case)


def _drop_empty_candidates() -> None:
    """Candidates have no identity of their own: one that holds no account any more is gone."""
    with transaction.atomic():
        held = CaseAccount.objects.filter(case=OuterRef("pk"))
        empty = Case.objects.select_for_update().filter(
            ~Exists(held), stage=Stage.CANDIDATE, superseded_by=None, public_id=None
        )
        drop_candidates([case.pk for case in empty.order_by("pk")])
