"""What is opened to approve or pay, and what a payment still lacks."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.fund.models import ApplicationFile, Payment, Witness
from vigil.fund.payments import money
from vigil.fund.payments.verbs import approval_terms
from vigil.fund.payments.verbs.approval_terms import PaymentTerms
from vigil.trust.models import Decision, User

WITNESSES_NEEDED = 2
"""How many people have to see a payment in cash or through an intermediary."""


@dataclass(frozen=True)
class OpenedTerms:
    """Opened terms of a payment; `of` is the uid of the tranche or emergency request."""

    of: str
    terms: PaymentTerms
    by: User

    @property
    def seen(self) -> str:
        """Return the digest that an approval by this user must carry."""
        return self.terms.seen_by(self.by)

    @property
    def entered_by_you(self) -> bool:
        """Return whether this user entered the account, so that two others must approve."""
        return approval_terms.entered_account(self.terms.party, self.by)

    @property
    def amount(self) -> str:
        """Return the formatted amount."""
        return money.format_amount(self.terms.minor, self.terms.currency)

    @property
    def reference(self) -> str:
        """Return what the transfer of a tranche says to the bank, so that its line is found."""
        return reference_of(self.of) if self.terms.plan[0] == "tranche" else ""

    @property
    def account_changed(self) -> Decision | None:
        """Return the decision that entered the account last."""
        return approval_terms.account_changed(self.terms.party)


def reference_of(tranche_uid: str) -> str:
    """Return the reference of a tranche for the bank: it names nobody."""
    return tranche_uid[:10].upper()


def proofs_of(payment: Payment) -> list[ApplicationFile]:
    """Return the files that prove a payment, oldest first."""
    return [row for row in payment.files.all() if row.whole and not row.removed]


def has_proof(payment: Payment) -> bool:
    """Say whether a payment has a file: the proof of its transfer, or the receipt of cash."""
    return bool(proofs_of(payment))


def lacks(payment: Payment) -> list[str]:
    """Return sentences on what a payment lacks; the next tranche and closing wait for it.

    A transfer by bank needs its proof. Cash, and money through an intermediary, needs two witnesses
    who saw the sum that was sent, and a receipt: a file, or the word of the payee on their page.
    Nothing is lacking of a reversed payment, or of a party that was removed.
    """
    if _is_undone(payment) or payment.tranche.grant.party.is_removed:
        return []
    values = {"n": payment.tranche.number}
    if payment.way == Payment.Way.BANK:
        if has_proof(payment):
            return []
        return [
            _("The payment of tranche %(n)d has no proof of transfer. Add it to the payment.")
            % values
        ]
    missing = _lacks_witnesses(payment)
    if not has_proof(payment) and payment.received_on is None:
        missing.append(
            _(
                "Tranche %(n)d: the receipt is missing. Add it, or ask the payee to confirm on "
                "their page that the money arrived."
            )
            % values
        )
    return missing


def lacking(payments: QuerySet[Payment]) -> list[str]:
    """Return what these payments lack, in their order."""
    rows = payments.select_related("tranche__grant__party", "reversed_by")
    return [said for row in rows.prefetch_related("files", "witnesses__by") for said in lacks(row)]


def _is_undone(payment: Payment) -> bool:
    return payment.reverses_id is not None or hasattr(payment, "reversed_by")


def _lacks_witnesses(payment: Payment) -> list[str]:
    rows = list(payment.witnesses.all())
    agree = [row for row in rows if row.minor == payment.sent_minor]
    missing = [_saw_otherwise(row, payment) for row in rows if row not in agree]
    n = WITNESSES_NEEDED - len(agree)
    if n > 0:
        missing.append(
            ngettext(
                "Tranche %(number)d: %(n)d witness is missing.",
                "Tranche %(number)d: %(n)d witnesses are missing.",
                n,
            )
            % {"number": payment.tranche.number, "n": n}
        )
    return missing


def _saw_otherwise(row: Witness, payment: Payment) -> str:
    return _(
        "Tranche %(n)d: %(who)s saw %(seen)s handed over, and %(sent)s was recorded. Find out "
        "which is right, and correct the statement or reverse the payment."
    ) % {
        "n": payment.tranche.number,
        "who": row.by,
        "seen": money.format_amount(row.minor, payment.sent_currency),
        "sent": money.format_amount(payment.sent_minor, payment.sent_currency),
    }
