"""Check that the basis of a link to organised crime bears what the link claims. English only.

`established_in_court` says that a final judgement found an organised criminal group behind the
attack. So its basis must speak of a court's finding, speak of such a group, and not deny one.
What is such a group: the field `organised_crime_link` of the codebook.
"""

import re
from enum import StrEnum
from typing import Final

ESTABLISHED: Final = "established_in_court"


class BasisObjection(StrEnum):
    """Why a basis does not bear the value `established_in_court`."""

    NO_COURT = "it names no court's finding"
    NO_GROUP = "it names no group"
    DENIES_GROUP = "it denies that there was a group, or that a court found one"


_COURT: Final = re.compile(
    r"\b(courts?|jur(y|ies)|judge?ments?|verdicts?|rulings?|tribunals?|convicted|convictions?|"
    r"found (them |him |her )?guilty|sentenced?|sentences|on appeal)\b",
    re.IGNORECASE,
)
_GROUP: Final = re.compile(
    r"\b(groups?|gangs?|clans?|cartels?|mafias?|syndicates?|networks?|organi[sz]ations?|"
    r"associations?|structures?|famil(y|ies) of|organised-crime family|cosa nostra|camorra|"
    r"'?ndrangheta|yakuza|mara|chapter|paramilitar(y|ies)|militias?|brotherhoods?|triads?)\b",
    re.IGNORECASE,
)
_DENIED: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(no|not|nor|without)\b( \w+){0,3} "
        r"((an?|large|larger|organised|criminal|mafia-type) )*"
        r"(group|gang|syndicate|mafia|cartel|organisation)\b",
        r"\b(nobody|no one) else\b",
        r"\b(alone|on (his|her|their) own)\b",
        r"\b(cleared|acquitted) by\b",
        r"\b(group|gang|syndicate|organisation)\b[^.;]* was not (established|found|proven)\b",
    )
)


def objections_to_basis(value: str, basis: str) -> list[BasisObjection]:
    """Return why a basis in English does not bear a link; empty for every weaker value."""
    if value != ESTABLISHED:
        return []
    found = []
    if not _COURT.search(basis):
        found.append(BasisObjection.NO_COURT)
    if not _GROUP.search(basis):
        found.append(BasisObjection.NO_GROUP)
    if any(pattern.search(basis) for pattern in _DENIED):
        found.append(BasisObjection.DENIES_GROUP)
    return found
