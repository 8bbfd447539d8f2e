"""Recompute a case: its accepted values by rule, and its people.

The columns for lists and filters: see `cases.index_columns`.
"""

from collections.abc import Sequence
from typing import Any

from vigil.casefile.cases.index_columns import rewrite_index_columns
from vigil.casefile.coding.accepted_values import RULES, ComputedValue, ReportedValue
from vigil.casefile.disclosure.holds import hold_if_more_people_named
from vigil.casefile.models import AcceptedValue, Account, Basis, Case, Victim, VictimName
from vigil.casefile.people.name_matching import PersonInCase, align, fold
from vigil.casefile.people.name_visibility import keep_uids, uids_of
from vigil.casefile.reports.claims import (
    current_claims,
    outlet_name,
    people_in_account,
    sources_of_reports,
)
from vigil.casefile.reports.records import PERSON_FIELDS
from vigil.trust.models import User


def refresh(case: Case, *, by: User | None = None) -> None:
    """Recompute the accepted values and the index columns of a case, inside a transaction.

    Values that people adjudicated, compiled or imported stay as they are. A public case that would
    name more people is held (`disclosure.holds`). `by` is the user who caused the change, None for
    a run of the machine. Calling it again changes nothing.
    """
    with hold_if_more_people_named(case, by=by):
        _refresh(case)


def _refresh(case: Case) -> None:
    accounts = list(
        Account.objects.filter(membership__case=case, membership__suggested=False)
        .select_related("report", "report__outlet")
        .prefetch_related("claims")
        .order_by("key")
    )
    decided = AcceptedValue.objects.filter(case=case).exclude(basis=Basis.RULE).exists()
    if not decided:
        _compute(case, accounts)
    rewrite_index_columns(case, accounts)


def _compute(case: Case, accounts: Sequence[Account]) -> None:
    before = uids_of(case)
    case.victims.all().delete()
    case.accepted.all().delete()
    if case.no_value:
        case.no_value = {}
        case.save(update_fields=["no_value"])
    claims = [(account, claim) for account in accounts for claim in current_claims(account)]
    source_of = sources_of_reports(accounts)
    values: list[AcceptedValue] = []
    for field in RULES:
        if field != "names" and field not in PERSON_FIELDS:
            reported = [
                _reported_value(a, c.value, source_of) for a, c in claims if c.field == field
            ]
            values += _accepted(case, None, field, reported)
    by_key = {account.key: account for account in accounts}
    for position, person in enumerate(align([people_in_account(account) for account in accounts])):
        victim = Victim.objects.create(case=case, position=position)
        for field in ("names", *PERSON_FIELDS):
            reported = [
                _reported_value(by_key[r.account], r.values[field], source_of)
                for r in person.readings
                if field in r.values
            ]
            values += _accepted(case, victim, field, reported)
        _write_names(victim, person)
    AcceptedValue.objects.bulk_create(values)
    keep_uids(case, before)


def _accepted(
    case: Case, victim: Victim | None, field: str, reported: Sequence[ReportedValue]
) -> list[AcceptedValue]:
    """Return the value that the rule of a field accepts; none where nothing is reported."""
    if not reported:
        return []
    accepted: ComputedValue = RULES[field](reported)
    return [
        AcceptedValue(
            case=case,
            victim=victim,
            field=field,
            value=accepted.value,
            basis=Basis.RULE,
            rule=accepted.rule,
            support=accepted.support,
        )
    ]


def _reported_value(account: Account, value: Any, source_of: dict[int, int]) -> ReportedValue:
    report = account.report
    return ReportedValue(value, report.pk, outlet_name(report), account.key, source_of[report.pk])


def _write_names(victim: Victim, person: PersonInCase) -> None:
    VictimName.objects.bulk_create(
        VictimName(victim=victim, name=name[:200], folded=fold(name)[:200]) for name in person.names
    )
