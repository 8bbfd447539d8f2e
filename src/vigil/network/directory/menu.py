"""What the network adds to the menu, once everybody may see a member."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from vigil.network.directory import queries as directory
from vigil.network.profiles.fields import Audience
from vigil.publication.pages.navigation import MenuEntry
from vigil.trust.rooms.closing import Closing


def _has_members() -> bool:
    return bool(directory.handles(Audience.PUBLIC))


ENTRIES: Final = (MenuEntry(_("Network"), "network:directory", 100, _has_members),)

CLOSING: Final = Closing(
    label=_("Network"),
    about=_("Members who chose to be shown, and what they do."),
    desk="desk_members:members",
    permission="network.manage_members",
    namespaces=("network",),
    kept=(
        *("network:join", "network:me", "network:preview", "network:edit", "network:seen"),
        *("network:biography", "network:own_portrait", "network:export", "network:pause"),
        "network:leave",
    ),
    letters_about=("member",),
)
