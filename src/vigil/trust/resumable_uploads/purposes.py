"""What files are sent in pieces for."""

from collections.abc import Callable
from dataclasses import dataclass

from vigil.trust.models import User
from vigil.trust.work.kinds import TaskKind


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """What a room receives in pieces, and what it does with a file that is here whole."""

    kind: str
    """The kind of subject that a file is about."""
    limit: Callable[[], int]
    """Bytes of the largest file."""
    require: Callable[[str, User], None]
    """Check that somebody may send a file for the subject of this key, at each piece anew.

    Raises NotAllowed, NotPossible.
    """
    task: TaskKind
    """What is done in the background with a file that is here whole."""
