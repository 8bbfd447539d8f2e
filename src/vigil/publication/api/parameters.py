"""The query parameters of the API, as its OpenAPI document describes them.

`api.validation` reads them, with the same form as every page.
"""

from typing import Any, Final

from ninja import Schema
from pydantic import Field, create_model

from vigil.publication.api.validation import DEFAULT_PAGE, LARGEST_PAGE
from vigil.publication.search import filters
from vigil.reading import codebook

DESCRIPTIONS: Final = {
    "q": "Names, places or words, in any spelling, script or language; or the id of a case.",
    "country": f"ISO 3166-1 alpha-3; `{filters.NO_COUNTRY}` for cases without a country.",
    "admin1": "State, province or region, as the record writes it.",
    "precision": "How finely the place is known.",
    "year_from": "First year.",
    "year_to": "Last year. A case counts where it lies wholly within.",
    "month": "Month as YYYY-MM.",
    "undated": "Cases of which no one year, or no one month, is reported.",
    "age_group": "The age of a person, in years. Everybody under 18 is in one group.",
    "years_to_check": "Years from the killing to the last check of the state of justice.",
    "years_to_judgement": "Years from the killing to the latest judgement.",
    "headline": "`on` for the cases of the headline count alone.",
    "bbox": "Part of the map in degrees: west,south,east,north. West may be greater than east.",
    "sort": (
        "`newest` or `oldest` first; undated cases come last. `country`: by its English name; "
        "`killed`: most people killed first; `changed`: the latest change first. Empty for newest "
        "first, and with `q` for the best match first."
    ),
}
EXAMPLES: Final = {
    "q": "rios quintero",
    "country": "MEX",
    "year_from": "2015",
    "year_to": "2020",
    "month": "2019-03",
    "headline": "on",
    "bbox": "-118,14,-86,33",
}
CHOICES: Final = {
    "precision": [*filters.PRECISIONS],
    "undated": ["year", "month"],
    "headline": ["on"],
    "sort": [*filters.ORDERS],
}


def _parameter(name: str) -> Any:
    known = codebook.current().fields.get(name) if name in filters.CODED else None
    coded = (
        [value for value, _label in filters.coded_choices(name)] if name in filters.CODED else []
    )
    choices = CHOICES.get(name) or coded
    extra: dict[str, Any] = {"enum": choices} if choices else {}
    if name in EXAMPLES:
        extra["example"] = EXAMPLES[name]
    description = DESCRIPTIONS.get(name) or (known.definition if known else "")
    return (str, Field("", description=description, json_schema_extra=extra))


def _text(description: str, **extra: Any) -> Any:
    return (str, Field("", description=description, json_schema_extra=extra))


_FILTER: dict[str, Any] = {name: _parameter(name) for name in filters.PARAMETERS}
_UNORDERED = {name: field for name, field in _FILTER.items() if name != "sort"}
_LABELS = _text("A language (en, es, fr, pt, ar): adds the words of each case in it.", example="es")
PAGING: dict[str, Any] = {
    "limit": _text(
        f"Results on a page, 0 to {LARGEST_PAGE}; {DEFAULT_PAGE} where it is left out.",
        example="50",
    ),
    "after": _text("Where the page begins: take it from the `next` of the page before."),
}

_COVERED: dict[str, Any] = {
    "country": _text("ISO 3166-1 alpha-3, several apart by commas.", example="MEX,COL"),
    "from": _text("First day, ISO 8601.", example="2019-01-01"),
    "to": _text("Last day, ISO 8601.", example="2020-12-31"),
}


def _asked(**fields: Any) -> Any:
    return create_model("Asked", __base__=Schema, **fields)


_cases: Any = _asked(**_FILTER, **PAGING, labels=_LABELS)
_points: Any = _asked(**_FILTER, **PAGING)
_facets: Any = _asked(**_UNORDERED)
_case: Any = _asked(labels=_LABELS)
_coverage: Any = _asked(**_COVERED)


class AskedCases(_cases):
    """What can be asked of the list of cases."""


class AskedPoints(_points):
    """What can be asked of the cases as GeoJSON."""


class AskedFacets(_facets):
    """What can be asked of the tallies."""


class AskedCase(_case):
    """What can be asked of one case."""


class AskedCoverage(_coverage):
    """What can be asked of the coverage."""
