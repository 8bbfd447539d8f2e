"""How every change to a story or a campaign begins and is recorded."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.db import transaction

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions import verbs as decisions
from vigil.trust.models import Decision, User
from vigil.trust.withdrawals.write_lock import take_part
from vigil.witness.works.models import Work


def verb[**P, T](function: Callable[P, T]) -> Callable[P, T]:
    """Make a function a verb: it runs in one transaction, and waits while a name is withdrawn."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        with transaction.atomic():
            take_part()
            return function(*args, **kwargs)

    return run


def locked[W: Work](work: W) -> W:
    """Return the current row of a work, locked until the transaction ends.

    Raises NotPossible (it was withdrawn).
    """
    work = relocked(work)
    if work.is_away:
        raise NotPossible(str(work.WITHDRAWN_MESSAGE))
    return work


def relocked[W: Work](work: W) -> W:
    """Return the current row of a work, locked, even if it was withdrawn."""
    found: W = type(work)._default_manager.select_for_update().get(pk=work.pk)
    return found


def note(
    verb: str,
    work: Work,
    *,
    by: User | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
) -> Decision:
    """Record a decision about a work. Never put its words or a name into it."""
    return decisions.record(verb, work.KIND, work.uid, by=by, before=before, after=after, why=why)
