"""Acting on a case as somebody saw it: of two who act on the same state, one is told.

A form carries the version of the case that it was made for. The verb locks the case, and the
version is compared under that lock, in the transaction of the change: compared before, two who
come at one instant would both find it unchanged.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import gettext as _

from vigil.casefile.cases.queries import version_of
from vigil.casefile.models import Case
from vigil.trust.access.errors import NotPossible

_seen: ContextVar[tuple[int, str] | None] = ContextVar("seen", default=None)


@contextmanager
def only_if_unchanged(case: Case, version: str) -> Iterator[None]:
    """Let the verb within act on a case only as it was at this `version_of` it.

    The verb raises NotPossible where the case has changed since. No version asks for nothing.
    """
    token = _seen.set((case.pk, version) if version else None)
    try:
        yield
    finally:
        _seen.reset(token)


def require_unchanged(case: Case) -> None:
    """Compare a case, just locked, with what was seen of it; once for each act.

    Raises NotPossible where it has changed.
    """
    seen = _seen.get()
    if seen is None or seen[0] != case.pk:
        return
    if seen[1] != version_of(case):
        raise NotPossible(
            _("The case has changed since you opened it. Look at it again, then send once more.")
        )
    _seen.set(None)  # what the act itself changes is no change by somebody else
