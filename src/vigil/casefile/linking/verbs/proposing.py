"""Update the proposals of the machine: candidates and suggestions. Decisions of people stay."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from vigil.casefile.cases.changes import case_changes
from vigil.casefile.cases.memberships import drop_candidates
from vigil.casefile.cases.verbs.recomputing import refresh
from vigil.casefile.linking.index import (
    CurrentLinking,
    current_linking,
    index_folder,
    why_in_case,
)
from vigil.casefile.linking.verbs.doubts import write_doubts
from vigil.casefile.models import Account, Case, CaseAccount, MembershipBasis, Stage
from vigil.reading.linkage.records import ProposedCase

CASES_A_TRANSACTION = 100
SCORES_A_TRANSACTION = 500

Reasons = Mapping[str, list[Any]]
"""For each account key, what its score rests on."""
_Where = tuple[str, bool]
"""The key of a proposed case, and whether people opened it."""


@dataclass(frozen=True)
class QueueCounts:
    """What is in the queue after a run, and which judgements contradict each other."""

    candidates: int
    suggestions: int
    contradictions: list[tuple[str, str]]


def propose(index: Path | None = None, workers: int = 1) -> QueueCounts:
    """Link the accounts, respecting people's judgements; write the proposals and the doubts.

    `index` is the folder for the index of linking (see `casefile.linking.index`). `workers` is the
    number of processes. Running it twice changes nothing. It writes only differences, in small
    transactions. A run may be interrupted anywhere; the next run completes it.
    """
    with index_folder(index) as folder:
        linked = current_linking(folder, workers)
        changed = _differences(linked)
        why = why_in_case(folder, changed.accounts)
        for some in batched(changed.proposals, CASES_A_TRANSACTION):
            with case_changes():
                _lock_cases_of(some)
                cases: set[int] = set()
                for proposal in some:
                    cases |= _write(proposal, why)
                _refresh_candidates(cases)
        for scores in batched(changed.scores.items(), SCORES_A_TRANSACTION):
            with case_changes():
                _write_scores(dict(scores), why)
        _drop_empty_candidates()
        write_doubts(linked.cases, folder)
    return QueueCounts(
        candidates=Case.objects.filter(stage=Stage.CANDIDATE, superseded_by=None).count(),
        suggestions=CaseAccount.objects.filter(suggested=True).count(),
        contradictions=linked.contradictions,
    )


class _Differences(NamedTuple):
    """How the proposals differ from the database."""

    proposals: list[ProposedCase]
    """Cases whose accounts differ."""
    scores: dict[str, float]
    """New scores of accounts in other cases, by account key."""

    @property
    def accounts(self) -> set[str]:
        """The keys of all accounts about which something is written."""
        return {*self.scores, *(key for case in self.proposals for key in case.accounts)}


def _differences(linked: CurrentLinking) -> _Differences:
    """Compare the proposals with the database."""
    written: dict[str, tuple[_Where, float]] = {}
    rows = CaseAccount.objects.filter(basis=MembershipBasis.MACHINE).values_list(
        "account__key", "case__key", "case_id", "suggested", "score"
    )
    for key, case_key, case_id, suggested, score in rows:
        where = (str(case_id), True) if suggested else (case_key, False)
        written[key] = where, score
    now = linked.cases
    wanted: set[_Where] = set()
    regrouped: set[_Where] = set()
    scores: dict[str, tuple[_Where, float]] = {}
    for key, case, opened, score in zip(now.keys, now.case, now.placed, now.score, strict=True):
        if key in linked.placed:
            continue
        where = case, opened
        wanted.add(where)
        was = written.pop(key, None)
        if was is None or was[0] != where:
            regrouped.add(where)
        elif was[1] != score:
            scores[key] = where, score
    regrouped |= wanted & {where for where, _ in written.values()}
    return _Differences(
        now.cases({case for case, _ in regrouped}) if regrouped else [],
        {key: score for key, (where, score) in scores.items() if where not in regrouped},
    )


def _lock_cases_of(proposals: Sequence[ProposedCase]) -> None:
    """Lock every case that these proposals change, in the order in which verbs lock.

    A decision that a person makes meanwhile waits for this transaction, or is visible to it.
    """
    keys = [key for proposal in proposals for key in proposal.accounts]
    there = CaseAccount.objects.filter(account__key__in=keys).values_list("case_id", flat=True)
    named = [int(proposal.case) for proposal in proposals if proposal.case is not None]
    wanted = [proposal.key for proposal in proposals if proposal.case is None]
    found = Q(pk__in=[*there, *named]) | Q(key__in=wanted)
    list(Case.objects.select_for_update().filter(found).order_by("pk").values_list("pk"))


def _write(proposal: ProposedCase, why: Reasons) -> set[int]:
    """Write one proposal, and return the keys of the cases whose accounts changed."""
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
                "reasons": why.get(key, []),
            },
        )
    return touched


def _case_for(proposal: ProposedCase) -> Case | None:
    """Return the case to write into; None if people merged it away since the linking began."""
    if proposal.case is not None:
        return Case.objects.filter(pk=int(proposal.case), superseded_by=None).first()
    named = Case.objects.filter(key=proposal.key, stage=Stage.CANDIDATE, superseded_by=None)
    # Ordered by primary key: otherwise SQLite would not use the index of keys.
    case = named.order_by("pk").first()
    return case or Case.objects.create(key=proposal.key)


def _write_scores(scores: Mapping[str, float], why: Reasons) -> None:
    """Update the scores of accounts that the machine put into a case."""
    rows = CaseAccount.objects.select_for_update(of=("self",)).filter(
        account__key__in=scores, basis=MembershipBasis.MACHINE
    )
    held = list(rows.select_related("account").only("score", "account__key").order_by("pk"))
    for membership in held:
        membership.score = scores[membership.account.key]
        membership.reasons = why.get(membership.account.key, [])
    CaseAccount.objects.bulk_update(held, ["score", "reasons"])


def _refresh_candidates(cases: Iterable[int]) -> None:
    for case in Case.objects.filter(pk__in=cases):
        if case.stage == Stage.CANDIDATE:
            refresh(case)


def _drop_empty_candidates() -> None:
    """Delete candidates without accounts."""
    with transaction.atomic():
        held = CaseAccount.objects.filter(case=OuterRef("pk"))
        empty = Case.objects.select_for_update().filter(
            ~Exists(held), stage=Stage.CANDIDATE, superseded_by=None, public_id=None
        )
        drop_candidates([case.pk for case in empty.order_by("pk")])
