"""Read the filter of a page: the list, the map and the figures show the same selection."""

from typing import Any

from django.http import HttpRequest

from vigil.publication.downloads.cite_and_download import shared_view_of
from vigil.publication.record.columns import Columns
from vigil.publication.record.queries import count_verified
from vigil.publication.search.filters import CaseFilter
from vigil.publication.search.selection import Selection


def read_selection(request: HttpRequest, columns: Columns) -> tuple[Selection, dict[str, Any]]:
    """Return the selection that a page asks for, and what its template needs of it."""
    form = CaseFilter(request.GET, columns)
    selection = Selection.of_form(form)
    mask = selection.mask(columns)
    verified = count_verified(columns, mask)
    return selection, {
        "form": form,
        "selection": selection,
        "phrases": selection.phrases(),
        "not_reported": selection.not_reported(columns),
        "verified": verified,
        "compiled": int(mask.sum()) - verified,
        "filtered": not selection.is_everything,
        "shared_view": shared_view_of(request, selection, columns),
    }
