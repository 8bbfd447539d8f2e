"""Which accounts people hold to be of one attack, and which of two: what linking learns from.

As with `casefile.reports.training_labels`, nothing of it is written to a file, and nothing comes of
a case with anything withdrawn, or of a report with a withdrawn name in it.
"""

from dataclasses import dataclass

from vigil.casefile.models import (
    TESTIMONY,
    Account,
    Case,
    CaseAccount,
    Judgement,
    MembershipBasis,
    Rejection,
    Stage,
)
from vigil.casefile.reports.records import CITED, account_record, report_record
from vigil.casefile.reports.training_labels import (
    ACCEPTED,
    kept_back_cases,
    withdrawn_phrases,
)
from vigil.reading.records import Account as AccountRecord
from vigil.reading.records import Report

Pair = tuple[str, str]
"""The keys of two accounts, the smaller first."""


@dataclass(frozen=True)
class DecidedAccounts:
    """Accounts that people decided about, and what they decided.

    `case_of` gives the accepted case in which people hold an account: two in one case are of one
    attack, two in two cases of two. `judged` are pairs that they judged by themselves: by a
    judgement, or by rejecting a candidate as a duplicate. It goes before `case_of`.
    """

    accounts: list[AccountRecord]
    reports: dict[str, Report]
    case_of: dict[str, str]
    judged: dict[Pair, bool]


def decided_accounts() -> DecidedAccounts:
    """Return the accounts that people decided about, sorted by key."""
    case_of = _case_of()
    judged = _doubled(case_of) | _judgements()
    wanted = {*case_of, *(key for pair in judged for key in pair)}
    kept_back = set(kept_back_cases().values_list("pk", flat=True))
    withdrawn = withdrawn_phrases()
    accounts: list[AccountRecord] = []
    reports: dict[str, Report] = {}
    rows = Account.objects.filter(superseded=False).exclude(reader=CITED)
    rows = rows.exclude(report__text="").exclude(report__report_kind=TESTIMONY)
    for row in rows.select_related("report__outlet", "membership").order_by("pk").iterator(500):
        held = getattr(row, "membership", None)
        said = f"{row.report.title}\n{row.report.url}\n{row.report.text}"
        if row.key not in wanted or (held is not None and held.case_id in kept_back):
            continue
        if not withdrawn.stand_in(said):
            accounts.append(account_record(row))
            reports[row.report.key] = report_record(row.report)
    there = {account.key for account in accounts}
    return DecidedAccounts(
        sorted(accounts, key=lambda account: account.key),
        reports,
        {key: case for key, case in case_of.items() if key in there},
        {pair: same for pair, same in judged.items() if there.issuperset(pair)},
    )


def _case_of() -> dict[str, str]:
    rows = CaseAccount.objects.filter(
        basis=MembershipBasis.PERSON,
        suggested=False,
        case__stage__in=ACCEPTED,
        case__superseded_by=None,
    )
    return {key: str(case) for key, case in rows.values_list("account__key", "case_id")}


def _judgements() -> dict[Pair, bool]:
    rows = Judgement.objects.filter(revoked_at=None).exclude(verdict=Judgement.Verdict.UNSURE)
    return {
        _pair(a, b): verdict == Judgement.Verdict.SAME
        for a, b, verdict in rows.values_list("a__key", "b__key", "verdict")
    }


def _doubled(case_of: dict[str, str]) -> dict[Pair, bool]:
    """Return the accounts of rejected duplicates with those of the case that they double."""
    doubles = Case.objects.filter(
        stage=Stage.REJECTED,
        rejected_as=Rejection.DUPLICATE,
        duplicate_of__stage__in=ACCEPTED,
        duplicate_of__superseded_by=None,
    )
    rows = CaseAccount.objects.filter(case__in=doubles, suggested=False)
    of_case: dict[str, list[str]] = {}
    for key, case in case_of.items():
        of_case.setdefault(case, []).append(key)
    return {
        _pair(key, other): True
        for key, case in rows.values_list("account__key", "case__duplicate_of_id")
        for other in of_case.get(str(case), ())
    }


def _pair(one: str, two: str) -> Pair:
    return (one, two) if one < two else (two, one)
