"""Read codings and adjudications of a case."""

import hashlib
import json
from typing import Any

from vigil.casefile.coding.quotations import PARTS, Place
from vigil.casefile.models import Account, Adjudication, Basis, Case, Coding, Purpose, Stage
from vigil.reading import codebook
from vigil.trust.models import User


def submitted(case: Case) -> Any:
    """Return the submitted codings of a case, oldest first.

    Codings in training, and those measured against a gold case, are none of them.
    """
    handed_in = case.codings.filter(purpose=Purpose.RECORD).exclude(submitted_at=None)
    return handed_in.order_by("submitted_at").select_related("coder")


def coding_of(case: Case, coder: User) -> Coding | None:
    """Return somebody's coding of a case: under the codebook in force, else as handed in before.

    Who handed in a coding under an older version has coded the case.
    """
    mine = case.codings.filter(coder=coder)
    of_now = mine.filter(codebook_version=codebook.current().version).first()
    return of_now or mine.exclude(submitted_at=None).order_by("-submitted_at").first()


def is_adjudicated(case: Case, version: str) -> bool:
    """Say whether somebody adjudicated the case under that codebook, verified or not.

    A single coding that was withdrawn or set aside is none: others code the case after it.
    """
    made = case.adjudications.filter(codebook_version=version)
    return made.exclude(single=True, replaced_at__isnull=False).exists()


def waiting_single(case: Case, coder: User) -> Adjudication | None:
    """Return somebody's single coding of a case, while it waits for a second person."""
    waiting = waiting_adjudication(case)
    return waiting if waiting is not None and waiting.single and waiting.by == coder else None


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
