"""What the network adds to the menu, once everybody may see a member."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from vigil.network.directory import queries as directory
from vigil.network.profiles.fields import Audience
from vigil.publication.pages.navigation import MenuEntry


def _has_members() -> bool:
    return bool(directory.handles(Audience.PUBLIC))


ENTRIES: Final = (MenuEntry(_("Network"), "network:directory", 100, _has_members),)
