"""Fill the network, as far as events need it: members who joined by invitation."""

from collections.abc import Mapping
from typing import Any, Final

from django.urls import reverse

from vigil.network.invitations.verbs import accept_invitation, invite
from vigil.network.members.verbs.adding import add_member
from vigil.network.members.verbs.portraits import set_portrait
from vigil.network.models import Listing, Member, MemberKind
from vigil.network.profiles.fields import Audience
from vigil.network.visibility.verbs import be_seen
from vigil.site.demonstration.people import DOMAIN
from vigil.site.demonstration.rooms.pictures import draw_picture
from vigil.site.demonstration.rooms.world import DemoWorld, invented
from vigil.trust.models import User

FIELDS: Final = ("name", "pseudonym", "role", "organisation", "languages")
PORTRAIT: Final = (600, 750)


def make_members(world: DemoWorld) -> Mapping[str, Member]:
    """Let invented people join the network; return them by their keys.

    Each decides who sees what. Whoever is not listed is named nowhere.
    """
    told = invented("programme")["members"]
    return {key: _joined(world, key, one) for key, one in told.items()}


def account_of(member: Member) -> User:
    """Return the account as which a member signs in."""
    assert member.user is not None
    return member.user


def _joined(world: DemoWorld, key: str, told: Mapping[str, Any]) -> Member:
    values = {name: told[name] for name in FIELDS if name in told}
    chief = world.by("administrator")
    member = add_member(MemberKind.PERSON, values, by=chief, address=f"{key}@{DOMAIN}")
    tokens: list[str] = []

    def link(token: str) -> str:
        tokens.append(token)
        return f"https://{DOMAIN}{reverse('network:join', args=[token])}"

    invite(member, by=chief, link=link)
    user = accept_invitation(tokens[0])
    member.refresh_from_db()
    if "portrait" in told:
        set_portrait(member, draw_picture(told["portrait"], PORTRAIT, person=True), by=user)
    if told["listing"] != Listing.UNLISTED:
        be_seen(member, told["listing"], _audiences(told), by=user)
    member.refresh_from_db()
    return member


def _audiences(told: Mapping[str, Any]) -> dict[str, Audience]:
    # Their work and their house could tell who goes by another name.
    named = ("name", "role", "organisation", "portrait")
    seen = named if told["listing"] == Listing.NAME else ("pseudonym",)
    return dict.fromkeys((*seen, "languages"), Audience.PUBLIC)
