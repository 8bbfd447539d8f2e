"""Read the filter of a page: the list, the map and the figures show the same selection."""

from typing import Any

from django.http import HttpRequest

from vigil.publication.downloads.cite_and_download import shared_view_of
from vigil.publication.record.columns import Columns
from vigil.publication.record.queries import count_verified
from vigil.publication.search.filter_panel import filter_panel
from vigil.publication.search.selection import Selection


def read_selection(
    request: HttpRequest, columns: Columns, *, of_people: bool = False
) -> tuple[Selection, dict[str, Any]]:
    """Return the selection that a page asks for, and what its template needs of it.

    With `of_people`, the filters count the people killed.
    """
    selection = Selection.from_query(request.GET, columns)
    chosen = selection.chosen(columns)
    mask = chosen.cases
    verified = count_verified(columns, mask)
    typed = request.GET.get("country", "")
    return selection, {
        "panel": filter_panel(selection, columns, request.path, typed, of_people=of_people),
        "selection": selection,
        "n_cases": int(mask.sum()),
        "n_people": int((chosen.people & columns.people.killed).sum()),
        "phrases": selection.phrases(),
        "not_reported": selection.not_reported(columns),
        "verified": verified,
        "compiled": int(mask.sum()) - verified,
        "filtered": not selection.is_everything,
        "shared_view": shared_view_of(request, selection, columns),
    }
