"""A release as readers get it: results, listed grants, yearly remainders.

Numbers are frozen in the release. Names and titles are read live, and only for parties that are
open now; others disappear at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

from django.utils.translation import gettext as _

from vigil.fund.calls.form_definition import in_language
from vigil.fund.models import Call, Donor, FundRelease, Grant, Party
from vigil.fund.releases.suppression import format_years
from vigil.trust.models import Level

BAND_LIMITS: Final = (5_000, 20_000, 50_000)
"""Where the bands of amounts begin, in whole units of the currency."""
NO_REGION: Final = ""
"""The region of grants of which no country is kept."""


@dataclass(frozen=True)
class ListedTransaction:
    """A commitment to, or payment of, a listed grant on a day."""

    kind: str
    donor: Donor
    currency: str
    minor: int
    on: date


@dataclass(frozen=True)
class ListedGrant:
    """A listed grant. `name` is empty for a person."""

    id: str
    title: str
    name: str
    is_person: bool
    kind: str
    country: str
    theme: str
    starts_on: date | None
    ends_on: date | None
    agreed_on: date
    is_closed: bool
    lines: tuple[ListedTransaction, ...]
    statements: tuple[Mapping[str, Any], ...] = ()
    outcomes: tuple[Mapping[str, Any], ...] = ()
    """Agreed outcome statements whose text an officer chose to publish."""
    call: str = ""
    """The public call that it was given in, by its slug; empty if there was none."""
    call_title: str = ""
    """Its title in English, or in another of its languages."""

    def sums(self, kind: str) -> dict[tuple[Donor, str], int]:
        """Return committed, or paid, by donor and currency."""
        found: dict[tuple[Donor, str], int] = {}
        for line in self.lines:
            if line.kind == kind:
                at = (line.donor, line.currency)
                found[at] = found.get(at, 0) + line.minor
        return {at: minor for at, minor in found.items() if minor}


@dataclass(frozen=True)
class YearlyRemainder:
    """What is not listed of a donor's money in some years. None: not published."""

    donor: Donor
    currency: str
    years: tuple[int, ...]
    committed: int | None = None
    paid: int | None = None

    @property
    def said_years(self) -> str:
        """The years, in words."""
        return format_years(self.years)

    @property
    def id(self) -> str:
        """By what files for others know it."""
        years = "-".join(map(str, self.years))
        return f"remainder-{self.donor.slug}-{self.currency.lower()}-{years}"


@dataclass(frozen=True)
class PseudonymousGroup:
    """Grants of one region, month and band of amounts, under pseudonyms."""

    region: str
    month: str
    currency: str
    band: int
    n: int
    names: tuple[str, ...]

    @property
    def said_band(self) -> str:
        """The band of amounts, in words."""
        return format_band(self.band, self.currency)


@dataclass(frozen=True)
class PublishedRelease:
    """Everything in a release."""

    number: int
    at: datetime
    regions: Mapping[str, int]
    items: tuple[ListedGrant, ...]
    remainders: tuple[YearlyRemainder, ...]
    told: tuple[PseudonymousGroup, ...]
    themes: Mapping[str, int] = field(default_factory=dict)
    """Grants by theme, each under one."""
    people: Mapping[str, int] = field(default_factory=dict)
    """People reached, by region of the world."""
    communities: Mapping[str, int] = field(default_factory=dict)
    outcomes: Mapping[str, int] = field(default_factory=dict)
    """Agreed outcome statements, by theme."""

    @property
    def counted(self) -> int:
        """Return the sum over the published regions; never the true total."""
        return sum(self.regions.values())


def newest_release() -> PublishedRelease | None:
    """Return the newest release, or None."""
    release = FundRelease.objects.first()
    return None if release is None else published_release(release)


def published_release(release: FundRelease) -> PublishedRelease:
    """Return a release as readers get it now."""
    cells: dict[str, Any] = release.cells
    donors = {donor.slug: donor for donor in Donor.objects.all()}
    return PublishedRelease(
        number=release.number,
        at=release.at,
        regions=cells.get("regions", {}),
        items=tuple(_items(cells, donors)),
        remainders=tuple(_remainders(cells, donors)),
        told=tuple(_told(cells)),
        themes=cells.get("themes", {}),
        people=cells.get("people", {}),
        communities=cells.get("communities", {}),
        outcomes=cells.get("outcomes", {}),
    )


def donors() -> list[Donor]:
    """Return the donors, for the public page of the fund."""
    return list(Donor.objects.all())


def is_listed(grant: Grant) -> bool:
    """Say whether a grant may be listed: its party is open, and it has a public title."""
    return grant.party.level == Level.OPEN and bool(grant.public_title.strip())


def band_of(minor_units: int) -> int:
    """Return the number of the band that an amount falls in, in major units."""
    return sum(minor_units >= start for start in BAND_LIMITS)


def format_band(band: int, currency: str) -> str:
    """Format a band of amounts."""
    if band == 0:
        return _("under %(currency)s %(n)s") % {"currency": currency, "n": BAND_LIMITS[0]}
    if band == len(BAND_LIMITS):
        return _("%(currency)s %(n)s or more") % {"currency": currency, "n": BAND_LIMITS[-1]}
    low, high = BAND_LIMITS[band - 1 : band + 1]
    return f"{currency} {low}–{high}"


def public_id(grant: Grant) -> str:
    """Return the public identifier of a listed grant; it does not reveal how many grants exist."""
    return sha256(f"fund grant {grant.uid}".encode()).hexdigest()[:12]


def _items(cells: Mapping[str, Any], donors: Mapping[str, Donor]) -> list[ListedGrant]:
    kept = {one["grant"]: one for one in cells.get("items", [])}
    rows = Grant.objects.filter(uid__in=kept).select_related("party", "application__call")
    return [
        _item(
            grant,
            kept[grant.uid],
            donors,
            _of(grant, cells.get("statements", [])),
            _of(grant, cells.get("outcome_texts", [])),
        )
        for grant in rows.order_by("agreed_on", "uid")
        if is_listed(grant)
    ]


def _of(grant: Grant, texts: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    return tuple(one for one in texts if one["grant"] == grant.uid)


def _item(
    grant: Grant,
    kept: Mapping[str, Any],
    donors: Mapping[str, Donor],
    statements: tuple[Mapping[str, Any], ...],
    outcomes: tuple[Mapping[str, Any], ...],
) -> ListedGrant:
    is_person = grant.party.kind == Party.Kind.PERSON
    lines = tuple(
        ListedTransaction(kind, donors[donor], currency, minor, date.fromisoformat(on))
        for kind, donor, currency, minor, on in kept["lines"]
    )
    call = _public_call(grant)
    return ListedGrant(
        id=public_id(grant),
        title=grant.public_title,
        name="" if is_person else grant.party.name,
        is_person=is_person,
        kind=grant.kind,
        country=grant.country or grant.party.country,
        theme=grant.theme,
        starts_on=grant.starts_on,
        ends_on=grant.ends_on,
        agreed_on=grant.agreed_on or min(line.on for line in lines),
        is_closed=grant.state in (Grant.State.CLOSED, Grant.State.ENDED),
        lines=lines,
        statements=statements,
        outcomes=outcomes,
        call=call.slug if call else "",
        call_title=in_language(call.title, "en").text if call else "",
    )


def _public_call(grant: Grant) -> Call | None:
    """Return the call of a grant if everybody can read it; an invitation is nobody's business."""
    call = grant.application.call if grant.application else None
    shown = (Call.State.PUBLISHED, Call.State.DECIDED)
    return call if call and call.access == Call.Access.OPEN and call.state in shown else None


def _remainders(cells: Mapping[str, Any], donors: Mapping[str, Donor]) -> list[YearlyRemainder]:
    found: dict[tuple[str, str, tuple[int, ...]], dict[str, int]] = {}
    for one in cells.get("remainders", []):
        at = (one["donor"], one["currency"], tuple(one["years"]))
        found.setdefault(at, {})[one["kind"]] = one["minor"]
    return [
        YearlyRemainder(donors[donor], currency, years, sums.get("committed"), sums.get("paid"))
        for (donor, currency, years), sums in sorted(found.items())
    ]


def _told(cells: Mapping[str, Any]) -> list[PseudonymousGroup]:
    uids = {uid for one in cells.get("told", []) for uid in one["grants"]}
    rows = Grant.objects.filter(uid__in=uids, party__level=Level.PSEUDONYM)
    names = dict(rows.values_list("uid", "party__pseudonym"))
    return [
        PseudonymousGroup(
            one["region"],
            one["month"],
            one["currency"],
            one["band"],
            one["n"],
            tuple(sorted(names[uid] for uid in one["grants"] if names.get(uid))),
        )
        for one in cells.get("told", [])
    ]
