"""Read the current claims of accounts: by person, and by independent source."""

from collections.abc import Sequence
from typing import Any

from vigil.casefile.models import Account, Claim, Report
from vigil.casefile.people.name_matching import PersonInAccount
from vigil.casefile.reports.records import UNKNOWN
from vigil.reading.linkage.independence import Published, sources


def current_claims(account: Account) -> list[Claim]:
    """Return the claims of an account that no later reading has superseded."""
    return [claim for claim in account.claims.all() if not claim.superseded]


def sources_of_reports(accounts: Sequence[Account]) -> dict[int, int]:
    """Return, for the key of each report, the number of its independent source."""
    reports = sorted({account.report for account in accounts}, key=lambda report: report.key)
    found = sources([Published(outlet_name(report), report.text) for report in reports])
    return {report.pk: source for report, source in zip(reports, found, strict=True)}


def outlet_name(report: Report) -> str:
    """Return the name of the outlet of a report, or ""."""
    return report.outlet.name if report.outlet else ""


def people_in_account(account: Account) -> list[PersonInAccount]:
    """Return the people in an account with their known values, in the order of the account."""
    by_person: dict[int, dict[str, Any]] = {}
    for claim in current_claims(account):
        if claim.person is not None and claim.value not in UNKNOWN:
            by_person.setdefault(claim.person, {})[claim.field] = claim.value
    return [PersonInAccount(account=account.key, values=by_person[n]) for n in sorted(by_person)]
