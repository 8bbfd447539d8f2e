"""Payee, account and amount as somebody opened them to approve or to pay."""

from dataclasses import dataclass

from vigil.fund.payments import money
from vigil.fund.payments.verbs import approval_terms
from vigil.fund.payments.verbs.approval_terms import PaymentTerms
from vigil.trust.models import Decision, User


@dataclass(frozen=True)
class OpenedTerms:
    """What somebody opened to approve or pay, `of` which tranche or request (a uid)."""

    of: str
    terms: PaymentTerms
    by: User

    @property
    def seen(self) -> str:
        """How an approval of whoever opened it names it."""
        return self.terms.seen_by(self.by)

    @property
    def entered_by_you(self) -> bool:
        """Whether whoever opened it entered the account, so that two others approve."""
        return approval_terms.entered_account(self.terms.party, self.by)

    @property
    def amount(self) -> str:
        """How much is paid."""
        return money.format_amount(self.terms.minor, self.terms.currency)

    @property
    def account_changed(self) -> Decision | None:
        """When the account was entered last, and by whom."""
        return approval_terms.account_changed(self.terms.party)
