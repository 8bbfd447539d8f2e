"""The digest of a plan: an agreement holds for these amounts and days, and for no others."""

import json

from vigil.fund.models import Grant, Tranche
from vigil.fund.payments.verbs import tranches
from vigil.trust.vault.verbs.own_keys import digest_under


def digest_of_plan(grant: Grant) -> str:
    """Return the digest of the amounts and days of a plan, made with the party's key."""
    planned = grant.tranches.exclude(state=Tranche.State.CANCELLED).select_related("report")
    rows = [
        [
            row.number,
            tranches.amount_of(row),
            str(row.due_on or ""),
            str(row.report.due_on) if row.report else "",
            row.needs_report,
        ]
        for row in planned.order_by("number")
    ]
    days = [str(grant.starts_on or ""), str(grant.ends_on or "")]
    return digest_under(grant.party.subject, json.dumps(["agreement", grant.currency, days, rows]))
