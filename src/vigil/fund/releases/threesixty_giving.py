"""Write a release as a 360Giving package (1.4): listed grants one by one, the rest by year.

The fund is the funder: it decides and pays. Whose money it is stands in a classification. A listed
grant is one record for each currency. People are never named. The schema requires a day and a
recipient: where we give neither, the first day of the last year stands for the years, and the
description says so.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec
from django.conf import settings
from django.urls import reverse

from vigil.fund.models import Donor
from vigil.fund.payments.money import in_major_units
from vigil.fund.releases.descriptions import (
    GROUPED_YEARS,
    NO_NAME,
    UNLISTED,
    country_in_english,
    describe_grant,
    describe_package,
    theme_in_english,
    title_of,
    two_letters,
)
from vigil.fund.releases.queries import ListedGrant, PublishedRelease, YearlyRemainder
from vigil.trust.organisation.queries import organisation

MEDIA_TYPE: Final = "application/json"
VERSION: Final = "1.4"
WITHHELD_RECIPIENTS: Final = "Recipients whose names are not published"
UNREGISTERED: Final = "unregistered"
"""What identifiers of records begin with where who publishes has none: no register's code."""
DONOR, THEME = "Donor whose money it is", "Theme of the fund"
"""Vocabularies of our classifications."""
LONGEST_TITLE: Final = 139
DECIMAL_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
"""Amounts as the numbers they are: no binary fraction comes between."""


def package(told: PublishedRelease) -> bytes:
    """Return a release as a 360Giving package; empty if there are no grants."""
    grants = [record for item in told.items for record in _listed(item)]
    grants += [_unlisted(one) for one in told.remainders if one.committed is not None]
    if not grants:
        return b""
    site = settings.VIGIL_SITE.rstrip("/")
    made = {
        "version": VERSION,
        "title": f"{organisation().name}: grants of the resilience fund, release {told.number}",
        "description": describe_package(told),
        "issued": told.at.date().isoformat(),
        "modified": told.at.isoformat(timespec="seconds"),
        "identifier": f"{organisation().publisher_id or UNREGISTERED}-fund-{told.number}",
        "publisher": {
            "name": organisation().name,
            **_registered(),
            "website": settings.VIGIL_SITE,
        },
        "accessURL": site + reverse("fund:results"),
        "downloadURL": site + reverse("fund:giving"),
        "grants": grants,
    }
    return msgspec.json.format(DECIMAL_ENCODER.encode(made), indent=2)


def _listed(item: ListedGrant) -> list[dict[str, Any]]:
    paid = _by_currency(item, "paid")
    return [
        {
            **_record(f"{item.id}-{currency.lower()}", item.title, currency),
            "description": describe_grant(item),
            "amountAwarded": _number(minor, currency),
            "amountDisbursed": _number(paid.get(currency, 0), currency),
            "awardDate": item.agreed_on.isoformat(),
            **_dates(item.starts_on, item.ends_on),
            **_recipient(item),
            **_where(item.country),
            **_programme(item),
            "classifications": [
                *([_classified(THEME, item.theme, name)] if (name := _theme(item)) else []),
                *(
                    _classified(DONOR, donor.reference, donor.name)
                    for donor in _donors(item, currency)
                ),
            ],
        }
        for currency, minor in _by_currency(item, "committed").items()
        if minor > 0
    ]


def _unlisted(remainder: YearlyRemainder) -> dict[str, Any]:
    donor, currency, years = remainder.donor, remainder.currency, remainder.years
    paid = {} if remainder.paid is None else {"amountDisbursed": _number(remainder.paid, currency)}
    return {
        **_record(remainder.id, title_of(remainder), currency),
        "description": f"{UNLISTED} {GROUPED_YEARS}",
        "amountAwarded": _number(remainder.committed or 0, currency),
        **paid,
        "awardDate": date(years[-1], 1, 1).isoformat(),
        "plannedDates": [{"startDate": str(years[0]), "endDate": str(years[-1])}],
        "recipientOrganization": [{"id": f"{_prefix()}-withheld", "name": WITHHELD_RECIPIENTS}],
        "classifications": [_classified(DONOR, donor.reference, donor.name)],
    }


def _record(key: str, title: str, currency: str) -> dict[str, Any]:
    us = organisation()
    return {
        "id": f"{_prefix()}-{key}",
        "title": shortened(title, LONGEST_TITLE),
        "currency": currency,
        "fundingOrganization": [{"id": us.publisher_id or _prefix(), "name": us.name}],
    }


def shortened(title: str, most: int) -> str:
    """Return a title of at most so many characters; a longer one ends with an ellipsis."""
    return title if len(title) <= most else title[: most - 1].rstrip() + "…"


def _by_currency(item: ListedGrant, kind: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for (_donor, currency), minor in item.sums(kind).items():
        found[currency] = found.get(currency, 0) + minor
    return found


def _donors(item: ListedGrant, currency: str) -> list[Donor]:
    found = {line.donor.pk: line.donor for line in item.lines if line.currency == currency}
    return sorted(found.values(), key=lambda donor: donor.name)


def _theme(item: ListedGrant) -> str:
    return theme_in_english(item.theme)


def _classified(vocabulary: str, code: str, title: str) -> dict[str, str]:
    return {"vocabulary": vocabulary, "code": code, "title": title}


def _programme(item: ListedGrant) -> Mapping[str, Any]:
    """Return the call that a grant is from; a grant without one came by nomination or in need."""
    if not item.call:
        return {}
    return {"grantProgramme": [{"code": item.call, "title": item.call_title}]}


def _recipient(item: ListedGrant) -> Mapping[str, Any]:
    if item.is_person or not item.name:
        return {"recipientIndividual": {"id": f"{_prefix()}-person-{item.id}", "name": NO_NAME}}
    return {"recipientOrganization": [{"id": f"{_prefix()}-org-{item.id}", "name": item.name}]}


def _where(country: str) -> Mapping[str, Any]:
    code = two_letters(country)
    if not code or code == "XK":  # no code of ISO 3166, which the standard asks for
        return {}
    return {
        "beneficiaryLocation": [{"name": country_in_english(country), "countryCode": code}],
    }


def _dates(start: date | None, end: date | None) -> Mapping[str, Any]:
    if start is None or end is None:
        return {}
    return {"plannedDates": [{"startDate": start.isoformat(), "endDate": end.isoformat()}]}


def _number(minor: int, currency: str) -> Decimal:
    return in_major_units(minor, currency)


def _registered() -> Mapping[str, str]:
    """Return the identifier of the publisher; the schema allows none."""
    return {"identifier": organisation().publisher_id} if organisation().publisher_id else {}


def _prefix() -> str:
    return f"360G-{organisation().publisher_id or UNREGISTERED}"
