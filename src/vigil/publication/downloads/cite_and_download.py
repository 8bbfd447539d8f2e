"""How a view can be cited and downloaded: its address, its citation and its files."""

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
from vigil.trust.organisation.queries import organisation

FILES: Final = (
    ("cases_csv", gettext_lazy("CSV, one row a case")),
    ("people_csv", gettext_lazy("CSV, one row a person")),
    ("cases_xlsx", gettext_lazy("Excel workbook, cases and people")),
    ("cases_geojson", gettext_lazy("GeoJSON, for maps")),
    ("cases_atom", gettext_lazy("Atom feed of changes")),
    ("api:cases", gettext_lazy("JSON from the API")),
)


@dataclass(frozen=True, slots=True)
class DownloadLink:
    """The link to one file of a view."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class SharedView:
    """A view as it can be cited and downloaded."""

    address: str
    provenance: Provenance
    files: tuple[DownloadLink, ...]

    @property
    def citation(self) -> str:
        """The citation in words: the number of cases, the filter, the state and the day."""
        provenance = self.provenance
        return _(
            "%(publisher)s: %(count)s cases (%(filter)s). State %(state)s of the record, "
            "%(status)s, seen %(day)s. %(address)s"
        ) % {
            "publisher": organisation().name,
            "count": provenance.count,
            "filter": provenance.filter_in_words,
            "state": provenance.state,
            "status": _("provisional"),
            "day": date_format(provenance.day, "DATE_FORMAT"),
            "address": self.address,
        }


def shared_view_of(request: HttpRequest, selection: Selection, columns: Columns) -> SharedView:
    """Return how the view of a page can be cited and downloaded.

    Its address is in English, which has no prefix, and has its parameters in a fixed order. So one
    view has one address.
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
