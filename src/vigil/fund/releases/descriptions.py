"""Sentences in English that the files for others share: what a grant is, and what is left out."""

from typing import Final

from babel import Locale
from babel.core import get_global

from vigil.fund.releases.queries import ListedGrant, PublishedRelease, YearlyRemainder
from vigil.fund.releases.suppression import MIN_GRANTS, format_years
from vigil.reading.codebook.terms import markets, responses

NO_NAME: Final = "A person, whose name is not published"
UNLISTED: Final = (
    "Grants that are not listed one by one. A list of the people and groups who receive them could "
    "endanger them (reason 2: safety). This is one sum of the money of one donor in the years "
    f"named. It is published only if at least {MIN_GRANTS} grants are in it. It changes only if at "
    f"least {MIN_GRANTS} of them changed, so it can be older than this file. Recipients, places, "
    "days and budgets are left out."
)
"""What stands for grants that are not listed, and why."""
GROUPED_YEARS: Final = (
    "About the dates: the standard asks for days. The first day of the first year and the last day "
    "of the last year mark the years. Each amount carries the first day of the last year. None of "
    "them is the day of a grant, a decision or a payment."
)
"""What the days of a sum of several years mean."""


def two_letters(country: str) -> str:
    """Return the two-letter code (ISO 3166-1) of a three-letter one, or empty."""
    if country == "XKX":
        return "XK"
    return str((get_global("territory_aliases").get(country) or [""])[0])


def country_in_english(country: str) -> str:
    """Return the English name of a three-letter code, or empty."""
    return str(Locale("en").territories.get(two_letters(country), ""))


def theme_in_english(theme: str) -> str:
    """Return the English name of a market or kind of response, or empty."""
    term = markets().terms.get(theme) or responses().terms.get(theme)
    return term.named("en") if term else ""


def describe_grant(item: ListedGrant) -> str:
    """Describe a listed grant in sentences, from what is published of it and nothing else."""
    whom = "a person, whose name is not published" if item.is_person else "an organisation"
    country, theme = country_in_english(item.country), theme_in_english(item.theme)
    where = f" in {country}" if country else ""
    about = f" Theme: {theme}." if theme else ""
    donors = sorted({line.donor.name for line in item.lines})
    money = f" It is paid from money of {'; '.join(donors)}." if donors else ""
    return f"A grant to {whom}{where}, agreed in {item.agreed_on.year}.{about}{money}"


def title_of(remainder: YearlyRemainder) -> str:
    """Return the title of a sum of grants that are not listed."""
    return (
        f"Grants not listed one by one: money of {remainder.donor.name}, {remainder.currency}, "
        f"{remainder.said_years}"
    )


def describe_package(told: PublishedRelease) -> str:
    """Describe what a file of a release contains, what it leaves out, and why."""
    sums = [one for one in told.remainders if one.committed is not None]
    years = sorted(
        {item.agreed_on.year for item in told.items} | {y for one in sums for y in one.years}
    )
    lines = {line.currency for item in told.items for line in item.lines}
    currencies = sorted(lines | {one.currency for one in sums})
    return (
        f"Grants of the fund agreed in {format_years(tuple(years))}, in {', '.join(currencies)}. "
        f"{_counted(len(told.items), 'grant is', 'grants are')} listed one by one, because those "
        "who receive them want to be seen; people are listed without a name. "
        f"{_counted(len(sums), 'record is', 'records are')} a sum of at least {MIN_GRANTS} grants "
        "that are not listed: a list of those who receive them could endanger them. Each sum says "
        f"whose money it is and of which years. Grants that no sum of {MIN_GRANTS} could hold are "
        "missing, so totals over this file are lower than all that the fund gave. Places are "
        "given by country only. Amounts are never converted between currencies."
    )


def _counted(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"
