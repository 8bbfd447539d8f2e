"""Read the shipped claims: which cited source says which value of a case, and in which paragraph.

`claims.jsonl` has one claim a line; README.md beside it defines the fields.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec

from vigil.reading import codebook
from vigil.reading.codebook.scheme import InvalidValue

FILE: Final = "claims.jsonl"
READ_ON: Final = date(2026, 11, 29)
"""The day on which the compilers read the pages."""
OTHERS_HARMED: Final = "others_harmed"
"""A text beside the codebook: who else was hurt or killed, as a source says it."""


class ClaimsFileError(ValueError):
    """A line of the file is no claim on a shipped case. The message names the file and the line."""


class ShippedClaim(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line: what one source says of one field. `person` is an index of the case's victims."""

    case: str
    url: str
    field: str
    person: int | None
    value: Any
    agrees: bool
    words: str = ""
    where: str = ""
    note: str = ""

    @property
    def of_person(self) -> bool:
        """Whether the field is one of persons; without `person` it then holds for all of them."""
        known = codebook.current().fields.get(self.field)
        return known is not None and known.level == "victim"


@dataclass
class ClaimsOfCase:
    """The claims on one case, and their lines as they are in the file."""

    claims: list[ShippedClaim] = field(default_factory=list)
    raw: bytes = b""


@cache
def shipped_claims_file() -> bytes:
    """Return the shipped file as it is; empty if there is none."""
    path = files("vigil.casefile.open_case_file").joinpath(FILE)
    return path.read_bytes() if path.is_file() else b""


def read_claims(
    data: bytes, cases: Sequence[Mapping[str, Any]], name: str = FILE
) -> dict[str, ClaimsOfCase]:
    """Return the claims by the id of their case. Raises ClaimsFileError at a wrong line."""
    by_id = {str(case["id"]): case for case in cases}
    found: dict[str, ClaimsOfCase] = {}
    for number, raw in enumerate(data.splitlines(), 1):
        if not raw.strip():
            continue
        try:
            claim = msgspec.json.decode(raw, type=ShippedClaim)
            _check(claim, by_id)
        except (msgspec.MsgspecError, InvalidValue, ValueError) as error:
            raise ClaimsFileError(f"{name}, line {number}: {error}") from error
        of_case = found.setdefault(claim.case, ClaimsOfCase())
        of_case.claims.append(claim)
        of_case.raw += raw + b"\n"
    return found


def _check(claim: ShippedClaim, cases: Mapping[str, Mapping[str, Any]]) -> None:
    case = cases.get(claim.case)
    if case is None:
        raise ValueError(f"there is no case {claim.case!r}")
    if claim.url not in {source["url"] for source in case["sources"]}:
        raise ValueError(f"{claim.url} is no source of {claim.case}")
    if claim.person is not None and not 0 <= claim.person < len(case["victims"]):
        raise ValueError(f"{claim.case} has no person {claim.person}; the first is 0")
    if claim.field == "names" and claim.person is None:
        raise ValueError("a name needs the person whose name it is")
    _check_value(claim)


def _check_value(claim: ShippedClaim) -> None:
    if claim.field == OTHERS_HARMED:
        if not isinstance(claim.value, str) or not claim.value.strip():
            raise ValueError(f"{OTHERS_HARMED}: must be a text that is not empty")
        return
    if claim.field not in codebook.current().fields:
        raise ValueError(f"{claim.field!r} is no field of the codebook")
    codebook.current().check(claim.field, claim.value)
