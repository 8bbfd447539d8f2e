"""Enter and change what donors give, for how long, and when they want a report."""

from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import MANAGE_FINANCE
from vigil.fund.models import Donor, DonorBudget
from vigil.fund.payments import money
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.trust.access.errors import Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "donor_budget"
LONGEST_TITLE: Final = 120


@transaction.atomic
def enter_budget(
    donor: Donor,
    title: str,
    minor: int,
    currency: str,
    starts_on: date,
    spend_by: date,
    report_due_on: date | None = None,
    *,
    by: User,
    row: DonorBudget | None = None,
) -> DonorBudget:
    """Enter a budget of a donor, or change one.

    `minor` is in minor units. Raises NotAllowed; Unfit with the field that is wrong; NotPossible if
    the title names somebody who is not shown.
    """
    require(by, MANAGE_FINANCE)
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise Unfit(
            _("Name the budget, in at most %(n)d characters.") % {"n": LONGEST_TITLE}, "title"
        )
    require_no_hidden_names(title)
    if minor <= 0:
        raise Unfit(_("The amount must be greater than zero."), "amount")
    if spend_by < starts_on:
        raise Unfit(_("The last day comes before the first one."), "spend_by")
    if report_due_on is not None and report_due_on < starts_on:
        raise Unfit(_("The report is due before the budget begins."), "report_due_on")
    new = row is None
    row = row or DonorBudget()
    row.donor, row.title, row.minor, row.currency = donor, title, minor, currency
    row.starts_on, row.spend_by, row.report_due_on = starts_on, spend_by, report_due_on
    row.save()
    after = {
        "amount": money.format_for_machines(minor, currency),
        "currency": currency,
        "spend_by": str(spend_by),
    }
    record("enter_budget" if new else "change_budget", KIND, str(row.pk), by=by, after=after)
    return row


LOG: Final = LogWords(
    verbs={
        "change_budget": pgettext_lazy("decision", "change a donor’s budget"),
        "enter_budget": pgettext_lazy("decision", "enter a donor’s budget"),
    },
    kinds={
        "donor_budget": pgettext_lazy("decision", "donor’s budget"),
    },
    parts={
        "spend_by": pgettext_lazy("decision", "to be spent by"),
    },
)
