"""Read which sources each sentence of the shipped cases on a disagreement speaks of.

`disagreements.jsonl` has one sentence a line; README.md beside it defines the fields. A line
belongs to one English sentence: where people have changed it since, nothing is known of it.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from vigil.casefile.cases.numbers import public_id
from vigil.casefile.open_case_file.texts import shipped_numbers

FILE: Final = "disagreements.jsonl"


class DisputedField(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A field that a sentence is about, and the addresses of the sources that it speaks of.

    `person` is the position among the victims of the case, None for the case.
    """

    field: str
    urls: tuple[str, ...]
    person: int | None = None


class ShippedDisagreement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line: a sentence of a case. `partly`: it was not recorded for all of it who says so."""

    case: str
    sentence: str
    about: tuple[DisputedField, ...]
    partly: bool = False


def shipped_disagreement(case: str, sentence: str) -> ShippedDisagreement | None:
    """Return what is known of a sentence of a case, given its public id; None if nothing."""
    return _by_sentence().get((case, sentence))


def shipped_disagreements() -> list[ShippedDisagreement]:
    """Return every line of the file."""
    data = files("vigil.casefile.open_case_file").joinpath(FILE).read_bytes()
    return [msgspec.json.decode(line, type=ShippedDisagreement) for line in data.splitlines()]


@cache
def _by_sentence() -> Mapping[tuple[str, str], ShippedDisagreement]:
    numbers = shipped_numbers()
    return {
        (public_id(numbers[line.case]), line.sentence): line
        for line in shipped_disagreements()
        if line.case in numbers
    }
