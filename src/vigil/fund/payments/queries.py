"""The payee, account and amount that somebody opened to approve or pay."""

from dataclasses import dataclass

from vigil.fund.payments import money
from vigil.fund.payments.verbs import approval_terms
from vigil.fund.payments.verbs.approval_terms import PaymentTerms
from vigil.trust.models import Decision, User


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
    def account_changed(self) -> Decision | None:
        """Return the decision that entered the account last."""
        return approval_terms.account_changed(self.terms.party)
