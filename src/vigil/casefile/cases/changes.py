"""Changes to cases, announced to the rooms above before they are committed.

What the public may see of a case is repeated in the public record's own tables. They must
change in the transaction of the change itself: a name that was withdrawn must not stand there
a moment longer, whatever fails afterwards.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Final

from django.db import transaction

from vigil.trust.rooms import house
from vigil.trust.rooms.events import Event
from vigil.trust.withdrawals.write_lock import alone, take_part

CASES_CHANGED: Final = Event[frozenset[int]]("cases changed")
"""Told with the primary keys of the cases, inside the transaction that changed them."""

_touched: ContextVar[set[int] | None] = ContextVar("touched", default=None)


@contextmanager
def case_changes() -> Iterator[None]:
    """Run a change in one transaction, and announce at its end every case it touched."""
    with transaction.atomic():
        if _touched.get() is not None:
            yield
            return
        take_part()
        pks: set[int] = set()
        token = _touched.set(pks)
        try:
            yield
        finally:
            _touched.reset(token)
        _announce(pks)


def verb[**P, T](function: Callable[P, T]) -> Callable[P, T]:
    """Make a function a verb of the case file: it runs within `case_changes`."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        with case_changes():
            return function(*args, **kwargs)

    return run


def exclusive_verb[**P, T](function: Callable[P, T]) -> Callable[P, T]:
    """Make a function a verb during which nobody else writes: it takes a name away."""
    changed = verb(function)

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        with transaction.atomic():
            alone()
            return changed(*args, **kwargs)

    return run


def note_changed_case(pk: int) -> None:
    """Note that what is known or shown of this case may have changed.

    Outside a change it is announced at once.
    """
    pks = _touched.get()
    if pks is None:
        _announce({pk})
    else:
        pks.add(pk)


def _announce(pks: set[int]) -> None:
    if pks:
        house.tell(CASES_CHANGED, frozenset(pks))
