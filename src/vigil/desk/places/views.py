"""Answers for whoever types a place: suggestions as JSON, and a map as SVG."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from vigil.desk.places.nearby_map import NOTHING, nearby_map
from vigil.desk.screens.access import desk_view
from vigil.desk.screens.labels import country_name
from vigil.language.punctuation import in_a_row
from vigil.reading.intake.gazetteer import Place
from vigil.reading.intake.gazetteer.suggesting import suggest

LONGEST = 100
PRECISIONS = frozenset(("country", "admin1", "admin2", "town", "neighbourhood"))
"""Kinds of places that are values of the precision of a place, too."""


@desk_view()
@require_safe
def places(request: HttpRequest) -> HttpResponseBase:
    """Suggest places for what somebody typed (`q`), those of a country first (`country`)."""
    typed = request.GET.get("q", "")[:LONGEST]
    found = suggest(typed, request.GET.get("country", ""))
    return JsonResponse({"places": [_suggestion(place) for place in found]})


@desk_view()
@require_safe
def place_map(request: HttpRequest) -> HttpResponseBase:
    """Draw the surroundings of a point (`lat`, `lon`), with the `name` of the place.

    Of what is no point on earth there is nothing to draw.
    """
    lat, lon = _degrees(request, "lat", 90), _degrees(request, "lon", 180)
    name = request.GET.get("name", "")[:LONGEST]
    drawn = NOTHING if lat is None or lon is None else nearby_map(lat, lon, name)
    return HttpResponse(drawn, content_type="image/svg+xml")


def _degrees(request: HttpRequest, name: str, most: int) -> float | None:
    try:
        number = float(request.GET.get(name, ""))
    except ValueError:
        return None
    return number if abs(number) <= most else None


def _suggestion(place: Place) -> dict[str, Any]:
    divisions = [place.admin2, place.admin1, country_name(place.country)]
    within = [name for name in dict.fromkeys(divisions) if name and name != place.name]
    return {
        "name": place.name,
        "within": in_a_row(within),
        "admin1": place.admin1 or "",
        "admin2": place.admin2 or "",
        "country": place.country,
        "precision": place.kind if place.kind in PRECISIONS else "",
        "lat": place.lat,
        "lon": place.lon,
        "geonames_id": place.geonames_id,
    }
