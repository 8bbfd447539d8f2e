"""Labels of published numbers, in the language of the page."""

from django.utils.translation import gettext as _

from vigil.fund.models import Donor, Result
from vigil.fund.releases.suppression import (
    COMMUNITIES_REACHED,
    GRANTS_BY_REGION,
    GRANTS_BY_THEME,
    GRANTS_UNDER_PSEUDONYM,
    OUTCOMES_BY_THEME,
    PEOPLE_REACHED,
    format_years,
    years_of,
)
from vigil.network.profiles.labels import market_name, region_name, response_name


def region_label(code: str) -> str:
    """Return the name of a world region; a label for "no country" if empty."""
    return region_name(code) if code else _("no country said")


def theme_label(code: str) -> str:
    """Return the name of a market or kind of response, or empty."""
    return (market_name(code) if market_name(code) != code else response_name(code)) if code else ""


def result_evidence(code: str) -> str:
    """Return the label of a kind of evidence."""
    return str(Result.Evidence(code).label) if code in Result.Evidence.values else ""


def result_counted(code: str) -> str:
    """Return the label of how people were counted, or empty."""
    return str(Result.Counted(code).label) if code in Result.Counted.values else ""


def number_label(key: str, donors: dict[str, Donor]) -> str:
    """Return what a published number is about."""
    kind, _bar, rest = key.partition("|")
    if kind == GRANTS_BY_REGION:
        return _("Grants not listed: %(region)s") % {"region": region_label(rest)}
    if kind == GRANTS_BY_THEME:
        return _("Grants not listed, by theme: %(theme)s") % {"theme": theme_label(rest)}
    if kind == PEOPLE_REACHED:
        return _("People reached by grants not listed: %(region)s") % {"region": region_label(rest)}
    if kind == COMMUNITIES_REACHED:
        return _("Communities reached by grants not listed: %(region)s") % {
            "region": region_label(rest)
        }
    if kind == OUTCOMES_BY_THEME:
        return _("Agreed outcome statements of grants not listed: %(theme)s") % {
            "theme": theme_label(rest)
        }
    if kind == GRANTS_UNDER_PSEUDONYM:
        code, month, currency, band = rest.split("|")
        return _("Under other names: %(region)s, %(month)s, band %(band)s in %(currency)s") % {
            "region": region_label(code),
            "month": month,
            "band": int(band) + 1,
            "currency": currency,
        }
    donor, currency, _years = rest.split("|")
    said = _("Committed, not listed: %(donor)s, %(currency)s, %(years)s")
    if kind == "paid":
        said = _("Paid, not listed: %(donor)s, %(currency)s, %(years)s")
    name = donors[donor].name if donor in donors else donor
    return said % {"donor": name, "currency": currency, "years": format_years(years_of(key))}
