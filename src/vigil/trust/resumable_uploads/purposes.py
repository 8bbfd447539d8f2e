"""What files are sent in pieces for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from vigil.trust.models import User
from vigil.trust.work.kinds import TaskKind

UNFINISHED: Final = timedelta(days=3)
"""How long an upload waits for its next piece, unless its purpose says otherwise."""


def any_size(key: str, length: int, by: User) -> None:
    """Admit every file that is not too large by itself."""


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
    unfinished: timedelta = UNFINISHED
    """How long an upload waits for its next piece."""
    admit: Callable[[str, int, User], None] = any_size
    """Check that so many bytes may be sent for the subject of this key by somebody, as it begins.

    Raises NotPossible, TooLarge.
    """
