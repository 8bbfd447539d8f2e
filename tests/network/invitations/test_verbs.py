"""Invitations: a letter, a link that works once, an account without a role."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from factories import UserFactory
from network.factories import MemberFactory, manager, not_yet_in
from vigil.network.invitations.verbs import accept_invitation, invite, withdraw_invitation
from vigil.network.members.verbs.email_addresses import keep_address
from vigil.network.models import Invitation, Member, Status
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.access.rules import roles_of
from vigil.trust.models import Decision, Letter, Sealed, User

pytestmark = pytest.mark.django_db

ADDRESS = "casilda@hermanas.example"


def invited(member: Member, by: User | None = None, **values: str) -> str:
    """Invite a member; return the token of the letter."""
    tokens: list[str] = []

    def link(token: str) -> str:
        tokens.append(token)
        return f"https://site.example/{token}/"

    invite(member, by=by or manager(), link=link, **values)
    return tokens[0]


def test_the_letter_names_nobody_and_its_address_is_sealed(
    posted: Callable[[], list[str]],
) -> None:
    member = not_yet_in(name="Casilda Orduña")
    token = invited(member, address=ADDRESS)
    letter = Letter.objects.get()
    assert letter.subject == Letter.Subject.ACCOUNT
    assert not letter.decides
    assert letter.body == ""
    (text,) = posted()
    assert f"https://site.example/{token}/" in text
    for telling in ("Casilda", "Orduña", "Vigil", "crime", ADDRESS):
        assert telling not in text + letter.addressee
    assert token not in Invitation.objects.get().digest
    assert ADDRESS not in str(list(Decision.objects.values_list("before", "after", "why")))


def test_coming_in_makes_an_account_that_may_do_nothing_else() -> None:
    member = not_yet_in(ADDRESS, joined_on=None)
    user = accept_invitation(invited(member))
    member.refresh_from_db()
    assert (member.user, member.status) == (user, Status.ACTIVE)
    assert member.joined_on == timezone.localdate()
    assert user.email == ADDRESS
    assert not user.has_usable_password()
    assert roles_of(user) == frozenset()
    assert not user.is_staff
    assert not user.is_superuser
    assert member.name not in str(user)
    # The address stands in the account, and no more in the vault.
    assert not Sealed.objects.filter(subject_kind="member").exists()
    assert ADDRESS not in str(list(Decision.objects.values_list("before", "after", "why")))


def test_a_link_works_once() -> None:
    token = invited(not_yet_in(ADDRESS))
    accept_invitation(token)
    with pytest.raises(NotPossible):
        accept_invitation(token)
    assert User.objects.filter(email=ADDRESS).count() == 1


def test_invited_again_the_earlier_link_is_void() -> None:
    member = not_yet_in(ADDRESS)
    first, second = invited(member), invited(member)
    with pytest.raises(NotPossible):
        accept_invitation(first)
    assert accept_invitation(second).email == ADDRESS


@pytest.mark.parametrize("void", ["withdrawn", "expired", "unknown"])
def test_a_void_link_lets_nobody_in_and_does_not_say_why(void: str) -> None:
    member = not_yet_in(ADDRESS)
    token = invited(member)
    if void == "withdrawn":
        withdraw_invitation(member, by=manager())
    elif void == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        token = "unknown"
    with pytest.raises(NotPossible, match=r"^This invitation is no longer valid\. Ask .*\.$"):
        accept_invitation(token)
    assert not User.objects.filter(email=ADDRESS).exists()


def test_a_link_is_no_way_around_the_sign_in_of_an_account_that_is_there() -> None:
    there = UserFactory(email=ADDRESS)
    member = not_yet_in(ADDRESS)
    token = invited(member)
    with pytest.raises(NotPossible, match="Sign in"):
        accept_invitation(token)
    with pytest.raises(NotPossible, match="somebody else"):
        accept_invitation(token, signed_in=UserFactory())
    assert accept_invitation(token, signed_in=there) == there
    member.refresh_from_db()
    assert member.user == there


def test_who_is_in_is_not_invited_and_without_an_address_nobody_is() -> None:
    with pytest.raises(NotPossible):
        invited(MemberFactory())
    with pytest.raises(NotPossible):
        invited(not_yet_in())
    assert not Letter.objects.exists()


def test_only_managers_invite() -> None:
    member = not_yet_in(ADDRESS)
    with pytest.raises(NotAllowed):
        invite(member, by=MemberFactory().user, link=str)
    with pytest.raises(NotAllowed):
        withdraw_invitation(member, by=UserFactory())
    with pytest.raises(NotPossible):
        withdraw_invitation(member, by=manager())


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_address_stands_alone_on_a_line_without_marks(
    language: str, posted: Callable[[], list[str]]
) -> None:
    member = not_yet_in("ana@correo.example")
    address = "https://site.example/join/"
    invite(member, by=manager(), link=lambda token: address, language=language)
    assert address in posted()[0].split("\n")


def test_a_link_that_went_to_another_address_lets_nobody_in() -> None:
    member = not_yet_in(name="Casilda Orduña")
    token = invited(member, address=ADDRESS)
    member.refresh_from_db()
    assert keep_address(member, "a.future.colleague@example.org", by=manager())
    with pytest.raises(NotPossible):
        accept_invitation(token)
    assert not User.objects.filter(email="a.future.colleague@example.org").exists()


def test_whoever_invites_a_member_does_not_come_in_as_them() -> None:
    """With an address of their own they would speak as somebody else, and let them be named."""
    by, member = manager(email="ana@example.org"), not_yet_in()
    token = invited(member, by, address=by.email)
    with pytest.raises(NeedsSecondPerson):
        accept_invitation(token, signed_in=by)
    second = invited(not_yet_in(), by, address="Ana+2@example.org")
    with pytest.raises(NeedsSecondPerson):
        accept_invitation(second)
    entered = not_yet_in()
    keep_address(entered, "ANA+3@example.org", by=by)
    third = invited(entered)
    with pytest.raises(NeedsSecondPerson):
        accept_invitation(third)
    member.refresh_from_db()
    assert (member.user, Member.objects.exclude(user=None).count()) == (None, 0)
    other = manager()
    assert accept_invitation(invited(not_yet_in(), address=other.email), signed_in=other) == other
