"""Read codings and adjudications of a case."""

import hashlib
import json
from typing import Any

from vigil.casefile.models import Adjudication, Basis, Case, Coding, Stage


def submitted(case: Case) -> Any:
    """Return the submitted codings of a case, oldest first."""
    return case.codings.exclude(submitted_at=None).order_by("submitted_at").select_related("coder")


def is_adjudicated(case: Case, version: str) -> bool:
    """Say whether somebody adjudicated the case under that codebook, verified or not."""
    return case.adjudications.filter(codebook_version=version).exists()


def waiting_adjudication(case: Case) -> Adjudication | None:
    """Return the adjudication of a case that waits for a second person."""
    waiting = case.adjudications.filter(verified_at=None, replaced_at=None)
    return waiting.select_related("by").first()


def can_be_taken_up(case: Case) -> bool:
    """Say whether people decided on values of a case, so that single ones can be changed."""
    return (
        case.superseded_by_id is None
        and case.stage in (Stage.CODED, Stage.VERIFIED)
        and case.accepted.exclude(basis=Basis.RULE).exists()
    )


def coding_version(case: Case, mine: Coding | None) -> str:
    """Return a token that changes with the coder's own draft and with the accounts of the case.

    It does not change with what the other coder does: the two codings must be independent.
    """
    held = sorted(case.memberships.filter(suggested=False).values_list("account_id", flat=True))
    state = [held, mine.values if mine else None, mine.note if mine else ""]
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:16]
