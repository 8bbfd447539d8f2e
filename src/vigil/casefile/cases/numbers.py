"""Give cases their permanent numbers."""

from vigil.casefile.models import Counter

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
    Counter.objects.get_or_create(name="case", defaults={"next": FIRST_OWN_CASE})
    counter = Counter.objects.select_for_update().get(name="case")
    first = counter.next
    counter.next = first + count
    counter.save(update_fields=["next"])
    return [public_id(number) for number in range(first, first + count)]


def public_id(number: int) -> str:
    """Return the public id for a case number: V-0042."""
    return f"V-{number:04d}"
