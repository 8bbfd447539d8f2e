"""Write a release as IATI activities (2.03): listed grants one by one, the rest by year.

The fund is the provider of what it commits and pays. The money of a donor is incoming: in each
activity, the same published amounts come in from the donors and go out from the fund. No total over
activities is written: once a grant leaves the list, such a total would give its amount away.

A listed grant is an activity with commitments and payments. Its receiver is named if it is an open
organisation; a person never is. Everything else of a donor in some years is one activity, without a
grant, day, place or receiver. IATI has no element for what is left out and why, so the description
says it for people, and an element of our own namespace (`EXCLUSION_NAMESPACE`, which the schema
allows) for programs.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from django.utils.translation import gettext as _

from vigil.fund.models import Donor
from vigil.fund.payments.money import format_for_machines, split_exactly
from vigil.fund.releases.descriptions import (
    GROUPED_YEARS,
    UNLISTED,
    describe_grant,
    theme_in_english,
    title_of,
    two_letters,
)
from vigil.fund.releases.queries import (
    ListedGrant,
    PublishedRelease,
    YearlyRemainder,
)
from vigil.publication.feeds.xml_text import xml_safe
from vigil.trust.access.errors import NotPossible
from vigil.trust.organisation.queries import organisation

MEDIA_TYPE: Final = "application/xml; charset=utf-8"
EXCLUSION_NAMESPACE: Final = "urn:vigil:iati-exclusion:1"
EXCLUDED_FOR_SAFETY, EXCLUDED_AS_PERSONAL = "2", "3"
"""Why something is left out: of 1 international relations, 2 safety, 3 personal, 4 commercial."""
WITHHELD_OF_SUMS: Final = ("grants", "receiver-org", "recipient-country", "dates", "budget")
"""What an activity of grants that are not listed leaves out."""
VERSION: Final = "2.03"
FUNDING, ACCOUNTABLE, EXTENDING, IMPLEMENTING = "1", "2", "3", "4"
INCOMING: Final = {"committed": "11", "paid": "1"}
"""Transaction types of a donor's money: what it committed to the fund, and what came."""
OUTGOING: Final = {"committed": "2", "paid": "3"}
"""Transaction types of the fund's own money: what it committed, and what it paid."""
RUNNING, CLOSED = "2", "4"
PLANNED_START, ACTUAL_START, PLANNED_END, ACTUAL_END = "1", "2", "3", "4"
GENERAL, OTHER = "1", "4"
"""Kinds of descriptions."""
ANYWHERE: Final = "998"
"""Developing countries, unspecified (OECD DAC)."""
CIVIL_SOCIETY: Final = "15150"
"""Democratic participation and civil society (OECD DAC)."""
OUR_OWN: Final = "99"
"""A vocabulary of the publisher."""
INCOMING_SAID: Final = {
    "committed": "The part of this donor's money that the commitments of this activity are from.",
    "paid": "The part of this donor's money that the payments of this activity are from.",
}
IDENTIFIER: Final = re.compile(r"[A-Z]{2,3}-[A-Z0-9]+-[^/&|?\s]+")
"""An organisation's identifier: a register's code (country or body, and list), and its number."""
register_namespace("excluded", EXCLUSION_NAMESPACE)


@dataclass(frozen=True)
class Flow:
    """Money that moves on a day: from a donor to the fund, or from the fund to a receiver.

    `donor` is set for what comes in, `receiver` (a name) for what goes out where it may be told.
    """

    code: str
    on: date
    minor: int
    currency: str
    donor: Donor | None = None
    receiver: str = ""
    said: str = ""


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
        _listed(root, item, told.at.date())
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


def flows_of(item: ListedGrant) -> list[Flow]:
    """Return the money of a listed grant: in from each donor, out from the fund, by day."""
    found: dict[tuple[str, date, str, Donor | None], int] = {}
    for line in item.lines:
        for code, donor in ((INCOMING[line.kind], line.donor), (OUTGOING[line.kind], None)):
            at = (code, line.on, line.currency, donor)
            found[at] = found.get(at, 0) + line.minor
    receiver = "" if item.is_person else item.name
    return [
        Flow(code, on, minor, currency, donor, "" if donor else receiver, _said(code))
        for (code, on, currency, donor), minor in found.items()
        if minor
    ]


def flows_of_sum(remainder: YearlyRemainder) -> list[Flow]:
    """Return the money of grants that are not listed, on the first day of the last year."""
    on, currency = date(remainder.years[-1], 1, 1), remainder.currency
    told = (("committed", remainder.committed), ("paid", remainder.paid))
    return [
        Flow(codes[kind], on, minor, currency, donor, said=_said(codes[kind]))
        for kind, minor in told
        if minor is not None
        for codes, donor in ((INCOMING, remainder.donor), (OUTGOING, None))
    ]


def _said(code: str) -> str:
    return next((INCOMING_SAID[kind] for kind, one in INCOMING.items() if one == code), "")


def _listed(root: Element, item: ListedGrant, today: date) -> None:
    activity = _begin(root, item.id, item.title, (GENERAL, describe_grant(item)))
    donors = {line.donor.pk: line.donor for line in item.lines}
    _who(activity, donors.values(), "" if item.is_person else item.name)
    SubElement(activity, "activity-status", code=CLOSED if item.is_closed else RUNNING)
    start = item.starts_on or item.agreed_on
    _date(activity, ACTUAL_START if start <= today else PLANNED_START, start)
    if item.ends_on is not None:
        over = item.is_closed and start <= item.ends_on <= today
        _date(activity, ACTUAL_END if over else PLANNED_END, item.ends_on)
    if code := two_letters(item.country):
        SubElement(activity, "recipient-country", code=code, percentage="100")
    else:
        _anywhere(activity)
    _sectors(activity, item.theme)
    _how(activity)
    for currency, minor in _sums_by_currency(item).items():
        _budget(activity, currency, minor, start, max(item.ends_on or start, start))
    for flow in flows_of(item):
        _transaction(activity, flow)
    if item.is_person or not item.name:
        _excluded(activity, ("participating-org", "receiver-org"), EXCLUDED_AS_PERSONAL)


def _sums_by_currency(item: ListedGrant) -> dict[str, int]:
    found: dict[str, int] = {}
    for (_donor, currency), minor in item.sums("committed").items():
        found[currency] = found.get(currency, 0) + minor
    return found


def _unlisted(root: Element, remainder: YearlyRemainder) -> None:
    texts = ((GENERAL, UNLISTED), (OTHER, GROUPED_YEARS))
    activity = _begin(root, remainder.id, title_of(remainder), *texts)
    _who(activity, [remainder.donor], "")
    SubElement(activity, "activity-status", code=RUNNING)
    _date(activity, PLANNED_START, date(remainder.years[0], 1, 1))
    _date(activity, PLANNED_END, date(remainder.years[-1], 12, 31))
    _anywhere(activity)
    _sectors(activity, "")
    _how(activity)
    for flow in flows_of_sum(remainder):
        _transaction(activity, flow)
    _excluded(activity, WITHHELD_OF_SUMS, EXCLUDED_FOR_SAFETY)


def _begin(root: Element, key: str, title: str, *descriptions: tuple[str, str]) -> Element:
    activity = SubElement(root, "iati-activity", humanitarian="0")
    activity.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    activity.set("last-updated-datetime", root.get("generated-datetime", ""))
    reference = organisation().publisher_id
    SubElement(activity, "iati-identifier").text = f"{reference}-{key}"
    reporting = SubElement(activity, "reporting-org", ref=reference, type="22")
    _narrative(reporting, organisation().name)
    _narrative(SubElement(activity, "title"), title)
    for kind, text in descriptions:
        _narrative(SubElement(activity, "description", type=kind), text)
    return activity


def _who(activity: Element, donors: Iterable[Donor], receiver: str) -> None:
    """Write who takes part: donors fund, the fund answers for it and passes it on.

    Who carries it out is written only for an open organisation.
    """
    us = organisation()
    parts = [(FUNDING, donor.reference, donor.name) for donor in donors]
    parts += [(role, us.publisher_id, us.name) for role in (ACCOUNTABLE, EXTENDING)]
    parts += [(IMPLEMENTING, "", receiver)] if receiver else []
    for role, reference, name in parts:
        one = SubElement(activity, "participating-org", role=role)
        if reference:
            one.set("ref", reference)
        _narrative(one, name)


def _anywhere(activity: Element) -> None:
    SubElement(activity, "recipient-region", code=ANYWHERE, vocabulary="1", percentage="100")


def _sectors(activity: Element, theme: str) -> None:
    SubElement(activity, "sector", vocabulary="1", code=CIVIL_SOCIETY, percentage="100")
    if name := theme_in_english(theme):
        ours = SubElement(activity, "sector", vocabulary=OUR_OWN, code=theme, percentage="100")
        _narrative(ours, name)


def _how(activity: Element) -> None:
    # Whether a donor counts its money as development aid is not ours to say: no flow type.
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


def _transaction(activity: Element, flow: Flow) -> None:
    transaction = SubElement(activity, "transaction")
    SubElement(transaction, "transaction-type", code=flow.code)
    SubElement(transaction, "transaction-date").set("iso-date", flow.on.isoformat())
    value = SubElement(transaction, "value", currency=flow.currency)
    value.set("value-date", flow.on.isoformat())
    value.text = format_for_machines(flow.minor, flow.currency)
    if flow.said:
        _narrative(SubElement(transaction, "description"), flow.said)
    us = organisation()
    if flow.donor is not None:
        gives = SubElement(transaction, "provider-org", ref=flow.donor.reference)
        _narrative(gives, flow.donor.name)
        _narrative(SubElement(transaction, "receiver-org", ref=us.publisher_id), us.name)
        return
    _narrative(SubElement(transaction, "provider-org", ref=us.publisher_id), us.name)
    if flow.receiver:
        _narrative(SubElement(transaction, "receiver-org"), flow.receiver)


def _excluded(activity: Element, what: Iterable[str], reason: str) -> None:
    for one in what:
        SubElement(activity, f"{{{EXCLUSION_NAMESPACE}}}exclusion", what=one, reason=reason)


def _date(activity: Element, kind: str, on: date) -> None:
    SubElement(activity, "activity-date", type=kind).set("iso-date", on.isoformat())


def _narrative(parent: Element, text: str) -> None:
    SubElement(parent, "narrative").text = xml_safe(text)
