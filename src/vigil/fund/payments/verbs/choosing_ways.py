"""Ask that a tranche is paid in cash or through an intermediary, where no bank is safe.

One officer asks, with the reason and the intermediary's name sealed. Two others approve the way
together with payee and amount (`approval_terms`).
"""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import WORK
from vigil.fund.models import Grant, Tranche
from vigil.fund.parties import locking
from vigil.fund.parties.verbs import sealing
from vigil.fund.payments.models import PaymentWay
from vigil.fund.payments.verbs import approval_terms, tranches
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "tranche"
REASON: Final = "way"


@transaction.atomic
def ask_for_way(
    tranche: Tranche, way: str, why: str = "", intermediary: str = "", *, by: User
) -> Tranche:
    """Set how a tranche is to be paid; approvals that were given become void.

    Raises NotAllowed; Unfit if the way is unknown, or the reason or the intermediary's name is
    missing; NotPossible if the tranche is paid or cancelled, or the party was removed.
    """
    require(by, WORK, tranche)
    _check(way, why, intermediary)
    grant = tranches.running(tranche.grant)
    party = locking.locked(grant.party)
    row = _locked(grant, tranche)
    approval_terms.void(row, by=by, fields=["way"])
    by_bank = way == PaymentWay.BANK
    row.way, row.way_asked_by = way, None if by_bank else by
    row.save(update_fields=["way", "way_asked_by"])
    said = {
        REASON: "" if by_bank else why,
        approval_terms.INTERMEDIARY: intermediary if way == PaymentWay.INTERMEDIARY else "",
    }
    for field, text in said.items():
        if text.strip():
            sealing.write(party, KIND, row.uid, field, text, by=by)
        else:
            sealing.drop(KIND, row.uid, field, why="it is paid in another way")
    record("ask_for_way", KIND, row.uid, by=by, after={"payment_way": way})
    return row


def _check(way: str, why: str, intermediary: str) -> None:
    if way not in PaymentWay.values:
        raise Unfit(_("Choose how the money travels."), "way")
    if way == PaymentWay.BANK:
        return
    if not why.strip():
        raise Unfit(_("Write why it cannot be paid by bank. It is kept encrypted."), "why")
    if way == PaymentWay.INTERMEDIARY and not intermediary.strip():
        raise Unfit(_("Name who carries the money. It is kept encrypted."), "intermediary")


def _locked(grant: Grant, tranche: Tranche) -> Tranche:
    row = grant.tranches.select_for_update().get(pk=tranche.pk)
    if row.state not in tranches.UNPAID:
        raise NotPossible(_("This tranche is %(state)s.") % {"state": row.get_state_display()})
    row.grant = grant
    return row


LOG: Final = LogWords(
    verbs={
        "ask_for_way": pgettext_lazy("decision", "ask how a tranche is paid"),
    },
    kinds={
        "tranche": pgettext_lazy("decision", "tranche"),
    },
    parts={
        "payment_way": pgettext_lazy("decision", "way of payment"),
    },
    codes={"payment_way": dict(PaymentWay.choices)},
    reasons={
        "it is paid in another way": pgettext_lazy("decision", "it is paid in another way"),
    },
)
