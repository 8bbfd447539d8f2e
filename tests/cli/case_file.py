"""Everything the case file says, to compare two of them."""

import json

from vigil.casefile import models


def snapshot() -> dict[str, list[str]]:
    """Return everything the case file says, without row numbers and times."""
    case = ("case__key", "case__public_id")
    rows = {
        "reports": models.Report.objects.values_list(
            "key",
            "outlet__name",
            "url",
            "title",
            "text",
            "published",
            "language",
            "raw_sha256",
            "locator",
            "content_sha256",
            "report_kind",
            "score",
        ),
        "accounts": models.Account.objects.values_list(
            "key",
            "number",
            "event",
            "score",
            "part",
            "start",
            "end",
            "reader",
            "superseded",
            "record",
        ),
        "claims": models.Claim.objects.values_list(
            "account__key", "field", "person", "value", "spans", "reader", "superseded"
        ),
        "cases": models.Case.objects.values_list(
            "key",
            "public_id",
            "stage",
            "visibility",
            "origin",
            "title",
            "event",
            "date",
            "country",
            "place_name",
            "method",
            "n_killed",
            "n_reports",
            "score",
            "search_text",
        ),
        "memberships": models.CaseAccount.objects.values_list(
            "account__key", *case, "basis", "suggested", "score"
        ),
        "victims": models.Victim.objects.values_list(
            *case, "position", "name", "outcome", "gender", "age_low", "names__name"
        ),
        "accepted": models.AcceptedValue.objects.values_list(
            *case, "victim__position", "field", "value", "basis", "rule", "support"
        ),
    }
    return {
        name: sorted(json.dumps(row, sort_keys=True) for row in query.order_by())
        for name, query in rows.items()
    }
