"""What the screen of a case, its acts and their forms read of the case."""

from dataclasses import dataclass
from functools import cached_property

from vigil.casefile.cases import queries
from vigil.casefile.cases.verbs.documents import documents_of
from vigil.casefile.models import Account, Case
from vigil.desk.cases.search import likely_same
from vigil.trust.models import Upload


@dataclass
class CaseOnScreen:
    """A case as one answer shows it. Each property is read from the database once."""

    case: Case

    @cached_property
    def accounts(self) -> list[Account]:
        """The accounts in the case, and those suggested for it."""
        return queries.desk_accounts(self.case)

    @cached_property
    def inside(self) -> list[Account]:
        """The accounts in the case, without those that are only suggested."""
        return [account for account in self.accounts if not account.membership.suggested]

    @cached_property
    def likely_same(self) -> list[Case]:
        """Other cases that may be the same attack."""
        return likely_same(self.case)

    @cached_property
    def documents(self) -> list[Upload]:
        """The documents of the case."""
        return documents_of(self.case)

    @cached_property
    def version(self) -> str:
        """The state of the case, which each form sends back."""
        return queries.version_of(self.case)
