"""Check a coding against the codebook."""

from collections.abc import Sequence
from typing import Any

from vigil.reading import codebook
from vigil.trust.access.errors import NotPossible

Values = dict[str, Any]


class InvalidCoding(NotPossible):
    """A coding that the codebook does not allow; `problems` names each field."""

    def __init__(self, problems: Sequence[codebook.Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = list(problems)


def check(values: Values, version: str) -> list[codebook.Problem]:
    """Return the problems that a version of the codebook finds in a coding; empty if none."""
    return codebook.load(version).check_coding(values, complete=True)
