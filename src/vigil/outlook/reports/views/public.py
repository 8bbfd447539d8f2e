"""Public pages of the outlook and its reports: editions and their sources."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.outlook.models import ReportEdition
from vigil.outlook.overview.listing import overview_sections
from vigil.outlook.reports import queries
from vigil.outlook.reports.edition_files import DATA, EPUB, MANIFEST, PDF, SNAPSHOT, media_of
from vigil.publication.api.responses import (
    conditional_answer,
    json_answer,
    open_to_programs,
    site_of,
)


@cache_control(no_cache=True)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what the outlook is, and list its pages."""
    reports = queries.public_reports()
    context = {
        "reports": reports,
        "current": reports[0] if reports else None,
        "parts": overview_sections(),
    }
    return render(request, "outlook/overview/home.html", context)


@cache_control(no_cache=True)
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """List the published reports."""
    return render(request, "outlook/reports/public.html", {"reports": queries.public_reports()})


@cache_control(no_cache=True)
@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Redirect to the newest edition of a report."""
    number = queries.newest_number(slug)
    if number is None:
        raise Http404
    return redirect("outlook:edition", slug, number)


@cache_control(no_cache=True)
@require_safe
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show a frozen edition with its errata."""
    row = _edition(slug, number)
    newest = queries.newest_number(slug)
    context: dict[str, Any] = {
        "edition": row,
        "entry": queries.entry_of(row),
        "body": queries.body_of(row),
        "errata": queries.errata_of(row),
        "newest": newest if newest != row.number else None,
        "others": list(row.report.editions.values_list("number", "at")),
        "files": _files(row),
        "cited": queries.citation_state_text(row, request.GET.get("state", "")),
    }
    return render(request, "outlook/reports/edition.html", context)


def _files(row: ReportEdition) -> dict[str, str]:
    names = {PDF: "pdf", EPUB: "epub", DATA: "data", SNAPSHOT: "snapshot", MANIFEST: "manifest"}
    there = row.files.filter(name__in=names).values_list("name", "sha256")
    return {names[name]: digest for name, digest in there}


@open_to_programs
def file(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponseBase:
    """Return a file of an edition, unchanged."""
    found = queries.file_of(_edition(slug, number), name)
    if found is None:
        raise Http404
    content, digest = found

    def make() -> HttpResponse:
        response = HttpResponse(content, content_type=media_of(name))
        shown = name == PDF or media_of(name).startswith("image/")
        disposition = "inline" if shown else "attachment"
        response["Content-Disposition"] = f'{disposition}; filename="{slug}-{number}-{name}"'
        return response

    return conditional_answer(request, quote_etag(digest[:32]), make)


@open_to_programs
def paragraph(request: HttpRequest, slug: str, number: int, uid: str) -> HttpResponseBase:
    """Return one paragraph of an edition as JSON, with its sources and its citation."""
    row = _edition(slug, number)
    found = queries.paragraph_in(row, uid)
    if found is None:
        raise Http404
    return json_answer(request, queries.cited_paragraph(row, found, site_of(request)))


def _edition(slug: str, number: int) -> ReportEdition:
    row = queries.edition_at(slug, number)
    if row is None:
        raise Http404
    return row
