"""Announce changed cases to the rooms above, before the change is committed.

The public record has tables of its own with what the public may see of a case. They must change in
the same transaction as the case: a name that was withdrawn must not stay there for a moment, even
if something fails afterwards.
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
"""Announced with the primary keys of the cases, inside the transaction that changed them."""

_touched: ContextVar[set[int] | None] = ContextVar("touched", default=None)


@contextmanager
def case_changes() -> Iterator[None]:
    """Run a change in one transaction, and announce at its end every case that it changed."""
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
    """Make a function a verb that runs alone: nobody else writes meanwhile.

    For verbs that remove a name from the public.
    """
    changed = verb(function)

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        with transaction.atomic():
            alone()
            return changed(*args, **kwargs)

    return run


def note_changed_case(pk: int) -> None:
    """Note that a case has changed, to be announced at the end of `case_changes`.

    Outside `case_changes` it is announced at once.
    """
    pks = _touched.get()
    if pks is None:
        _announce({pk})
    else:
        pks.add(pk)


def _announce(pks: set[int]) -> None:
    if pks:
        house.tell(CASES_CHANGED, frozenset(pks))
