"""Taking a view away: its address, its citation, and the same selection in every other form."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from vigil.publication.api.responses import site_of
from vigil.publication.downloads.provenance import Provenance, provenance_of
from vigil.publication.record.columns import Columns
from vigil.publication.search.selection import Selection

FILES: Final = (
    ("cases_csv", gettext_lazy("CSV, one row a case")),
    ("cases_xlsx", gettext_lazy("Excel workbook, cases and people")),
    ("cases_geojson", gettext_lazy("GeoJSON, for maps")),
    ("cases_atom", gettext_lazy("Atom feed of changes")),
    ("api:cases", gettext_lazy("JSON from the API")),
)


@dataclass(frozen=True, slots=True)
class DownloadLink:
    """One form of a view."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class SharedView:
    """A view as it can be cited and taken away."""

    address: str
    provenance: Provenance
    files: tuple[DownloadLink, ...]

    @property
    def citation(self) -> str:
        """The citation in words: what was counted, under which filter, of which state and day."""
        provenance = self.provenance
        return _(
            "Vigil: %(count)s cases (%(filter)s). State %(state)s of the record, %(status)s, "
            "seen %(day)s. %(address)s"
        ) % {
            "count": provenance.count,
            "filter": provenance.filter_in_words,
            "state": provenance.state,
            "status": _("provisional"),
            "day": date_format(provenance.day, "DATE_FORMAT"),
            "address": self.address,
        }


def shared_view_of(request: HttpRequest, selection: Selection, columns: Columns) -> SharedView:
    """Describe the view of a selection that a page shows.

    The address is that of the page in the language that has no prefix, with the selection
    written in one order, so that one view has one address.
    """
    site, query = site_of(request), selection.query()
    match = request.resolver_match
    name = match.url_name if match and match.url_name and not match.kwargs else "cases"
    with override("en"):
        path = reverse(name)
    return SharedView(
        address=site + path + (f"?{query}" if query else ""),
        provenance=provenance_of(selection, columns),
        files=tuple(_files(query)),
    )


def _files(query: str) -> Iterator[DownloadLink]:
    for name, label in FILES:
        yield DownloadLink(reverse(name) + (f"?{query}" if query else ""), str(label))
