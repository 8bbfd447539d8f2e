"""Words for values in the language of the page: labels, countries, languages and dates."""

from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vigil.publication.record import bands
from vigil.reading.codebook.edtf import InvalidEdtf, parse
from vigil.reading.codebook.loading import current

NOT_IN_CLDR = {"XKX": "XK"}
"""Kosovo's user-assigned code, which CLDR lists only in its two-letter form."""

UNKNOWN = frozenset({"", "unknown", "unclear", "no_information"})
"""Values that mean that nothing is known."""


def field_label(field: str) -> str:
    """Return the name of a field of the codebook, or of a band, in the language of the page."""
    if field in bands.FIELDS:
        return str(bands.FIELDS[field][0])
    known = current().fields.get(field)
    return known.label(get_language() or "en") if known else field


def value_label(field: str, value: str, gender: str = "") -> str:
    """Return the codebook's label of a value in the language of the page.

    With the gender of a person, return the form for that person. A value of an older codebook,
    which has no label any more, is returned as it is.
    """
    if field in bands.FIELDS:
        return str(bands.FIELDS[field][1].get(value, value))
    known = current().fields.get(field)
    choice = known.values.get(value) if known else None
    return choice.label(get_language() or "en", gender) if choice else value


def choices(field: str) -> list[tuple[str, str]]:
    """List the values of a field with their labels, in the order of the codebook or of bands."""
    return list(_choices(field, get_language() or "en", current().version))


@cache
def _choices(field: str, language: str, version: str) -> tuple[tuple[str, str], ...]:
    """List them in the active language. Each form asks for a dozen fields, of few languages."""
    if field in bands.FIELDS:
        values = list(bands.FIELDS[field][1])
    else:  # of what was joined into another value there are no cases any more
        values = [key for key, value in current().fields[field].values.items() if not value.becomes]
    return tuple((key, capfirst(value_label(field, key))) for key in values)


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def country_name(code: str) -> str:
    """Return the name of a country (ISO 3166-1 alpha-3) in the language of the page."""
    two = NOT_IN_CLDR.get(code) or (get_global("territory_aliases").get(code) or [""])[0]
    return _locale(get_language() or "en").territories.get(two) or code


def language_name(tag: str) -> str:
    """Return the name of a language (BCP 47) in the language of the page."""
    main = tag.partition("-")[0].lower()
    return _locale(get_language() or "en").languages.get(main) or tag


def date_text(value: str) -> str:
    """Write an EDTF date in the language of the page, with the precision that it has."""
    if not value:
        return ""
    if "/" in value:
        first, _slash, last = value.partition("/")
        return _("between %(first)s and %(last)s") % {
            "first": date_text(first),
            "last": date_text(last),
        }
    try:
        read = parse(value)
    except InvalidEdtf:
        return value
    text = _by_precision(read.earliest, read.precision)
    if read.approximate:
        text = _("about %(date)s") % {"date": text}
    return _("%(date)s (uncertain)") % {"date": text} if read.uncertain else text


def _by_precision(first: date, precision: str) -> str:
    if precision == "year":
        return str(first.year)
    return date_format(first, "YEAR_MONTH_FORMAT" if precision == "month" else "DATE_FORMAT")


def publication_date(value: str) -> str:
    """Write the date of a report: an ISO date (a time may follow), a month or a year."""
    return date_text(value[:10])
