"""Keep what proves that money was sent, or handed over."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import WORK
from vigil.fund.applications.verbs import storing_files
from vigil.fund.models import ApplicationFile, Payment
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "payment"
FIELD: Final = "proof"


def attach_proof(payment: Payment, content: bytes, *, by: User, uid: str = "") -> ApplicationFile:
    """Keep the proof of a transfer, or the receipt of cash, sealed with the key of the party.

    Takes seconds: do not call it inside a transaction. With a `uid`, sending the same form twice
    keeps one file. Raises NotAllowed; FileRefused; NotPossible if the party was removed.
    """
    require(by, WORK, payment)
    party = payment.tranche.grant.party
    there = storing_files.keep_file(party, content, payment=payment, field=FIELD, uid=uid)
    with transaction.atomic():
        record("attach_proof", KIND, payment.uid, by=by, after={"kind": there.kind})
    return there


@transaction.atomic
def open_proof(file: ApplicationFile, *, by: User, why: str) -> bytes:
    """Open the file that proves a payment; the opening is recorded.

    Raises NotAllowed; NotPossible if it was removed, or the reason is missing.
    """
    require(by, WORK, file)
    return storing_files.open_file(file, by=by, why=why)


@transaction.atomic
def remove_proof(file: ApplicationFile, *, by: User) -> None:
    """Remove a file that was attached to the wrong payment. Its key is destroyed.

    Raises NotAllowed; NotPossible if it was removed, or proves no payment.
    """
    require(by, WORK, file)
    if file.payment is None or file.removed:
        raise NotPossible(_("This file was removed."))
    storing_files.remove_file(file, why="it proves another payment, or none")
    record("remove_proof", KIND, file.payment.uid, by=by)


LOG: Final = LogWords(
    verbs={
        "attach_proof": pgettext_lazy("decision", "add the proof of a payment"),
        "remove_proof": pgettext_lazy("decision", "remove the proof of a payment"),
    },
    kinds={
        "payment": pgettext_lazy("decision", "payment"),
    },
    reasons={
        "it proves another payment, or none": pgettext_lazy(
            "decision", "it proves another payment, or none"
        ),
    },
)
