"""Record that money arrived, as its payee says on their own page or to an officer."""

from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import WORK
from vigil.fund.messages.verbs import close_settled
from vigil.fund.models import Message, Payment
from vigil.fund.parties import locking
from vigil.fund.payments.verbs.tranches import locked
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "grant"


@transaction.atomic
def confirm_receipt(payment: Payment, on: date, *, by: User | None = None) -> Payment:
    """Record on which day a payment arrived; `by` is None if the payee says it on their own page.

    Saying the same day again changes nothing. What the payee told of it as missing is closed.
    Raises NotAllowed; NotPossible if the payment is a reversal, was reversed, or was received on
    another day; Unfit if the day is before the payment or yet to come.
    """
    if by is not None:
        require(by, WORK, payment.tranche)
    grant = locked(payment.tranche.grant)
    row = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    locking.locked(grant.party)
    if row.received_on == on:
        return row
    if row.reverses_id or Payment.objects.filter(reverses=row).exists():
        raise NotPossible(_("This payment came back to us. An officer will write to you."))
    if row.received_on is not None:
        raise NotPossible(
            _("It was noted already that this arrived on %(day)s.") % {"day": row.received_on}
        )
    if not row.paid_on <= on <= timezone.localdate():
        raise Unfit(_("Choose a day between the day it was sent and today."), "on")
    row.received_on = on
    row.save(update_fields=["received_on"])
    close_settled(Message.About.NOT_ARRIVED, payment=row)
    after = {"tranche": row.tranche.number, "on": str(on)}
    record("confirm_receipt", KIND, grant.uid, by=by, after=after)
    return row


LOG: Final = LogWords(
    verbs={
        "confirm_receipt": pgettext_lazy("decision", "confirm that money arrived"),
    },
)
