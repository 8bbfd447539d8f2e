"""Write a release as a 360Giving package (1.4): listed grants one by one, the rest by year.

A grant of several donors becomes one record for each, so that the records of a donor add up to the
ledger. People are never named. The schema requires a day and a recipient: where we give neither,
the first day of the last year stands for the years, and the description says so.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec
from django.conf import settings

from vigil.fund.models import Donor
from vigil.fund.payments.money import in_major_units
from vigil.fund.releases.iati import NO_NAME, UNLISTED, two_letters
from vigil.fund.releases.queries import ListedGrant, PublishedRelease, YearlyRemainder
from vigil.trust.organisation.queries import organisation

MEDIA_TYPE: Final = "application/json"
VERSION: Final = "1.4"
WITHHELD_RECIPIENTS: Final = "Recipients whose names are not published"
UNREGISTERED: Final = "unregistered"
"""What identifiers of records begin with where who publishes has none: no register's code."""
LONGEST_TITLE: Final = 139
DECIMAL_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
"""Amounts as the numbers they are: no binary fraction comes between."""


def package(told: PublishedRelease) -> bytes:
    """Return a release as a 360Giving package; empty if there are no grants."""
    grants = [record for item in told.items for record in _listed(item)]
    grants += [_unlisted(one) for one in told.remainders if one.committed is not None]
    if not grants:
        return b""
    made = {
        "version": VERSION,
        "title": f"Grants of the resilience fund, release {told.number}",
        "description": UNLISTED,
        "issued": told.at.date().isoformat(),
        "identifier": f"{organisation().publisher_id or UNREGISTERED}-fund",
        "publisher": {
            "name": organisation().name,
            **_registered(),
            "website": settings.VIGIL_SITE,
        },
        "grants": grants,
    }
    return msgspec.json.format(DECIMAL_ENCODER.encode(made), indent=2)


def _listed(item: ListedGrant) -> list[dict[str, Any]]:
    paid = item.sums("paid")
    return [
        {
            **_record(f"{item.id}-{donor.slug}-{currency.lower()}", item.title, donor, currency),
            "description": item.title,
            "amountAwarded": _number(minor, currency),
            "amountDisbursed": _number(paid.get((donor, currency), 0), currency),
            "awardDate": item.agreed_on.isoformat(),
            **_dates(item.starts_on, item.ends_on),
            **_recipient(item),
            **_where(item.country),
        }
        for (donor, currency), minor in item.sums("committed").items()
    ]


def _unlisted(remainder: YearlyRemainder) -> dict[str, Any]:
    donor, currency, years = remainder.donor, remainder.currency, remainder.years
    record = _record(remainder.id, f"Grants not listed, {remainder.said_years}", donor, currency)
    paid = {} if remainder.paid is None else {"amountDisbursed": _number(remainder.paid, currency)}
    return {
        **record,
        "description": UNLISTED,
        "amountAwarded": _number(remainder.committed or 0, currency),
        **paid,
        "awardDate": date(years[-1], 1, 1).isoformat(),
        "plannedDates": [{"startDate": str(years[0]), "endDate": str(years[-1])}],
        "recipientOrganization": [{"id": f"{_prefix()}-withheld", "name": WITHHELD_RECIPIENTS}],
    }


def _record(key: str, title: str, donor: Donor, currency: str) -> dict[str, Any]:
    return {
        "id": f"{_prefix()}-{key}",
        "title": title[:LONGEST_TITLE],
        "currency": currency,
        "fundingOrganization": [{"id": donor.reference, "name": donor.name}],
    }


def _recipient(item: ListedGrant) -> Mapping[str, Any]:
    if item.is_person or not item.name:
        return {"recipientIndividual": {"id": f"{_prefix()}-person-{item.id}", "name": NO_NAME}}
    return {"recipientOrganization": [{"id": f"{_prefix()}-org-{item.id}", "name": item.name}]}


def _where(country: str) -> Mapping[str, Any]:
    code = two_letters(country)
    return {"beneficiaryLocation": [{"countryCode": code}]} if code and code != "XK" else {}


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
