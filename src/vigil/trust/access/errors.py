"""The errors with which a verb refuses. Each carries a sentence for the person who asked."""

from django.core.exceptions import PermissionDenied


class NotAllowed(PermissionDenied):
    """The person lacks the permission."""


class OutsideLimits(NotAllowed):
    """The person's role is limited to countries or languages, and this thing is outside them."""


class NotPossible(Exception):
    """Nobody can do this in the present state."""


class Unfit(NotPossible):
    """A value is not valid; `field` names the form field it belongs to, if there is one."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


class NeedsSecondPerson(NotPossible):
    """The act takes two people, and the second one is missing."""
