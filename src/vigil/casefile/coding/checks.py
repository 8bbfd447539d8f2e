"""Check a coding against the codebook."""

from collections.abc import Sequence
from typing import Any

from vigil.casefile.coding.details import Details, details_problems, reasons_for_no_value
from vigil.casefile.coding.quotations import Texts
from vigil.reading import codebook
from vigil.trust.access.errors import NotPossible

Values = dict[str, Any]


class InvalidCoding(NotPossible):
    """A coding that the codebook does not allow; `problems` names each field."""

    def __init__(self, problems: Sequence[codebook.Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = list(problems)


def check(values: Values, version: str, details: Details | None = None) -> list[codebook.Problem]:
    """Return the problems that a version of the codebook finds in a coding; empty if none."""
    no_value = reasons_for_no_value(details or {})
    return codebook.load(version).check_coding(values, complete=True, no_value=no_value)


def check_details(details: Details, version: str, texts: Texts) -> list[codebook.Problem]:
    """Return what is wrong with what stands beside the values; empty if nothing is."""
    return details_problems(details, texts, codebook.load(version))
