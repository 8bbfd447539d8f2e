"""Give cases their permanent numbers."""

from vigil.casefile.models import Counter
from vigil.trust.decisions.numbering import take_numbers

FIRST_OWN_CASE = 1000
"""V-0001 to V-0999 belong to the open case file, so that they mean the same everywhere."""


def mint_case_id() -> str:
    """Return the next public id of this installation. Call inside a transaction.

    The row of the counter is locked until the transaction ends. A number that was given is never
    given again, because cases are not deleted.
    """
    return mint_case_ids(1)[0]


def mint_case_ids(count: int) -> list[str]:
    """Return the next public ids, as `mint_case_id` does."""
    numbers = take_numbers(Counter, "case", first=FIRST_OWN_CASE, count=count)
    return [public_id(number) for number in numbers]


def public_id(number: int) -> str:
    """Return the public id for a case number: V-0042."""
    return f"V-{number:04d}"
