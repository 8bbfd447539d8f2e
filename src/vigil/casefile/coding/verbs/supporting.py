"""Count the sources behind accepted values that people decided, from the claims of the case."""

from collections.abc import Collection, Sequence
from typing import Any

from vigil.casefile.cases.index_columns import is_source
from vigil.casefile.coding.agreement import Agreement, compared
from vigil.casefile.models import AcceptedValue, Account, Basis, Case, Claim
from vigil.casefile.reports.claims import current_claims, outlet_name, sources_of_reports


def rewrite_support(case: Case, changed: Collection[str] = ()) -> None:
    """Count anew, for each value that people decided, who states it and who states another one.

    Only values on which somebody who read a page made a claim are counted anew, and those of the
    `changed` fields of the attack, on which the machine may have read something.
    """
    accounts = [a for a in _accounts_in(case) if is_source(a)]
    source_of = sources_of_reports(accounts)
    counted = []
    for entry in case.accepted.exclude(basis=Basis.RULE).select_related("victim"):
        claims = [(a, c) for a in accounts for c in current_claims(a) if is_about(c, entry)]
        anew = entry.victim is None and entry.field in changed and claims
        if anew or any(claim.read_on is not None for _account, claim in claims):
            entry.support = _support(entry, claims, source_of)
            counted.append(entry)
    AcceptedValue.objects.bulk_update(counted, ["support"])


def is_about(claim: Claim, entry: AcceptedValue) -> bool:
    """Say whether a claim is on the field of a value and, for a person, on that person."""
    if claim.field != entry.field:
        return False
    if entry.victim is None:
        return claim.person is None
    return claim.about == entry.victim.uid


def _accounts_in(case: Case) -> list[Account]:
    rows = Account.objects.filter(
        membership__case=case, membership__suggested=False, superseded=False
    )
    return list(rows.select_related("report__outlet").prefetch_related("claims"))


def _support(
    entry: AcceptedValue, claims: Sequence[tuple[Account, Claim]], source_of: dict[int, int]
) -> dict[str, Any]:
    by_agreement: dict[Agreement, dict[int, Account]] = {kind: {} for kind in Agreement}
    for account, claim in claims:
        kind = compared(entry.field, entry.value, claim)
        by_agreement[kind][account.report_id] = account
    agree = by_agreement[Agreement.AGREES]
    coarser = by_agreement[Agreement.PRECISION].keys() - agree.keys()
    return {
        "reports": len(agree),
        "outlets": len({outlet_name(a.report) for a in agree.values()}),
        "sources": len({source_of[pk] for pk in agree}),
        "against": len(by_agreement[Agreement.DIFFERS].keys() - agree.keys()),
        "coarser": len(coarser),
        "accounts": sorted(account.key for account in agree.values()),
    }
