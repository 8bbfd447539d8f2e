"""The page about the data: files, the API, releases and the licence."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.casefile.models import Release
from vigil.publication.downloads.cite_and_download import shared_view_of
from vigil.publication.downloads.provenance import state_of
from vigil.publication.downloads.sheet_columns import COLUMNS, PEOPLE
from vigil.publication.record.columns import current
from vigil.publication.search.selection import Selection
from vigil.publication.search.unknown_parameters import refuse_unknown_parameters
from vigil.reading import codebook
from vigil.trust.organisation.queries import organisation

RELEASES_SHOWN = 50


@cache_control(no_cache=True)
@require_safe
@refuse_unknown_parameters()
def data(request: HttpRequest) -> HttpResponse:
    """List what can be downloaded, the API and the releases."""
    columns = current()
    selection = Selection.from_query(request.GET, columns)
    context = {
        "selection": selection,
        "phrases": selection.phrases(),
        "shared_view": shared_view_of(request, selection, columns),
        "count": int(selection.mask(columns).sum()),
        "state": state_of(columns),
        "codebook": codebook.current().version,
        "licence": organisation().data_licence,
        "releases": [_release(row) for row in Release.objects.all()[:RELEASES_SHOWN]],
        "columns": COLUMNS,
        "people": PEOPLE,
    }
    return render(request, "publication/downloads/data.html", context)


def _release(row: Release) -> dict[str, Any]:
    return {
        "number": row.number,
        "kind": row.get_kind_display(),
        "day": row.frozen_at,
        "codebook": row.codebook_version,
        "cases": (row.manifest.get("counts") or {}).get("cases"),
        "sha256": row.manifest.get("sha256", ""),
    }
