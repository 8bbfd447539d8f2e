"""What an adjudicator chooses where no coder is right: not known, or a reason for no value."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from vigil.casefile.coding.details import NoValue
from vigil.reading.codebook import Field

UNKNOWN_VALUES: Final = ("unknown", "unclear")
"""What a field with a list of values calls not known; another field is left empty."""
LACK_LETTERS: Final = {
    str(NoValue.UNCLEAR): "i",
    str(NoValue.NOT_REPORTED): "n",
    str(NoValue.NOT_APPLICABLE): "x",
}
"""Reasons for no value that an adjudicator may give beside those of the coders, with their keys."""
NOT_KNOWN_AS: Final = (str(NoValue.UNCLEAR), str(NoValue.NOT_REPORTED))


@dataclass(frozen=True)
class Lack:
    """A reason for no value, with the key that chooses it."""

    key: str
    label: str
    letter: str


def lack_of(known: Field) -> str:
    """Return the reason by which a field without such a value is not known."""
    return next((why for why in NOT_KNOWN_AS if why in known.lacks), NoValue.UNCLEAR)


def not_known(known: Field) -> Any:
    """Return the value by which a field says that nobody knows; None where it has none."""
    if known.type == "edtf":
        return {"value": None, "precision": "unknown"}
    return next((value for value in UNKNOWN_VALUES if value in known.values), None)


def lacks_beside(known: Field, said: Collection[str]) -> list[Lack]:
    """Return the reasons that the codebook allows, apart from what coders said already.

    The one that "not known" stands for is left out too.
    """
    stands_for = lack_of(known) if not_known(known) is None else ""
    return [
        Lack(key, str(NoValue(key).label), letter)
        for key, letter in LACK_LETTERS.items()
        if key in known.lacks and key not in said and key != stands_for
    ]
