"""State what two people saw when money was handed over in cash or by an intermediary."""

from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import WORK
from vigil.fund.models import Payment, Witness
from vigil.fund.parties import locking
from vigil.fund.parties.verbs import sealing
from vigil.fund.payments.models import PaymentWay
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.people.duplicate_accounts import require_two_people, seeming_one
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "payment_witness"


@transaction.atomic
def witness(payment: Payment, minor: int, on: date, seen: str, *, by: User) -> Witness:
    """State what one saw of a payment: how much was handed over, when, and what happened.

    `minor` is in the currency that was sent. A witness who states it again corrects it. Raises
    NotAllowed; Unfit with the field that is wrong; NeedsSecondPerson if they paid it, or seem to be
    the payer or the other witness; NotPossible if it was paid by bank, came back, or the party was
    removed.
    """
    require(by, WORK, payment)
    party = locking.locked(payment.tranche.grant.party)
    payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    _require_witnessed(payment)
    _require_other_person(payment, by)
    if minor <= 0:
        raise Unfit(_("The amount must be greater than zero."), "amount")
    if not payment.paid_on <= on <= timezone.localdate():
        raise Unfit(_("Choose a day from the payment until today."), "on")
    if not seen.strip():
        raise Unfit(_("Write what you saw. It is kept encrypted."), "seen")
    row, _new = Witness.objects.update_or_create(
        payment=payment, by=by, defaults={"minor": minor, "on": on, "at": timezone.now()}
    )
    sealing.write(party, KIND, row.uid, "seen", seen, by=by)
    after = {"on": str(on), "same": minor == payment.sent_minor}
    record("witness_payment", KIND, row.uid, by=by, after=after)
    return row


@transaction.atomic
def open_statement(row: Witness, *, by: User, why: str) -> str:
    """Open what a witness saw; the opening is recorded. Raises NotAllowed, NotPossible."""
    require(by, WORK, row.payment)
    party = row.payment.tranche.grant.party
    return sealing.read(party, KIND, row.uid, "seen", by=by, why=why)


def _require_witnessed(payment: Payment) -> None:
    if payment.way == PaymentWay.BANK:
        raise NotPossible(_("A transfer by bank needs no witness. Add the proof of transfer."))
    if payment.reverses_id or Payment.objects.filter(reverses=payment).exists():
        raise NotPossible(_("This payment was reversed already."))


def _require_other_person(payment: Payment, by: User) -> None:
    if seeming_one(by, [payment.by_id]):
        raise NeedsSecondPerson(
            _(
                "You, or somebody with your browser or mailbox, recorded this payment. Two other "
                "people have to witness it."
            )
        )
    for row in payment.witnesses.exclude(by=by).select_related("by"):
        require_two_people(row.by, by)


LOG: Final = LogWords(
    verbs={
        "witness_payment": pgettext_lazy("decision", "state what one saw of a payment"),
    },
    kinds={
        "payment_witness": pgettext_lazy("decision", "witness of a payment"),
    },
    parts={
        "same": pgettext_lazy("decision", "the amount that was sent"),
    },
)
