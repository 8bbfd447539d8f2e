"""Choose how the desk treats oneself."""

from typing import Final

from django.utils.translation import gettext as _

from vigil.casefile.models import CareSetting
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User

HINTS: Final = (45, 90, 0)
"""After how many minutes of coding the desk says that a break is due; 0: never."""


def choose_care(*, by: User, shows_graphic: bool, hint_after: int) -> CareSetting:
    """Save what somebody chose for themself. Raises NotPossible (no such time)."""
    if hint_after not in HINTS:
        raise NotPossible(_("Choose one of the times in the list."))
    chosen, _new = CareSetting.objects.update_or_create(
        person=by, defaults={"shows_graphic": shows_graphic, "hint_after": hint_after}
    )
    by.__dict__.pop("_care", None)
    return chosen
