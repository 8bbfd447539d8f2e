"""Read the current claims of accounts: by person, and by independent source."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from vigil.casefile.models import Account, Claim, Report
from vigil.casefile.people.name_matching import PersonInAccount
from vigil.casefile.reports.records import NUMBER_FIELDS, UNKNOWN
from vigil.reading.linkage.independence import Published, sources


def current_claims(account: Account) -> list[Claim]:
    """Return the claims of an account that no later reading has superseded."""
    return [claim for claim in account.claims.all() if not claim.superseded]


def sources_of_reports(accounts: Sequence[Account]) -> dict[int, int]:
    """Return, for the key of each report, the number of its independent source."""
    reports = sorted({account.report for account in accounts}, key=lambda report: report.key)
    found = sources([Published(source_name(report), report.text) for report in reports])
    return {report.pk: source for report, source in zip(reports, found, strict=True)}


def outlet_name(report: Report) -> str:
    """Return the name of the outlet of a report, or ""."""
    return report.outlet.name if report.outlet else ""


def source_name(report: Report) -> str:
    """Return the name of the outlet whose words a report prints, or ""."""
    return report.copied_from.name if report.copied_from else outlet_name(report)


def people_in_account(account: Account) -> list[PersonInAccount]:
    """Return the people in an account with their known values, in the order of the account.

    Claims that somebody made about a person of the case are left out: see `people_read_about`.
    """
    by_person: dict[int, dict[str, Any]] = {}
    for claim in current_claims(account):
        if claim.person is not None and claim.about is None and claim.value not in UNKNOWN:
            by_person.setdefault(claim.person, {})[claim.field] = claim.value
    return [PersonInAccount(account=account.key, values=by_person[n]) for n in sorted(by_person)]


def people_read_about(accounts: Iterable[Account]) -> dict[UUID, list[PersonInAccount]]:
    """Return by `Victim.uid` what people who read the pages say of persons of the case.

    Each claim is a reading of its own, since one page may give two ages or two names.
    """
    found: dict[UUID, list[PersonInAccount]] = {}
    for account in accounts:
        for claim in current_claims(account):
            if claim.about is not None and claim.person is not None:
                reading = PersonInAccount(account=account.key, values={claim.field: claim.value})
                found.setdefault(claim.about, []).append(reading)
    return found


def names_read(readings: Iterable[PersonInAccount]) -> list[str]:
    """Return the names in these readings."""
    return [name for reading in readings for name in reading.names]


def numbers_read(claims: Iterable[Claim]) -> dict[str, dict[str, int | None]]:
    """Return how many were killed and hurt by these claims: {low, best, high} by field.

    `best` is what most of them state, in a tie the larger; the bounds are the outermost.
    """
    stated: dict[str, list[dict[str, int | None]]] = {}
    for claim in claims:
        if claim.field in NUMBER_FIELDS and isinstance(claim.value, dict):
            stated.setdefault(claim.field, []).append(claim.value)
    return {field: _together(stated[field]) for field in NUMBER_FIELDS if field in stated}


def _together(values: list[dict[str, int | None]]) -> dict[str, int | None]:
    best = Counter(n for value in values if (n := value.get("best")) is not None)
    low = [n for value in values if (n := value.get("low")) is not None]
    high = [value.get("high") for value in values]
    return {
        "low": min(low, default=None),
        "best": max(best, key=lambda n: (best[n], n), default=None),
        "high": None if None in high else max(n for n in high if n is not None),
    }
