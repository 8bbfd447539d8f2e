"""Members for tests, and what they agree to."""

import datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from factories import UserFactory
from vigil.network.models import Biography, Link, Listing, Member, Status
from vigil.network.profiles.fields import FIELDS, Audience, subject_of, use_of
from vigil.network.visibility.verbs import set_audiences
from vigil.trust.consent.verbs import give_consent
from vigil.trust.models import Role, User
from vigil.trust.outbox.verbs.letters import address_digest
from vigil.trust.vault.verbs.sealing import seal

PAPER = "paper"


class MemberFactory(DjangoModelFactory[Member]):
    """A member who signs in, is listed under their name, and lets nobody see anything."""

    class Meta:
        model = Member

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Casilda Orduña {n}")
    listing = Listing.NAME
    status = Status.ACTIVE
    joined_on = datetime.date(2019, 5, 4)
    address_digest = factory.LazyAttribute(lambda o: address_digest(o.user.email) if o.user else "")


def manager(**values: Any) -> User:
    """Make somebody who manages the network."""
    return UserFactory(roles=[Role.PROGRAMME_HOST], **values)


def not_yet_in(address: str = "", **values: Any) -> Member:
    """Make a member who does not sign in yet."""
    member = MemberFactory(user=None, status=Status.INVITED, **values)
    if address:
        seal("member", member.uid, "address", address, by=None)
        Member.objects.filter(pk=member.pk).update(address_digest=address_digest(address))
        member.refresh_from_db()
    return member


def agree(member: Member, audience: Audience, *names: str) -> Member:
    """Let an audience see some fields of a member (all, if none is named)."""
    chosen = names or tuple(FIELDS)
    if member.user is not None:
        set_audiences(member, dict.fromkeys(chosen, audience), by=member.user)
    else:
        by, subject = UserFactory(roles=[Role.ADJUDICATOR]), subject_of(member.uid)
        for use in (use_of(field, audience) for field in chosen):
            give_consent(subject, use, given_by="self", given_how=PAPER, by=by)
    member.refresh_from_db()
    return member


def full(mark: str, **values: Any) -> Member:
    """Make a member in each of whose texts a mark stands, and whose codes are rare."""
    member = MemberFactory(
        **{
            "name": f"Name{mark} Quintanilla",
            "pseudonym": f"Pseudonym{mark}",
            "role": f"Role{mark}",
            "organisation": f"Organisation{mark}",
            "languages": ["haw"],
            "markets": ["excisable_goods"],
            "regions": ["057"],
            "responses": ["territory"],
            "country": "TUV",
            "region": "061",
            "portrait": f"portrait{mark}"[:32],
            "joined_on": datetime.date(2013, 4, 9),
            **values,
        }
    )
    Biography.objects.create(member=member, language="en", text=f"Biography{mark}")
    Link.objects.create(member=member, label=f"Link{mark}", url=f"https://links.example/{mark}")
    return member


SIGNS = {
    "name": lambda mark: [f"Name{mark}", "Quintanilla"],
    "pseudonym": lambda mark: [f"Pseudonym{mark}"],
    "role": lambda mark: [f"Role{mark}"],
    "organisation": lambda mark: [f"Organisation{mark}"],
    "languages": lambda mark: ["haw", "Hawaiian"],
    "markets": lambda mark: ["excisable"],
    "regions": lambda mark: ["Micronesia", '"057"'],
    "responses": lambda mark: ["territor"],
    "country": lambda mark: ["TUV", "Tuvalu"],
    "region": lambda mark: ["Polynesia", '"061"'],
    "biography": lambda mark: [f"Biography{mark}"],
    "portrait": lambda mark: [f"portrait{mark}"[:32]],
    "links": lambda mark: [f"Link{mark}", f"links.example/{mark}"],
    "joined_on": lambda mark: ["2013"],
}
"""By which words in an output each field of `full` is known."""
assert set(SIGNS) == set(FIELDS)
