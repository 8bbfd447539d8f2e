"""Serve the files of a figure: its table, what it states, its pictures and its citations."""

from collections.abc import Callable
from typing import Final

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from vigil.charts.cards.figures import CARD, SHEET, SQUARE, PictureSize, figure_png
from vigil.publication.api.errors import for_programs
from vigil.publication.api.responses import JSON, conditional_answer, etag_of_content, site_of
from vigil.publication.api.validation import selection_of
from vigil.publication.downloads.citation_files import CITATION_FORMATS, citation_file
from vigil.publication.downloads.views.files import CSV
from vigil.publication.figures.figure_page import FigurePage, make_figure_page
from vigil.publication.figures.files import figure_csv, figure_json
from vigil.publication.figures.kinds import KINDS
from vigil.publication.figures.pictures import PICTURE_FORMAT, available_fonts, picture_svg
from vigil.publication.record.columns import current

SVG: Final = "image/svg+xml; charset=utf-8"
PNG: Final = "image/png"

FileView = Callable[..., HttpResponseBase]


def _page(request: HttpRequest, key: str) -> FigurePage:
    """Return the figure that a request asks for. Raises Http404 where there is none."""
    if key not in KINDS:
        raise Http404
    columns = current()
    return make_figure_page(key, selection_of(request, columns), columns, site_of(request))


@for_programs
def cite(request: HttpRequest, key: str, form: str) -> HttpResponseBase:
    """Return the citation of a figure as BibTeX, RIS or CSL-JSON."""
    if form not in CITATION_FORMATS:
        raise Http404
    page = _page(request, key)
    return citation_file(page.work, form, page.file_name, request)


def _file(
    name: str,
    content_type: str,
    write: Callable[[FigurePage], bytes],
    finish: Callable[[bytes], bytes] = bytes,
) -> FileView:
    """Return a view of a file. `finish` is only called if the reader does not have the file yet.

    Its ETag is made of what was written: a figure depends on the record and on what was monitored.
    """

    def view(request: HttpRequest, key: str) -> HttpResponseBase:
        page = _page(request, key)
        written = write(page)

        def answer() -> HttpResponse:
            response = HttpResponse(finish(written), content_type=content_type)
            response["Content-Disposition"] = f'inline; filename="{page.file_name}-{name}"'
            response["Vigil-Filter"] = page.query
            response["Vigil-State"] = page.provenance.state
            response["Vigil-Status"] = page.provenance.status
            response["Link"] = f'<{page.site}{page.path()}>; rel="alternate"; type="text/html"'
            return response

        return conditional_answer(request, etag_of_content(_named(name, written)), answer)

    view.__doc__ = write.__doc__
    return for_programs(view)


def _named(name: str, written: bytes) -> bytes:
    """Return what an ETag is made of: each file of a figure has another."""
    return f"{name} {PICTURE_FORMAT} ".encode() + written


def _json(page: FigurePage) -> bytes:
    """Describe the figure."""
    return msgspec.json.encode(figure_json(page))


def _picture(size: PictureSize) -> Callable[[FigurePage], bytes]:
    def write(page: FigurePage) -> bytes:
        """Draw the figure."""
        return picture_svg(page, size).encode()

    return write


def _png(svg: bytes) -> bytes:
    return figure_png(svg.decode(), available_fonts())


table_csv = _file("table.csv", CSV, figure_csv)
metadata_json = _file("figure.json", JSON, _json)
chart_svg = _file("chart.svg", SVG, _picture(SHEET))
card_png = _file("card.png", PNG, _picture(CARD), _png)
square_png = _file("square.png", PNG, _picture(SQUARE), _png)
