"""What every copy of the record says of itself: which view, of which state, under which terms."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.publication.record.columns import Columns
from vigil.publication.search.selection import Selection
from vigil.reading import codebook

STATUS: Final = "provisional"
"""A view of the running record changes as cases do; only a release does not."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a copy comes from. `query` is the canonical query string of its selection."""

    count: int
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
        """Write it for a file or an answer; `address` is that of the view."""
        return {
            "source": address,
            "count": self.count,
            "filter": self.query,
            "filter_in_words": self.filter_in_words,
            "state": self.state,
            "codebook": self.codebook,
            "day": self.day.isoformat(),
            "licence": self.licence,
            "status": self.status,
        }


def state_of(columns: Columns) -> str:
    """Name the state of the public record that an answer is made from."""
    return f"{columns.version}-{columns.token[:8]}" if columns.token else "0"


def provenance_of(selection: Selection, columns: Columns, count: int | None = None) -> Provenance:
    """Say where a copy of this selection, made now, comes from."""
    return Provenance(
        count=int(selection.mask(columns).sum()) if count is None else count,
        query=selection.query(),
        phrases=tuple(selection.phrases()),
        state=state_of(columns),
        codebook=codebook.current().version,
        day=timezone.localdate(),
        licence=settings.VIGIL_DATA_LICENCE,
    )
