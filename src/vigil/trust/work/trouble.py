"""What is kept of an error in background work: never its text, which may hold a name."""

import traceback

from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.uploads.full_disk import is_full


def trouble_of(error: Exception) -> str:
    """Return what failed, and where. Only Vigil's own sentences are repeated."""
    if isinstance(error, NotPossible | NotAllowed):
        return str(error)
    if is_full(error):
        return "the disk is full"
    where = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {where.filename}, line {where.lineno}"
