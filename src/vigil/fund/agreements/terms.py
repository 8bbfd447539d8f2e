"""The digest of a plan: an agreement holds for these amounts and days, and for no others."""

import json

from django.db.models import prefetch_related_objects

from vigil.fund.models import Grant, Tranche
from vigil.trust.vault.verbs.own_keys import digest_under


def digest_of_plan(grant: Grant) -> str:
    """Return the digest of the amounts and days of a plan, made with the party's key."""
    planned = [row for row in grant.tranches.all() if row.state != Tranche.State.CANCELLED]
    prefetch_related_objects(planned, "report", "shares")
    rows = [
        [
            row.number,
            sum(share.minor for share in row.shares.all()),
            str(row.due_on or ""),
            str(row.report.due_on) if row.report else "",
            row.needs_report,
        ]
        for row in sorted(planned, key=lambda row: row.number)
    ]
    days = [str(grant.starts_on or ""), str(grant.ends_on or "")]
    return digest_under(grant.party.subject, json.dumps(["agreement", grant.currency, days, rows]))
