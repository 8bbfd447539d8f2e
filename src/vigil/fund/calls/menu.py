"""What the fund adds to the menu, once there is a call, a result, or help at once."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from vigil.fund.access.doors import EMERGENCY_FORM
from vigil.fund.calls.verbs import public_calls
from vigil.fund.models import FundRelease
from vigil.publication.pages.navigation import MenuEntry
from vigil.trust.public_forms.doors import is_open


def _has_anything() -> bool:
    return public_calls().exists() or FundRelease.objects.exists() or is_open(EMERGENCY_FORM)


ENTRIES: Final = (MenuEntry(_("Fund"), "fund:home", 90, _has_anything),)
