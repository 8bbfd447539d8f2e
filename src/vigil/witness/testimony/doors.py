"""The doors of this room: which roles must be staffed before the public forms open."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from vigil.trust.models import Role
from vigil.trust.rooms.doors import Door
from vigil.witness.models import Testimony

TIP: Final = Door("tip", _("Bear witness"), (Role.ADJUDICATOR,), everywhere=True)
STORY: Final = Door("story", _("Memories of somebody"), (Role.EDITOR,), everywhere=True)


def door_of(what: str) -> Door:
    """Return the door of a kind of testimony: editors answer memories, adjudicators the rest."""
    return STORY if what == Testimony.What.MEMORY else TIP
