"""The map as a page shows it: marks with their words and links, and the table beside them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.language.punctuation import in_a_row
from vigil.publication.map.land import Land, land
from vigil.publication.map.marks import Kind, Mark, MarkedPlace, place_marks
from vigil.publication.map.places import CountryRow, Places
from vigil.publication.map.projection import NARROW, MapView
from vigil.publication.record.labels import country_name
from vigil.publication.search.filters import NO_COUNTRY
from vigil.publication.search.selection import Selection

NAMED_COUNTRIES = 4
"""A mark names up to so many countries."""


@dataclass(frozen=True)
class MapMark:
    """A mark with its label for readers who do not see it, and the address of its cases."""

    mark: Mark
    kind: str
    label: str
    url: str


@dataclass(frozen=True)
class CountryShape:
    """A country on the drawing. It has a name if it has cases or is hatched."""

    path: str
    name: str = ""
    unmonitored: bool = False


@dataclass(frozen=True)
class MapCount:
    """A number of the table and the address of its cases. Zero has no link."""

    count: int
    url: str


@dataclass(frozen=True)
class MapTableRow:
    """A row of the table: a country, the address of its map, and its numbers."""

    name: str
    map_url: str
    total: MapCount
    point: MapCount
    admin1: MapCount
    country: MapCount


@dataclass(frozen=True)
class MapDrawing:
    """A drawing of the cases: land, and marks with their links."""

    view: MapView
    grounds: list[CountryShape]
    land: Land
    marks: list[MapMark]


@dataclass(frozen=True)
class MapPage:
    """Everything that the page of the map shows. One of the drawings is seen, by the screen."""

    wide: MapDrawing
    narrow: MapDrawing
    rows: list[MapTableRow]
    sums: MapTableRow
    places: Places


def map_of(selection: Selection, places: Places, unmonitored: frozenset[str]) -> MapPage:
    """Draw a selection. `unmonitored` has the codes of countries to hatch."""
    view = places.view(dict(selection.asked))
    return MapPage(
        wide=_drawing(selection, places, unmonitored, view),
        narrow=_drawing(selection, places, unmonitored, replace(view, size=NARROW)),
        rows=sorted((_row(selection, row) for row in places.rows), key=_by_name),
        sums=_sums(selection, places),
        places=places,
    )


def _drawing(
    selection: Selection, places: Places, unmonitored: frozenset[str], view: MapView
) -> MapDrawing:
    drawn = land(view)
    named = {row.code for row in places.rows} | unmonitored
    return MapDrawing(
        view=view,
        grounds=list(_country_shapes(drawn, named, unmonitored)),
        land=drawn,
        marks=[_shown(selection, mark) for mark in place_marks(view, places.spots(view))],
    )


def _country_shapes(
    drawn: Land, named: set[str], unmonitored: frozenset[str]
) -> Iterator[CountryShape]:
    """Yield the countries that have a name alone, and all others as one shape."""
    yield CountryShape("".join(path for code, path in drawn.countries.items() if code not in named))
    for code, path in drawn.countries.items():
        if code in named:
            yield CountryShape(path, country_name(code), code in unmonitored)


def _shown(selection: Selection, mark: Mark) -> MapMark:
    spot = mark.spot
    return MapMark(mark, str(spot.kind), label_of(spot), url_of(selection, spot))


def label_of(spot: MarkedPlace) -> str:
    """Return the label of a mark: how many cases are placed there, and how precisely."""
    if spot.kind is Kind.POINT:
        return _label_of_point(spot)
    country, division = spot.key
    if spot.kind is Kind.COUNTRY:
        text = ngettext(
            "%(n)d case placed only in %(place)s",
            "%(n)d cases placed only in %(place)s",
            spot.count,
        )
        return text % {"n": spot.count, "place": country_name(country)}
    place = _("%(division)s, %(country)s") % {
        "division": division,
        "country": country_name(country),
    }
    text = ngettext(
        "%(n)d case placed only to a state, province or region: %(place)s",
        "%(n)d cases placed only to a state, province or region: %(place)s",
        spot.count,
    )
    return text % {"n": spot.count, "place": place if division else country_name(country)}


def _label_of_point(spot: MarkedPlace) -> str:
    """Return the label of cases with a point. A mark of many countries does not name them all."""
    names = sorted(country_name(code) for code in spot.countries if code)
    if not names or len(names) > NAMED_COUNTRIES:
        text = ngettext(
            "%(n)d case placed here, to a town or district",
            "%(n)d cases placed here, to a town or district",
            spot.count,
        )
        return text % {"n": spot.count}
    text = ngettext(
        "%(n)d case placed here, to a town or district: %(countries)s",
        "%(n)d cases placed here, to a town or district: %(countries)s",
        spot.count,
    )
    return text % {"n": spot.count, "countries": in_a_row(names)}


def url_of(selection: Selection, spot: MarkedPlace) -> str:
    """Return the address of the list of the cases of a mark."""
    country, division = spot.key
    if spot.kind is Kind.POINT:
        return list_url(selection, precision="point", bbox=spot.bbox)
    if spot.kind is Kind.COUNTRY:
        return list_url(selection, country=country, precision="country")
    more = {"admin1": division} if division else {}
    return list_url(selection, country=country, precision="admin1", **more)


def list_url(selection: Selection, **more: object) -> str:
    """Return the address of the list of a selection, with parameters added."""
    return f"{reverse('cases')}?{selection.query(**more)}"


def _row(selection: Selection, row: CountryRow) -> MapTableRow:
    code = row.code or NO_COUNTRY
    return MapTableRow(
        name=country_name(row.code) if row.code else _("country not reported"),
        map_url=f"{reverse('map')}?{selection.query(country=code)}" if row.code else "",
        total=MapCount(row.total, list_url(selection, country=code)),
        point=MapCount(row.point, list_url(selection, country=code, precision="point")),
        admin1=MapCount(row.admin1, list_url(selection, country=code, precision="admin1")),
        country=MapCount(row.country, list_url(selection, country=code, precision="country")),
    )


def _by_name(row: MapTableRow) -> tuple[bool, str]:
    return (not row.map_url, row.name.casefold())


def _sums(selection: Selection, places: Places) -> MapTableRow:
    point, admin1, country = (
        sum(getattr(row, name) for row in places.rows) for name in ("point", "admin1", "country")
    )
    return MapTableRow(
        name="",
        map_url="",
        total=MapCount(places.total, list_url(selection)),
        point=MapCount(point, list_url(selection, precision="point")),
        admin1=MapCount(admin1, list_url(selection, precision="admin1")),
        country=MapCount(country, list_url(selection, precision="country")),
    )
