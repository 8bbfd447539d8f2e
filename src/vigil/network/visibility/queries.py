"""What an audience may see of a member. Every output of every room asks here.

Only the member's own row is read (and biographies and links, where they are asked for).
`Member.audiences` repeats the consents, so that a list of a thousand members needs no further
query.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.utils import timezone

from vigil.network.models import Listing, Member, Status
from vigil.network.profiles.fields import Audience, audience_of
from vigil.trust.withdrawals.names_in_texts import SHORTEST, plain, says

NAMING = ("name", "portrait", "links")
"""Fields that tell who somebody is. Beside another name they are shown to staff alone."""


@dataclass(frozen=True, slots=True)
class VisibleMember:
    """What one audience may see of one member. Hidden fields are empty."""

    name: str = ""
    """The name, or the other name: whichever they go by. Empty where they are not named."""
    handle: str = ""
    """Names their page (`network:member`). Empty where they have none for this audience."""
    pseudonymous: bool = False
    kind: str = ""
    role: str = ""
    organisation: str = ""
    languages: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    responses: tuple[str, ...] = ()
    country: str = ""
    region: str = ""
    biographies: dict[str, str] = field(default_factory=dict)
    """Language -> text."""
    portrait: str = ""
    """The uid of an upload."""
    links: tuple[tuple[str, str], ...] = ()
    """(label, address) each."""
    joined_on: date | None = None


NOTHING_VISIBLE = VisibleMember()


def visible_member(member: Member, audience: Audience) -> VisibleMember:
    """Return what an audience may see of a member, and nothing else.

    If the audience may not see the name, there is no page for it, and nothing is visible.
    Biographies and links are read: prefetch them for many members.
    """
    today = timezone.localdate()
    called = visible_name(member, audience, today)
    if not called:
        return NOTHING_VISIBLE
    may = partial(_may_see, member, audience, today)
    hidden = _hidden_texts(member, audience)

    def text(name: str) -> str:
        value: str = getattr(member, name)
        return value if may(name) and not says([value], hidden) else ""

    def codes(name: str) -> tuple[str, ...]:
        return tuple(getattr(member, name)) if may(name) else ()

    biographies = member.biographies.all() if may("biography") else ()
    return VisibleMember(
        name=called,
        handle=member.handle,
        pseudonymous=member.listing == Listing.PSEUDONYM,
        kind=member.kind,
        role=text("role"),
        organisation=text("organisation"),
        languages=codes("languages"),
        markets=codes("markets"),
        regions=codes("regions"),
        responses=codes("responses"),
        country=text("country"),
        region=text("region"),
        biographies={b.language: b.text for b in biographies if not says([b.text], hidden)},
        portrait=member.portrait if may("portrait") else "",
        links=tuple((x.label, x.url) for x in member.links.all()) if may("links") else (),
        joined_on=member.joined_on if may("joined_on") else None,
    )


def visible_names(members: Iterable[Member], audience: Audience) -> dict[int, str]:
    """Return the names that an audience may see, by primary key of the members.

    This needs no query. Members whose name is hidden are not in the mapping.
    """
    today = timezone.localdate()
    named = ((member.pk, visible_name(member, audience, today)) for member in members)
    return {pk: name for pk, name in named if name}


def visible_name(member: Member, audience: Audience, on: date | None = None) -> str:
    """Return the name of a member that an audience may see on a day (default: today), or ""."""
    if not _is_there(member, audience):
        return ""
    may = partial(_may_see, member, audience, on or timezone.localdate())
    if member.listing == Listing.PSEUDONYM:
        if audience == Audience.STAFF and may("name"):
            return member.name
        return member.pseudonym if may("pseudonym") else ""
    return member.name if may("name") else ""


def _is_there(member: Member, audience: Audience) -> bool:
    """Return whether an audience may see anything of this member."""
    if audience == Audience.NOBODY or member.status == Status.LEFT:
        return False
    if audience == Audience.STAFF:
        return True
    away = bool(member.withdrawals) or member.status == Status.PAUSED
    return not away and member.listing != Listing.UNLISTED


def _may_see(member: Member, audience: Audience, on: date, name: str) -> bool:
    """Return whether an audience may see a field, given the name that the member uses."""
    if member.listing == Listing.PSEUDONYM and audience > Audience.STAFF and name in NAMING:
        return False
    return audience_of(member.audiences, name, on) >= audience


def _hidden_texts(member: Member, audience: Audience) -> list[str]:
    """Return words of the real name that must not be visible beside the other name."""
    if member.listing != Listing.PSEUDONYM or audience == Audience.STAFF:
        return []
    words = plain(member.name).split()
    kept = set(plain(member.pseudonym).split())
    return [word for word in words if len(word) >= SHORTEST and word not in kept]
