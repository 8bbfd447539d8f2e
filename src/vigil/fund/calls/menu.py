"""What the fund adds to the menu, once there is a call, a result, or help at once."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from vigil.fund.access.doors import EMERGENCY_FORM
from vigil.fund.calls.verbs import public_calls
from vigil.fund.models import FundRelease
from vigil.publication.pages.navigation import MenuEntry
from vigil.trust.public_forms.doors import is_open
from vigil.trust.rooms.closing import Closing


def _has_anything() -> bool:
    return public_calls().exists() or FundRelease.objects.exists() or is_open(EMERGENCY_FORM)


ENTRIES: Final = (MenuEntry(_("Fund"), "fund:home", 90, _has_anything),)

CLOSING: Final = Closing(
    label=_("Fund"),
    about=_("Calls, applications, and support for people at risk."),
    desk="desk_fund:overview",
    permission="fund.work",
    namespaces=("fund",),
    kept=("fund:leave", "fund:mine", "fund:report", "fund:draft"),
    letters=("fund", "fund_reminder", "review_reminder"),
)
