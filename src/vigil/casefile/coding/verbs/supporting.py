"""Keep what stands behind accepted values: how many sources state them, and the words quoted."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from vigil.casefile.cases.index_columns import is_source
from vigil.casefile.coding.agreement import Agreement, compared, counts
from vigil.casefile.coding.aligning import align_people_of_codings
from vigil.casefile.coding.details import FieldDetails
from vigil.casefile.coding.merging import coding_part
from vigil.casefile.coding.queries import submitted
from vigil.casefile.models import AcceptedValue, Account, Basis, Case, Claim, Coding
from vigil.casefile.reports.claims import current_claims, outlet_name, sources_of_reports

QUOTES: Final = "quotes"
"""Where `AcceptedValue.support` has the words on which coders based a value."""


def rewrite_support(case: Case, changed: Collection[str] = ()) -> None:
    """Count anew, for each value that people decided, who states it and who states another one.

    Only values on which somebody who read a page made a claim are counted anew, those for which
    coders quoted words, and those of the `changed` fields of the attack, on which the machine may
    have read something.
    """
    accounts = [a for a in _accounts_in(case) if is_source(a)]
    source_of = sources_of_reports(accounts)
    counted = []
    for entry in case.accepted.exclude(basis=Basis.RULE).select_related("victim"):
        claims = [(a, c) for a in accounts for c in current_claims(a) if is_about(c, entry)]
        anew = entry.victim is None and entry.field in changed and claims
        read = any(claim.read_on is not None for _account, claim in claims)
        if anew or read or reports_quoted(entry):
            entry.support = _support(entry, claims, accounts, source_of) | _quotes_in(entry)
            counted.append(entry)
    AcceptedValue.objects.bulk_update(counted, ["support"])


def keep_quotes(case: Case) -> None:
    """Keep beside each adjudicated value the words on which its coders based it.

    They are those of every coder who gave that value. A value that no coder gave has none.
    """
    rows = list(case.accepted.filter(basis=Basis.ADJUDICATED).select_related("victim"))
    # Positions have gaps where somebody was removed.
    number = {victim.pk: n for n, victim in enumerate(case.victims.all())}
    people: list[dict[str, Any]] = [{} for _victim in number]
    for row in rows:
        if row.victim is not None:
            people[number[row.victim.pk]][row.field] = row.value
    found: dict[int, list[Any]] = {}
    for coding in submitted(case):
        places = _places_in(coding, people)
        for row in rows:
            place = None if row.victim is None else places.get(number[row.victim.pk], -1)
            part = coding_part(coding.values, place)
            if row.field in part and part[row.field] == row.value:
                name = row.field if place is None else f"{place}/{row.field}"
                stated = FieldDetails.of_json(coding.details.get(name))
                found.setdefault(row.pk, []).extend(quote.json for quote in stated.quotes)
    changed = [row for row in rows if found.get(row.pk)]
    for row in changed:
        quotes = [one for n, one in enumerate(found[row.pk]) if one not in found[row.pk][:n]]
        row.support = {**row.support, QUOTES: quotes}
    AcceptedValue.objects.bulk_update(changed, ["support"])


def _places_in(coding: Coding, people: Sequence[dict[str, Any]]) -> dict[int, int]:
    """Return, for the place of each accepted person, the place of the same person in a coding."""
    coded = coding.values.get("victims") or []
    found = {}
    for accepted, own in align_people_of_codings([people, coded]):
        here = next((n for n, person in enumerate(people) if person is accepted), None)
        there = next((n for n, person in enumerate(coded) if person is own), None)
        if here is not None and there is not None:
            found[here] = there
    return found


def reports_quoted(entry: AcceptedValue) -> set[int]:
    """Return the keys of the reports in which coders found words for a value: they state it."""
    return {int(quote["report"]) for quote in entry.support.get(QUOTES) or []}


def _quotes_in(entry: AcceptedValue) -> dict[str, Any]:
    return {QUOTES: entry.support[QUOTES]} if entry.support.get(QUOTES) else {}


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
    entry: AcceptedValue,
    claims: Sequence[tuple[Account, Claim]],
    accounts: Sequence[Account],
    source_of: dict[int, int],
) -> dict[str, Any]:
    by_agreement: dict[Agreement, dict[int, Account]] = {kind: {} for kind in Agreement}
    for account, claim in claims:
        kind = compared(entry.field, entry.value, claim)
        if counts(kind, entry.basis, claim):
            by_agreement[kind][account.report_id] = account
    agree, quoted = by_agreement[Agreement.AGREES], reports_quoted(entry)
    for account in accounts:
        if account.report_id in quoted:
            agree.setdefault(account.report_id, account)
    coarser = by_agreement[Agreement.PRECISION].keys() - agree.keys()
    return {
        "reports": len(agree),
        "outlets": len({outlet_name(a.report) for a in agree.values()}),
        "sources": len({source_of[pk] for pk in agree}),
        "against": len(by_agreement[Agreement.DIFFERS].keys() - agree.keys()),
        "coarser": len(coarser),
        "accounts": sorted(account.key for account in agree.values()),
    }
