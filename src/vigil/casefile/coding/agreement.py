"""Compare what a source says with the accepted value of a field."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from vigil.casefile.coding.accepted_values import DATE_RANK, PLACE_RANK
from vigil.casefile.models import Basis, Claim
from vigil.casefile.people.name_matching import fold
from vigil.reading.codebook.edtf import bounds

OUTCOME_OF_EVENT: Mapping[str, str] = {"killing": "killed"}
"""What an event says of the people whom it was done to. A killing was survived by others."""


class Agreement(StrEnum):
    """How what a source says compares with the accepted value."""

    AGREES = "agrees"
    PRECISION = "precision"
    DIFFERS = "differs"


def compared(field: str, accepted: Any, claim: Claim) -> Agreement:
    """Compare a claim with the accepted value of its field, by the rules of the codebook.

    Whoever read the page may have found that its words state the accepted value. That counts while
    the value stays.
    """
    if claim.agrees_with is not None and claim.agrees_with == accepted:
        return Agreement.AGREES
    claimed = OUTCOME_OF_EVENT.get(claim.value) if _states_outcome(field, claim) else claim.value
    if isinstance(accepted, list):
        return _compared_lists(accepted, claimed, read_by_person=claim.read_on is not None)
    if isinstance(accepted, str) and isinstance(claimed, str):
        return _if(fold(accepted) == fold(claimed))
    if not (isinstance(accepted, dict) and isinstance(claimed, dict)):
        return _if(accepted == claimed)
    if "low" in accepted:
        return _if(all(accepted.get(end) == claimed.get(end) for end in ("low", "high")))
    if field == "place":
        return _compared_places(accepted, claimed)
    return _compared_dates(accepted, claimed)


def counts(kind: Agreement, basis: str, claim: Claim) -> bool:
    """Say whether a claim may stand beside an accepted value.

    What a machine read is no evidence that a source differs from what people found in it.
    """
    return kind != Agreement.DIFFERS or basis == Basis.RULE or claim.read_on is not None


def _states_outcome(field: str, claim: Claim) -> bool:
    return field == "outcome" and claim.field == "event"


def _if(same: bool) -> Agreement:
    return Agreement.AGREES if same else Agreement.DIFFERS


def _compared_lists(accepted: list[Any], claimed: Any, *, read_by_person: bool) -> Agreement:
    if not read_by_person:
        return Agreement.AGREES  # of lists that a machine read, all entries are accepted
    known = {fold(str(entry)) for entry in accepted}
    entries = claimed if isinstance(claimed, list) else [claimed]
    return _if(any(fold(str(entry)) in known for entry in entries))


def _compared_places(accepted: dict[str, Any], claimed: dict[str, Any]) -> Agreement:
    if claimed.get("name") == accepted.get("name"):
        return Agreement.AGREES
    if "precision" not in claimed:
        return Agreement.DIFFERS  # whoever read the page did not find that they agree
    same = _rank(PLACE_RANK, claimed) == _rank(PLACE_RANK, accepted)
    return Agreement.DIFFERS if same else Agreement.PRECISION


def _compared_dates(accepted: dict[str, Any], claimed: dict[str, Any]) -> Agreement:
    if claimed.get("value") == accepted.get("value"):
        return Agreement.AGREES
    if _rank(DATE_RANK, claimed) == _rank(DATE_RANK, accepted):
        return Agreement.DIFFERS
    return Agreement.PRECISION if _overlap(accepted, claimed) else Agreement.DIFFERS


def _rank(ranks: Mapping[str, int], value: Mapping[str, Any]) -> int | None:
    return ranks.get(str(value.get("precision")))


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two dates share a day; yes for a date that cannot be read."""
    try:
        first, last = bounds(one.get("value") or "")
        start, end = bounds(other.get("value") or "")
    except ValueError:
        return True
    return start <= last and first <= end
