"""Addresses of the lists, figures and files of a selection."""

from dataclasses import dataclass
from typing import Any, Self

from django.urls import reverse

from vigil.publication.search.selection import Selection


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses of a selection and of its parts, looked up once for each page."""

    selection: Selection
    cases: str
    figures: str
    people: str

    @classmethod
    def of(cls, selection: Selection) -> Self:
        """Look up the addresses in the language of the page."""
        return cls(selection, reverse("cases"), reverse("figures"), reverse("people_of_cases"))

    def list(self, **changes: Any) -> str:
        """Return the address of the list, with parameters changed (None removes one)."""
        return with_query(self.cases, self.selection.query(**changes))

    def people_killed(self, **changes: Any) -> str:
        """Return the address of the list of people killed, with parameters changed."""
        return with_query(self.people, self.selection.query(**changes))

    def figures_of(self, **changes: Any) -> str:
        """Return the address of the figures, with parameters changed (None removes one)."""
        return with_query(self.figures, self.selection.query(**changes))

    def figure(self, key: str) -> str:
        """Return the address of one figure of the selection."""
        return with_query(reverse("figure", args=[key]), self.selection.query())


def with_query(path: str, query: str) -> str:
    """Return a path with its query, or the path alone without a query."""
    return f"{path}?{query}" if query else path
