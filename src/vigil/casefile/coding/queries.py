"""Read codings and adjudications of a case."""

import hashlib
import json
from typing import Any

from vigil.casefile.models import Case, Coding, Purpose


def submitted(case: Case) -> Any:
    """Return the submitted codings of a case, oldest first.

    Codings in training, and those measured against a gold case, are none of them.
    """
    handed_in = case.codings.filter(purpose=Purpose.RECORD).exclude(submitted_at=None)
    return handed_in.order_by("submitted_at").select_related("coder")


def is_adjudicated(case: Case, version: str) -> bool:
    """Say whether somebody adjudicated the case under that codebook, verified or not."""
    return case.adjudications.filter(codebook_version=version).exists()


def coding_version(case: Case, mine: Coding | None) -> str:
    """Return a token that changes with the coder's own draft and with the accounts of the case.

    It does not change with what the other coder does: the two codings must be independent.
    """
    held = sorted(case.memberships.filter(suggested=False).values_list("account_id", flat=True))
    state = [held, mine.values if mine else None, mine.note if mine else ""]
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:16]
