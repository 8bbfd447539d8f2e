"""Write a release as IATI activities (2.03): listed grants one by one, the rest by year.

A listed grant is an activity with commitments and payments. Everything else of a donor in some
years is one activity, without a grant, day or place. IATI has no element for what is left out and
why, so the description says it for people, and an element of our own namespace
(`EXCLUSION_NAMESPACE`, which the schema allows) for programs.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from babel.core import get_global
from django.utils.translation import gettext as _

from vigil.fund.models import Donor
from vigil.fund.payments.money import format_for_machines, split_exactly
from vigil.fund.releases.queries import (
    ListedGrant,
    PublishedRelease,
    YearlyRemainder,
)
from vigil.publication.feeds.xml_text import xml_safe
from vigil.reading.codebook.terms import markets, responses
from vigil.trust.access.errors import NotPossible
from vigil.trust.organisation.queries import organisation

MEDIA_TYPE: Final = "application/xml; charset=utf-8"
EXCLUSION_NAMESPACE: Final = "urn:vigil:iati-exclusion:1"
EXCLUDED_FOR_SAFETY: Final = "2"
"""Why something is left out: of 1 international relations, 2 safety, 3 personal, 4 commercial."""
VERSION: Final = "2.03"
FUNDING, ACCOUNTABLE, IMPLEMENTING = "1", "2", "4"
COMMITMENT, DISBURSEMENT = "2", "3"
CODES: Final = {"committed": COMMITMENT, "paid": DISBURSEMENT}
RUNNING, CLOSED = "2", "4"
PLANNED_START, ACTUAL_START, PLANNED_END, ACTUAL_END = "1", "2", "3", "4"
ANYWHERE: Final = "998"
"""Developing countries, unspecified (OECD DAC)."""
CIVIL_SOCIETY: Final = "15150"
"""Democratic participation and civil society (OECD DAC)."""
UNLISTED: Final = (
    "Grants that are not listed one by one, because a list of them could endanger the people who "
    "receive them (reason 2: safety). One sum for each donor, of the years named, published only "
    "if at least five grants are in it and changed only if at least five of them changed. Days "
    "and places are left out: the dates here are those of whole years."
)
IDENTIFIER: Final = re.compile(r"[A-Z]{2,3}-[A-Z0-9]+-[^/&|?\s]+")
"""An organisation's identifier: a register's code (country or body, and list), and its number."""
NO_NAME: Final = "A person, whose name is not published"
register_namespace("excluded", EXCLUSION_NAMESPACE)


def activities(told: PublishedRelease) -> bytes:
    """Return a release as an IATI file in UTF-8; empty if there are no activities.

    Raises NotPossible if the publisher has no identifier (see `why_no_file`).
    """
    if not told.items and not told.remainders:
        return b""
    if why := why_no_file():
        raise NotPossible(why)
    root = Element("iati-activities", version=VERSION)
    root.set("generated-datetime", told.at.isoformat(timespec="seconds"))
    for item in told.items:
        _listed(root, item)
    for remainder in told.remainders:
        _unlisted(root, remainder)
    indent(root)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def why_no_file() -> str:
    """Return why no IATI file can be published here, and what to do; empty if one can.

    IATI identifies a publisher by a registered identifier; an invented one could be somebody
    else's.
    """
    said = organisation().publisher_id
    if not said:
        return _(
            "The IATI file is not published: it is not said who publishes. Whoever runs the "
            "installation sets VIGIL_PUBLISHER_ID to the identifier of the organisation in a "
            "register (org-id.guide), as NO-BRC-971277882. Everything else is published."
        )
    if not IDENTIFIER.fullmatch(said):
        return _(
            "The IATI file is not published: VIGIL_PUBLISHER_ID is no identifier of an "
            "organisation. It begins with the code of a register, as NO-BRC-971277882: see "
            "org-id.guide. Everything else is published."
        )
    return ""


def two_letters(country: str) -> str:
    """Return the two-letter code (ISO 3166-1) of a three-letter one, or empty."""
    if country == "XKX":
        return "XK"
    return str((get_global("territory_aliases").get(country) or [""])[0])


def _listed(root: Element, item: ListedGrant) -> None:
    activity = _begin(root, item.id, item.title, item.title)
    donors = {line.donor.pk: line.donor for line in item.lines}
    _who(activity, donors.values(), item.name or NO_NAME)
    SubElement(activity, "activity-status", code=CLOSED if item.is_closed else RUNNING)
    start = item.starts_on or item.agreed_on
    _date(activity, ACTUAL_START, start)
    if item.ends_on is not None:
        _date(activity, ACTUAL_END if item.is_closed else PLANNED_END, item.ends_on)
    if code := two_letters(item.country):
        SubElement(activity, "recipient-country", code=code)
    else:
        SubElement(activity, "recipient-region", code=ANYWHERE, vocabulary="1")
    _sectors(activity, item.theme)
    _how(activity)
    for (_donor, currency), minor in item.sums("committed").items():
        _budget(activity, currency, minor, start, item.ends_on or start)
    for line in item.lines:
        amount = format_for_machines(line.minor, line.currency)
        _transaction(activity, CODES[line.kind], line.on, amount, line.currency, line.donor)
    if item.is_person or not item.name:
        _excluded(activity, "participating-org")


def _unlisted(root: Element, remainder: YearlyRemainder) -> None:
    title = f"Grants not listed, {remainder.donor.name}, {remainder.said_years}"
    activity = _begin(root, remainder.id, title, UNLISTED)
    _who(activity, [remainder.donor], "Recipients whose names are not published")
    SubElement(activity, "activity-status", code=RUNNING)
    _date(activity, PLANNED_START, date(remainder.years[0], 1, 1))
    _date(activity, PLANNED_END, date(remainder.years[-1], 12, 31))
    SubElement(activity, "recipient-region", code=ANYWHERE, vocabulary="1")
    _sectors(activity, "")
    _how(activity)
    on = date(remainder.years[-1], 1, 1)
    for kind, minor in (("committed", remainder.committed), ("paid", remainder.paid)):
        if minor is not None:
            amount = format_for_machines(minor, remainder.currency)
            _transaction(activity, CODES[kind], on, amount, remainder.currency, remainder.donor)
    _excluded(activity, "grants")
    activity.set("budget-not-provided", "3")


def _begin(root: Element, key: str, title: str, description: str) -> Element:
    activity = SubElement(root, "iati-activity")
    activity.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    reference = organisation().publisher_id
    SubElement(activity, "iati-identifier").text = f"{reference}-{key}"
    reporting = SubElement(activity, "reporting-org", ref=reference, type="22")
    _narrative(reporting, organisation().name)
    _narrative(SubElement(activity, "title"), title)
    _narrative(SubElement(activity, "description", type="1"), description)
    return activity


def _who(activity: Element, donors: Iterable[Donor], recipient: str) -> None:
    for donor in donors:
        gives = SubElement(activity, "participating-org", role=FUNDING, ref=donor.reference)
        _narrative(gives, donor.name)
    ours = SubElement(
        activity, "participating-org", role=ACCOUNTABLE, ref=organisation().publisher_id
    )
    _narrative(ours, organisation().name)
    _narrative(SubElement(activity, "participating-org", role=IMPLEMENTING), recipient)


def _sectors(activity: Element, theme: str) -> None:
    SubElement(activity, "sector", vocabulary="1", code=CIVIL_SOCIETY)
    term = markets().terms.get(theme) or responses().terms.get(theme)
    if term is not None:
        _narrative(SubElement(activity, "sector", vocabulary="99", code=theme), term.named("en"))


def _how(activity: Element) -> None:
    SubElement(activity, "default-flow-type", code="10")
    SubElement(activity, "default-finance-type", code="110")
    SubElement(activity, "default-aid-type", code="C01")
    SubElement(activity, "default-tied-status", code="5")


def _budget(activity: Element, currency: str, minor: int, start: date, end: date) -> None:
    """Write the commitments by year, as the standard asks."""
    years = range(start.year, end.year + 1)
    spans = [(max(start, date(y, 1, 1)), min(end, date(y, 12, 31))) for y in years]
    shares = split_exactly(abs(minor), [(last - first).days + 1 for first, last in spans])
    for (first, last), share in zip(spans, shares, strict=True):
        budget = SubElement(activity, "budget", type="1", status="2")
        SubElement(budget, "period-start").set("iso-date", first.isoformat())
        SubElement(budget, "period-end").set("iso-date", last.isoformat())
        value = SubElement(budget, "value", currency=currency)
        value.set("value-date", start.isoformat())
        value.text = format_for_machines(share if minor > 0 else -share, currency)


def _transaction(
    activity: Element, code: str, on: date, amount: str, currency: str, donor: Donor
) -> None:
    transaction = SubElement(activity, "transaction")
    SubElement(transaction, "transaction-type", code=code)
    SubElement(transaction, "transaction-date").set("iso-date", on.isoformat())
    value = SubElement(transaction, "value", currency=currency)
    value.set("value-date", on.isoformat())
    value.text = amount
    gives = SubElement(transaction, "provider-org", ref=donor.reference)
    _narrative(gives, donor.name)


def _excluded(activity: Element, what: str) -> None:
    SubElement(
        activity, f"{{{EXCLUSION_NAMESPACE}}}exclusion", what=what, reason=EXCLUDED_FOR_SAFETY
    )


def _date(activity: Element, kind: str, on: date) -> None:
    SubElement(activity, "activity-date", type=kind).set("iso-date", on.isoformat())


def _narrative(parent: Element, text: str) -> None:
    SubElement(parent, "narrative").text = xml_safe(text)
