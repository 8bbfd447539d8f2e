"""Read codings and adjudications of a case."""

import hashlib
import json
from typing import Any

from vigil.casefile.coding.quotations import PARTS, Place
from vigil.casefile.models import Account, Case, Purpose


def submitted(case: Case) -> Any:
    """Return the submitted codings of a case, oldest first.

    Codings in training, and those measured against a gold case, are none of them.
    """
    handed_in = case.codings.filter(purpose=Purpose.RECORD).exclude(submitted_at=None)
    return handed_in.order_by("submitted_at").select_related("coder")


def is_adjudicated(case: Case, version: str) -> bool:
    """Say whether somebody adjudicated the case under that codebook, verified or not."""
    return case.adjudications.filter(codebook_version=version).exists()


def coding_version(case: Case) -> str:
    """Return a token that changes with the accounts of the case.

    It does not change with what any coder does: the two codings must be independent, and a draft is
    merged field by field (`coding.merging`).
    """
    held = sorted(case.memberships.filter(suggested=False).values_list("account_id", flat=True))
    return hashlib.sha256(json.dumps(held).encode()).hexdigest()[:16]


def texts_of_reports(case: Case) -> dict[Place, str]:
    """Return the title and the text of every report that is in a case, not only suggested."""
    accounts = Account.objects.filter(membership__case=case, membership__suggested=False)
    columns = ("report_id", "report__title", "report__text")
    rows = accounts.order_by("report_id").values_list(*columns).distinct()
    return {
        (pk, part): text
        for pk, *both in rows
        for part, text in zip(PARTS, both, strict=True)
        if text
    }
