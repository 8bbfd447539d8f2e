"""The kinds of tasks: what a room does in the background."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from vigil.trust.models import User

type LeftOut = Sequence[tuple[int, str]]
"""Keys that could not be done, each with a sentence for the person who asked."""


@dataclass(frozen=True, kw_only=True)
class TaskKind:
    """A kind of task. `do` gets some keys, who asked, and why; it returns what it left out.

    It runs in a transaction that also notes which keys are done. So a worker that is killed
    repeats nothing that took effect. `do` must have no effect outside the database.

    Where it is `repeatable`, `do` commits by itself, and finds out what is done already: for what
    takes too long for one transaction.
    """

    code: str
    label: str | Promise
    """What it is called on the page of the operator."""
    do: Callable[[Sequence[int], User, str], LeftOut]
    at_once: int = 10
    """How many keys are done in one transaction. Others cannot write to SQLite meanwhile."""
    repeatable: bool = False
    priority: int = 0
    slow: bool = False
    """Whether it may take many minutes: it is done beside the others, so that they do not wait."""
