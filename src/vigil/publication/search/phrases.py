"""What a selection asks for, in words: one phrase for each parameter."""

from collections.abc import Callable
from typing import Any, Final

from django.utils.text import slugify
from django.utils.translation import gettext as _

from vigil.language.punctuation import beside
from vigil.publication.record.labels import country_name, date_text, field_label, value_label
from vigil.publication.record.people import NOT_REPORTED
from vigil.publication.search import filters


def label_in_words(name: str) -> str:
    """Return what a parameter asks for, to begin a sentence."""
    own = {
        "country": _("Country"),
        "admin1": _("State, province or region"),
        "bbox": _("A place precise enough for the map"),
        "year_from": _("The year"),
        "year_to": _("The year"),
        "month": _("The month"),
    }
    return own.get(name) or field_label(name)


def _value_phrase(name: str) -> Callable[[str], str]:
    def phrase(value: str) -> str:
        text = _("not reported") if value in NOT_REPORTED else value_label(name, value)
        return beside(field_label(name), text)

    return phrase


def phrase_of(name: str, value: Any) -> str:
    """Return a parameter with its value in words."""
    return _PHRASES[name](value)


SAY_ENOUGH: Final = frozenset({"target_category", "gender", "method", "outcome"})
"""Parameters whose values are understood without the name of the field."""


def short_phrase_of(name: str, value: Any) -> str:
    """Return a parameter with its value in the words of a title."""
    if name == "headline":
        return _("Headline count")
    if name in SAY_ENOUGH and value not in NOT_REPORTED:
        return value_label(name, value)
    return phrase_of(name, value)


def file_name_part(name: str, value: Any) -> str:
    """Return a parameter with its value in ASCII, for the name of a file; empty for none."""
    if name == "sort":
        return ""
    if name in ("headline", "bbox"):
        return name
    told = str(value) if name in ("country", "admin1", "month") else f"{name} {value}"
    return slugify(told.replace("_", " "))


_PHRASES: dict[str, Callable[[Any], str]] = {
    "headline": lambda _on: _(
        "a specific person was targeted and a link to organised crime is at least credibly alleged"
    ),
    "q": lambda text: _("a name, place or word like “%(name)s”") % {"name": text},
    "country": lambda code: (
        _("country not reported") if code == filters.NO_COUNTRY else country_name(code)
    ),
    "admin1": lambda name: (
        _("state, province or region not reported") if name == filters.NO_COUNTRY else str(name)
    ),
    "precision": lambda value: str(dict(filters.precision_choices())[value]),
    "year_from": lambda year: _("from %(year)s") % {"year": year},
    "year_to": lambda year: _("up to %(year)s") % {"year": year},
    "month": date_text,
    "undated": lambda what: str(dict(filters.undated_choices())[what]),
    **{name: _value_phrase(name) for name in filters.CODED},
    "bbox": lambda box: (
        _("between %(south)s° and %(north)s° north, %(west)s° and %(east)s° east")
        % dict(zip(("west", "south", "east", "north"), map(filters.degrees, box), strict=True))
    ),
}
