"""What a room states of its acts that take two people.

`confirming` asks for them and carries them out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import Confirmation, User

type CarryOut = Callable[[Confirmation, User], object]


def subject_of(confirmation: Confirmation) -> Subject:
    """Return what an act is about."""
    return Subject(confirmation.subject_kind, confirmation.subject_key)


@dataclass(frozen=True)
class ActOfTwo:
    """An act on one kind of subject that takes two people.

    `carry_out` does it, with the confirmation and whoever confirms. `describe` says in one
    sentence what is asked for, to those who may confirm it. `seen` returns what the asker
    saw, as JSON can hold it; None where the subject is gone. The permission is asked of what
    `about` returns. `link` leads to the page where the subject can be looked at, and `document`
    to where its evidence is read. Where the act shows a name again it runs `alone` (`turns`).
    """

    verb: str
    kind: str
    permission: str
    carry_out: CarryOut
    describe: Callable[[Confirmation], str]
    seen: Callable[[Confirmation], Any]
    about: Callable[[Confirmation], Model | Subject | None] = subject_of
    link: Callable[[Confirmation], str] = lambda confirmation: ""
    document: Callable[[Confirmation], str] = lambda confirmation: ""
    alone: bool = False

    def allows(self, user: User, confirmation: Confirmation) -> bool:
        """Return whether a user holds the permission for this act on its subject."""
        # A rule takes whatever it knows; Django's types tell of models alone.
        return user.has_perm(self.permission, self.about(confirmation))  # type: ignore[arg-type]
