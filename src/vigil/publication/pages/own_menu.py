"""What this room adds to the menu: the cases, where they were, what they add up to."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from vigil.publication.models import PublicCase
from vigil.publication.pages.navigation import MenuEntry


def _has_cases() -> bool:
    return PublicCase.objects.exists()


ENTRIES: Final = (
    MenuEntry(_("Cases"), "cases", 10),
    MenuEntry(_("Map"), "map", 30, _has_cases),
    MenuEntry(_("Figures"), "figures", 40, _has_cases),
    MenuEntry(_("Data"), "data", 110),
    MenuEntry(_("About"), "about", 120),
)
