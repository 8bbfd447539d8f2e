"""The doors of this room: who must be there for what somebody tells us to be answered."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from vigil.trust.models import Role
from vigil.trust.rooms.doors import Door
from vigil.witness.models import Testimony

TIP: Final = Door("tip", _("Bear witness"), (Role.ADJUDICATOR,), everywhere=True)
STORY: Final = Door("story", _("Memories of somebody"), (Role.EDITOR,), everywhere=True)


def door_of(what: str) -> Door:
    """Return the door for what somebody brings: editors answer memories, adjudicators the rest."""
    return STORY if what == Testimony.What.MEMORY else TIP
