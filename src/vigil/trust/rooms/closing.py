"""What a room states of itself so that an organisation may close it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, kw_only=True)
class Closing:
    """How a room is closed: its public pages answer 404, its letters wait, nothing is deleted.

    Pages that somebody reaches by a link of their own, or by signing in, stay: nobody loses the
    way to what they gave us.
    """

    label: str | Promise
    about: str | Promise
    """What readers find in the room, in one sentence."""
    desk: str
    """The route of its first screen on the desk."""
    permission: str
    """Who finds that screen in the menu of the desk."""
    namespaces: Sequence[str]
    """Namespaces of its public addresses."""
    kept: Sequence[str] = ()
    """Routes in these namespaces that answer while the room is closed."""
    letters: Sequence[str] = ()
    """Kinds of letters that wait while it is closed."""
    letters_about: Sequence[str] = ()
    """Kinds of subjects: letters about one of them wait too."""
