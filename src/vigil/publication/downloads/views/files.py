"""Serve a selection as a file or a feed: the address of the list with another ending."""

import tempfile
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from vigil.publication.api.errors import for_programs
from vigil.publication.api.responses import (
    as_json,
    conditional_answer,
    etag_of,
    site_of,
)
from vigil.publication.api.validation import selection_of
from vigil.publication.downloads import files
from vigil.publication.downloads.geojson import GEOJSON
from vigil.publication.downloads.provenance import Provenance, provenance_of
from vigil.publication.feeds.case_feed import case_feed
from vigil.publication.record.columns import Columns, current
from vigil.publication.search.selection import Selection

CSV: Final = "text/csv; charset=utf-8; header=present"
CSVM: Final = "application/csvm+json"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SPOOLED: Final = 1 << 20

Maker = Callable[["FileRequest"], HttpResponseBase]


class FileRequest:
    """A request for a file, with the selection that it asks for. Raises BadQuery."""

    def __init__(self, request: HttpRequest) -> None:
        """Read the request with the present version of the record."""
        self.request = request
        self.columns: Columns = current()
        self.selection: Selection = selection_of(request, self.columns)
        self.site = site_of(request)
        self.query = self.selection.query()

    @property
    def pks(self) -> list[int]:
        """The keys of the cases, in the order asked for."""
        pks: list[int] = self.columns.pk[self.selection.rows(self.columns)].tolist()
        return pks

    def address(self, view: str) -> str:
        """Return the address of this selection in another form."""
        return self.site + reverse(view) + (f"?{self.query}" if self.query else "")

    def provenance(self, count: int) -> Provenance:
        """Return the provenance of the file."""
        return provenance_of(self.selection, self.columns, count)


def _file(make: Maker) -> Callable[[HttpRequest], HttpResponseBase]:
    """Return a view that serves what `make` writes, with an ETag of the state of the record."""

    def view(request: HttpRequest) -> HttpResponseBase:
        asked = FileRequest(request)
        return conditional_answer(request, etag_of(request, asked.columns), lambda: make(asked))

    view.__doc__ = make.__doc__
    return for_programs(view)


def _described[T: HttpResponseBase](
    response: T, asked: FileRequest, provenance: Provenance, ending: str, of: str = "cases"
) -> T:
    """Add the provenance and the file name to the headers of an answer."""
    response["Vigil-Count"] = str(provenance.count)
    response["Vigil-Filter"] = provenance.query
    response["Vigil-State"] = provenance.state
    response["Vigil-Codebook"] = provenance.codebook
    response["Vigil-Day"] = provenance.day.isoformat()
    response["Vigil-Status"] = provenance.status
    response["Vigil-Licence"] = quote(provenance.licence, safe="/:.-+ ")
    described = asked.address("cases_csv_metadata")
    response["Link"] = ", ".join(
        [
            *([f'<{described}>; rel="describedby"; type="{CSVM}"'] if of == "cases" else []),
            f'<{asked.address("cases")}>; rel="alternate"; type="text/html"',
        ]
    )
    name = f"vigil-{of}-{provenance.day.isoformat()}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _csv(asked: FileRequest) -> HttpResponseBase:
    """Write the selection as CSV."""
    pks = asked.pks
    response = StreamingHttpResponse(files.csv_of(pks, asked.site), content_type=CSV)
    return _described(response, asked, asked.provenance(len(pks)), "csv")


def _people_csv(asked: FileRequest) -> HttpResponseBase:
    """Write the people of the selection as CSV."""
    pks = asked.pks
    written = files.people_csv_of(pks, asked.selection.asked)
    response = StreamingHttpResponse(written, content_type=CSV)
    return _described(response, asked, asked.provenance(len(pks)), "csv", of="people")


def _metadata(asked: FileRequest) -> HttpResponseBase:
    """Describe the CSV file of the selection: its columns, and where it comes from."""
    metadata = files.metadata_of(asked.provenance(len(asked.pks)), asked.address("cases_csv"))
    return as_json(metadata, content_type=CSVM)


def _geojson(asked: FileRequest) -> HttpResponseBase:
    """Write the selection as GeoJSON."""
    pks = asked.pks
    provenance = asked.provenance(len(pks))
    written = files.geojson_of(pks, asked.site, provenance, asked.address("cases"))
    response = StreamingHttpResponse(written, content_type=GEOJSON)
    return _described(response, asked, provenance, "geojson")


def _xlsx(asked: FileRequest) -> HttpResponseBase:
    """Write the selection as a workbook."""
    pks = asked.pks
    provenance = asked.provenance(len(pks))
    book = tempfile.SpooledTemporaryFile(SPOOLED)  # noqa: SIM115 (the response closes it)
    address, people = asked.address("cases"), asked.selection.asked
    files.write_xlsx(book, pks, asked.site, provenance, address, people)
    book.seek(0)
    return _described(FileResponse(book, content_type=XLSX), asked, provenance, "xlsx")


def _atom(asked: FileRequest) -> HttpResponseBase:
    """Write the newest changes in the selection as an Atom feed."""
    return case_feed(asked.request, asked.selection, asked.columns)


cases_csv = _file(_csv)
people_csv = _file(_people_csv)
cases_csv_metadata = _file(_metadata)
cases_geojson = _file(_geojson)
cases_xlsx = _file(_xlsx)
cases_atom = _file(_atom)
