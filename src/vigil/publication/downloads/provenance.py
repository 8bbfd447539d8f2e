"""What every file states about itself: its view, the state of the record, and its licence."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.publication.record.columns import Columns
from vigil.publication.record.queries import count_verified
from vigil.publication.search.selection import Selection
from vigil.reading import codebook
from vigil.trust.organisation.queries import organisation

STATUS: Final = "provisional"
"""A view changes with its cases. Only a release does not change."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """The source of a file. `query` is the query string of its selection in its fixed order.

    `verified` of its cases were verified by this installation. The others were
    compiled from published sources.
    """

    count: int
    verified: int
    query: str
    phrases: tuple[str, ...]
    state: str
    codebook: str
    day: date
    licence: str
    status: str = STATUS

    @property
    def filter_in_words(self) -> str:
        """The filter in the language of the request."""
        return "; ".join(self.phrases) or _("all published cases, without a filter")

    def as_json(self, address: str) -> dict[str, Any]:
        """Write it for a file or an answer. `address` is that of the view."""
        return {
            "source": address,
            "count": self.count,
            "verified_here": self.verified,
            "not_yet_verified_here": self.count - self.verified,
            "filter": self.query,
            "filter_in_words": self.filter_in_words,
            "state": self.state,
            "codebook": self.codebook,
            "day": self.day.isoformat(),
            "licence": self.licence,
            "status": self.status,
        }


def state_of(columns: Columns) -> str:
    """Return the name of the state of the public record, as files and citations state it."""
    return f"{columns.version}-{columns.token[:8]}" if columns.token else "0"


def provenance_of(selection: Selection, columns: Columns, count: int | None = None) -> Provenance:
    """Return the provenance of a file of this selection that is written now."""
    mask = selection.mask(columns)
    return Provenance(
        count=int(mask.sum()) if count is None else count,
        verified=count_verified(columns, mask),
        query=selection.query(),
        phrases=tuple(selection.phrases()),
        state=state_of(columns),
        codebook=codebook.current().version,
        day=timezone.localdate(),
        licence=organisation().data_licence,
    )
