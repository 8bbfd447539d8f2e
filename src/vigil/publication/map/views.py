"""The page of the map, and the points for the map that moves."""

import hashlib
from typing import Any, cast

import numpy as np
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override
from django.views.decorators.http import condition, require_safe

from vigil.publication.map import shapes
from vigil.publication.map.coverage import map_coverage
from vigil.publication.map.marks import MarkedPlace
from vigil.publication.map.page import label_of, list_url, map_of, url_of
from vigil.publication.map.places import Places, places_of
from vigil.publication.record.columns import current
from vigil.publication.record.labels import country_name
from vigil.publication.search.filters import NO_COUNTRY
from vigil.publication.search.page_context import read_selection
from vigil.publication.search.selection import Selection
from vigil.publication.search.unknown_parameters import refuse_unknown_parameters

WITH_WORKER: dict[str, list[str]] = {
    **cast(dict[str, list[str]], settings.SECURE_CSP),
    "worker-src": [CSP.SELF],
}
"""The map that moves needs a worker, which is one of our own files."""


@csp_override(WITH_WORKER)
@cache_control(no_cache=True)
@require_safe
@refuse_unknown_parameters()
def map_page(request: HttpRequest) -> HttpResponse:
    """Show the map of the selected cases, with a table of the same numbers."""
    columns = current()
    selection, context = read_selection(request, columns)
    mask = selection.mask(columns)
    places = places_of(columns, mask)
    watched = map_coverage(selection, columns, mask)
    context |= {
        "map": map_of(selection, places, watched.nowhere),
        "monitored": watched,
        "list_url": list_url(selection),
        "unplaced_url": list_url(selection, country=NO_COUNTRY),
        "points_url": f"{reverse('map_points')}?{selection.query()}",
        "list_query": selection.query(bbox=None, precision="point"),
    }
    return render(request, "publication/map/map.html", context)


def _version(request: HttpRequest) -> str | None:
    """Return the ETag of an answer: of the record, the language, the selection and coverage."""
    columns = current()
    if not columns.token:
        return None
    selection = Selection.from_query(request.GET, columns)
    nowhere = map_coverage(selection, columns, selection.mask(columns)).nowhere
    parts = f"{columns.token}/{get_language()}/{selection.query()}/{sorted(nowhere)}"
    return f'"{hashlib.sha256(parts.encode()).hexdigest()[:32]}"'


@cache_control(no_cache=True)
@require_safe
@condition(etag_func=_version)
def map_points(request: HttpRequest) -> HttpResponse:
    """Return the marks for the map that moves: points, rings and numbers of the selection.

    Cases at the same coordinates are one point with their number. Points stand by country, which
    is "" where none or several are reported there. Coordinates are those of the public record,
    which are coarse.
    """
    columns = current()
    selection = Selection.from_query(request.GET, columns)
    mask = selection.mask(columns)
    places = places_of(columns, mask)
    answer = {
        "count": places.total,
        "points": _points(places),
        "rings": [_told(selection, spot) for spot in places.rings],
        "numbers": [_told(selection, spot) for spot in places.numbers],
        "unmonitored": sorted(map_coverage(selection, columns, mask).nowhere),
        "names": {code: country_name(code) for code in shapes.countries().by_code if code},
    }
    return JsonResponse(answer)


def _points(places: Places) -> dict[str, list[tuple[float, float, int]]]:
    """Return the points of each country: longitude, latitude, cases."""
    points, at, counts = np.unique(
        places.lon + 1j * places.lat, return_inverse=True, return_counts=True
    )
    first = np.full(len(points), len(places.codes))
    last = np.full(len(points), -1)
    np.minimum.at(first, at, places.country)
    np.maximum.at(last, at, places.country)
    found: dict[str, list[tuple[float, float, int]]] = {}
    rows = zip(points.tolist(), counts.tolist(), first.tolist(), last.tolist(), strict=True)
    for point, count, one, other in rows:
        code = places.codes[one] if one == other else ""
        found.setdefault(code, []).append((point.real, point.imag, count))
    return found


def _told(selection: Selection, spot: MarkedPlace) -> dict[str, Any]:
    return {
        "lon": spot.lon,
        "lat": spot.lat,
        "n": spot.count,
        "label": label_of(spot),
        "url": url_of(selection, spot),
    }
