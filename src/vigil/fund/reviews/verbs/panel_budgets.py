"""Set how much a panel can award in a call."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access import rules
from vigil.fund.models import Call, PanelBudget
from vigil.trust.access.errors import Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords


@transaction.atomic
def set_panel_budget(call: Call, minor: int, *, by: User) -> PanelBudget:
    """Set how much a panel can award in a call, in the minor unit of its currency.

    Raises NotAllowed; Unfit if it is not more than nothing.
    """
    require(by, rules.WORK)
    if minor <= 0:
        raise Unfit(_("The amount must be greater than zero."), "budget")
    row, _new = PanelBudget.objects.update_or_create(call=call, defaults={"minor": minor})
    after = {"minor": minor, "currency": call.currency}
    record("set_panel_budget", "call", call.slug, by=by, after=after)
    return row


LOG: Final = LogWords(
    verbs={
        "set_panel_budget": pgettext_lazy("decision", "set what a panel can award"),
    },
)
