"""Why a verb said no. Both carry a sentence that a person can be shown."""

from django.core.exceptions import PermissionDenied


class NotAllowed(PermissionDenied):
    """This person may not do this."""


class OutsideLimits(NotAllowed):
    """This person's role does not reach this thing: it is limited to countries or languages."""


class NotPossible(Exception):
    """Nobody can do this as things stand."""


class Unfit(NotPossible):
    """What was given does not fit; `field` names which of it, as forms call it, if it is one."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


class NeedsSecondPerson(NotPossible):
    """This takes two people, and this would be the first one again."""
