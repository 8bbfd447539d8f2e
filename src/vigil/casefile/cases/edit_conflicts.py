"""Refuse an act on a case that somebody else changed meanwhile.

A form carries the version of the case that it was made for. The verb locks the case and compares
the version under that lock. If it compared before locking, two people who act at one instant would
both find the case unchanged.
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
    """Let the verb inside act on a case only if its version (`version_of`) is still this one.

    Otherwise the verb raises NotPossible. Without a version nothing is compared.
    """
    token = _seen.set((case.pk, version) if version else None)
    try:
        yield
    finally:
        _seen.reset(token)


def require_unchanged(case: Case) -> None:
    """Compare a locked case with the version that the user saw; only once for each act.

    Raises NotPossible if the case has changed.
    """
    seen = _seen.get()
    if seen is None or seen[0] != case.pk:
        return
    if seen[1] != version_of(case):
        raise NotPossible(
            _("The case has changed since you opened it. Look at it again, then send once more.")
        )
    _seen.set(None)  # later changes are made by the act itself
