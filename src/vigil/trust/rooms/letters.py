"""Kinds of letters that rooms write."""

from collections.abc import Callable
from dataclasses import dataclass

from vigil.trust.models import Letter


@dataclass(frozen=True, kw_only=True)
class LetterKind:
    """A kind of letter, and how the outbox handles it.

    One of which nothing is stated stands in the open, and is kept after it was sent.
    """

    code: str
    lets_in: bool = False
    """Whether it holds what lets somebody in: no screen shows its text, and the text is removed
    once the letter is sent."""
    sealed: bool = False
    """Whether its text lies in the vault, and never in the open."""
    plain: bool = False
    """Whether it may have a subject in plain words, with our name as the sender's."""
    searched: bool = False
    """Whether its sealed text is opened when somebody is withdrawn, to find their name in it."""
    once_released: Callable[[Letter], object] | None = None
    """What its room does when a person has let it go, in the same transaction."""
