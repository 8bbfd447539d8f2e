"""Adding, changing and listing members."""

import pytest

from factories import UserFactory
from network.factories import MemberFactory, agree, manager, not_yet_in
from vigil.network.members.verbs.adding import add_member
from vigil.network.members.verbs.editing import edit_member
from vigil.network.members.verbs.listing_and_pausing import pause, resume, set_listing
from vigil.network.models import Listing, Member, Status
from vigil.network.profiles.fields import Audience, audience_of
from vigil.network.profiles.values import InvalidField
from vigil.network.visibility.queries import visible_name
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, Sealed

pytestmark = pytest.mark.django_db


def test_a_member_is_added_unseen_and_their_address_is_sealed() -> None:
    values = {"name": " Ana   Ríos ", "country": "mex", "biography": {"es": "Periodista."}}
    member = add_member("person", values, by=manager(), address="ana@correo.example")
    assert (member.name, member.country, member.region) == ("Ana Ríos", "MEX", "013")
    assert (member.listing, member.status) == (Listing.UNLISTED, Status.INVITED)
    assert member.audiences == {}
    sealed = Sealed.objects.get(subject_kind="member", subject_key=member.uid)
    assert b"ana@correo" not in bytes(sealed.ciphertext)
    decision = Decision.objects.get(verb="add_member")
    assert decision.after["fields"] == ["name", "country", "region", "biography"]
    assert "Ríos" not in str(decision.after)


def test_a_name_that_a_manager_writes_is_shown_once_the_member_lets_it() -> None:
    member = agree(MemberFactory(name="Casilda Orduña"), Audience.PUBLIC, "name", "role")
    edit_member(member, {"name": "Casilda Orduña Ríos"}, by=member.user)
    assert visible_name(anew(member), Audience.PUBLIC) == "Casilda Orduña Ríos"
    edit_member(member, {"name": "Berta Lozano"}, by=manager())
    assert visible_name(anew(member), Audience.PUBLIC) == ""
    assert audience_of(anew(member).audiences, "role") == Audience.PUBLIC


def anew(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)


@pytest.mark.parametrize("role", [Role.CODER, Role.ADJUDICATOR, Role.AUDITOR, Role.EDITOR, None])
def test_only_managers_add(role: Role | None) -> None:
    by = UserFactory(roles=[role] if role else [])
    with pytest.raises(NotAllowed):
        add_member("person", {"name": "Ana"}, by=by)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("country", "Atlantis"),
        ("markets", ["unicorns"]),
        ("languages", ["klingonese"]),
        ("joined_on", "2999-01-01"),
        ("joined_on", "yesterday"),
        ("links", [("me", "javascript:alert(1)")]),
        ("links", [("me", "ftp://files.example/")]),
        ("biography", {"en": "x" * 4001}),
        ("role", "x" * 201),
        ("region", "999"),
        ("shoe_size", "44"),
    ],
)
def test_what_a_field_does_not_take_is_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(InvalidField) as refused:
        add_member("person", {"name": "Ana", field: value}, by=manager())
    assert refused.value.field == field
    assert not Member.objects.exists()


def test_written_again_nothing_changes_and_nothing_is_recorded() -> None:
    member = MemberFactory()
    values = {
        "role": "Lawyer",
        "links": [("Site", "https://a.example/")],
        "biography": {"en": "A."},
    }
    assert edit_member(member, values, by=member.user) == ["role", "biography", "links"]
    n = Decision.objects.count()
    assert edit_member(member, values, by=member.user) == []
    assert Decision.objects.count() == n


def test_a_biography_is_removed_by_an_empty_text_and_others_stay() -> None:
    member = MemberFactory()
    edit_member(member, {"biography": {"en": "A.", "es": "B."}}, by=member.user)
    edit_member(member, {"biography": {"en": ""}}, by=member.user)
    assert [b.language for b in member.biographies.all()] == ["es"]


def test_staff_change_what_they_may_see_and_the_name() -> None:
    member = agree(MemberFactory(role="Judge"), Audience.STAFF, "role")
    edit_member(member, {"name": "Ana Other", "role": "Lawyer"}, by=manager())
    with pytest.raises(NotAllowed):
        edit_member(member, {"organisation": "Theirs"}, by=manager())
    member.refresh_from_db()
    assert (member.name, member.role, member.organisation) == ("Ana Other", "Lawyer", "")


def test_nobody_changes_another_member() -> None:
    member, other = MemberFactory(), MemberFactory()
    with pytest.raises(NotAllowed):
        edit_member(member, {"role": "Judge"}, by=other.user)


def test_under_another_name_the_page_has_another_address() -> None:
    member = MemberFactory()
    known = member.handle
    with pytest.raises(NotPossible):
        set_listing(member, Listing.PSEUDONYM, by=member.user)
    edit_member(member, {"pseudonym": "Heron"}, by=member.user)
    member.refresh_from_db()
    before = member.handle
    set_listing(member, Listing.PSEUDONYM, by=member.user)
    member.refresh_from_db()
    assert len({known, before, member.handle}) == 3
    with pytest.raises(NotPossible):
        edit_member(member, {"pseudonym": ""}, by=member.user)


def test_a_manager_lists_nobody_who_looks_after_their_own_page() -> None:
    member = MemberFactory(listing=Listing.UNLISTED, pseudonym="Heron")
    for listing in (Listing.PSEUDONYM, Listing.NAME):
        with pytest.raises(NotAllowed):
            set_listing(member, listing, by=manager())
    set_listing(member, Listing.NAME, by=member.user)
    assert set_listing(member, Listing.UNLISTED, by=manager()).listing == Listing.UNLISTED


def test_pausing_and_coming_back() -> None:
    member = MemberFactory()
    assert pause(member, by=member.user).status == Status.PAUSED
    with pytest.raises(NotPossible):
        pause(member, by=member.user)
    assert resume(member, by=manager()).status == Status.ACTIVE
    assert resume(pause(not_yet_in(), by=manager()), by=manager()).status == Status.INVITED


def test_a_reason_holds_no_name() -> None:
    member = MemberFactory(name="Casilda Orduña")
    with pytest.raises(NotPossible):
        pause(member, by=manager(), why="orduna asked on the phone")
    assert not Decision.objects.filter(verb="set_member_status").exists()


def test_an_address_is_one_members() -> None:
    add_member("person", {"name": "Ana"}, by=manager(), address="ana@correo.example")
    with pytest.raises(NotPossible):
        add_member("person", {"name": "Eva"}, by=manager(), address="ANA@correo.example")
    assert Member.objects.count() == 1
