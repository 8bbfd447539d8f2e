"""What the screen of a case, its acts and their forms read of the case."""

from dataclasses import dataclass
from functools import cached_property

from vigil.casefile.cases import queries
from vigil.casefile.cases.verbs.documents import documents_of
from vigil.casefile.matches.known_signs import KnownSigns
from vigil.casefile.models import AcceptedValue, Account, Basis, Case
from vigil.casefile.reports.claims import current_claims
from vigil.desk.cases.search import likely_same
from vigil.desk.screens.numbers import numbers_text
from vigil.reading import codebook
from vigil.trust.models import Upload

REMARKS = ("_evidence", "_as_of", "_basis")
"""Endings of fields that are remarks on another value. A source states that one."""
CITABLE = frozenset(
    name
    for name, field in codebook.current().fields.items()
    if field.public and not name.endswith(REMARKS)
)
"""The fields to whose values a source can be added."""


@dataclass
class CaseOnScreen:
    """A case as one answer shows it. Each property is read from the database once."""

    case: Case
    chosen_value: str = ""
    """The key of the accepted value that somebody chose to add a source to."""

    @cached_property
    def accounts(self) -> list[Account]:
        """The accounts in the case, and those suggested for it."""
        return queries.desk_accounts(self.case)

    @cached_property
    def inside(self) -> list[Account]:
        """The accounts in the case, without those that are only suggested."""
        return [account for account in self.accounts if not account.membership.suggested]

    @property
    def numbers(self) -> str:
        """How many its accounts say were killed and hurt, in words."""
        return numbers_text(claim for account in self.inside for claim in current_claims(account))

    @cached_property
    def likely_same(self) -> list[Case]:
        """Other cases that may be the same attack."""
        return likely_same(self.signs)

    @cached_property
    def signs(self) -> KnownSigns:
        """What is stored that connects it with other cases."""
        return KnownSigns(self.case)

    @cached_property
    def documents(self) -> list[Upload]:
        """The documents of the case."""
        return documents_of(self.case)

    @cached_property
    def values_with_sources(self) -> list[AcceptedValue]:
        """The accepted values to which a source can be added, in the order of the codebook."""
        order = {name: place for place, name in enumerate(codebook.current().fields)}
        rows = self.case.accepted.select_related("victim").filter(field__in=CITABLE)
        return sorted(
            (row for row in rows if row.victim is None or row.basis != Basis.RULE),
            key=lambda row: (row.victim.position + 1 if row.victim else 0, order[row.field]),
        )

    @cached_property
    def version(self) -> str:
        """The state of the case, which each form sends back."""
        return queries.version_of(self.case)
