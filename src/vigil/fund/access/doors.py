"""The public forms of the fund, and which roles must be filled before each opens."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from vigil.trust.models import Role
from vigil.trust.rooms.doors import Door

EMERGENCY_FORM: Final = Door("emergency", _("Help at once"), (Role.FUND_OFFICER,), people=2)
"""Its page says that two people decide."""
APPLICATION_FORM: Final = Door("application", _("Applications to the fund"), (Role.FUND_OFFICER,))
