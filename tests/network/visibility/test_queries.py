"""What is shown of a member: field by field, to each audience, under each name."""

import datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from network.factories import MemberFactory, agree, full, not_yet_in
from vigil.network.models import Listing, Member, Status
from vigil.network.profiles.fields import FIELDS, Audience, audience_of
from vigil.network.visibility.queries import (
    NOTHING_VISIBLE,
    VisibleMember,
    visible_member,
    visible_name,
    visible_names,
)
from vigil.network.visibility.verbs import set_audiences
from vigil.trust.models import Consent

pytestmark = pytest.mark.django_db

MARK = "zqx7"
VIEWERS = (Audience.STAFF, Audience.MEMBERS, Audience.PUBLIC)
ATTRIBUTE = {"biography": "biographies"}


def value(what: VisibleMember, name: str) -> Any:
    return getattr(what, ATTRIBUTE.get(name, name))


def read_again(member: Member) -> Member:
    return Member.objects.prefetch_related("biographies", "links").get(pk=member.pk)


def test_nothing_is_shown_by_default() -> None:
    member = full(MARK)
    for viewer in Audience:
        assert visible_member(member, viewer) == NOTHING_VISIBLE


@pytest.mark.parametrize("name", [n for n in FIELDS if n not in ("name", "pseudonym")])
@pytest.mark.parametrize("allowed", list(Audience))
def test_a_field_is_shown_to_its_audience_and_to_narrower_ones(
    name: str, allowed: Audience
) -> None:
    member = agree(agree(full(MARK), Audience.PUBLIC, "name"), allowed, name)
    for viewer in VIEWERS:
        assert bool(value(visible_member(read_again(member), viewer), name)) == (
            allowed >= viewer
        ), viewer


@pytest.mark.parametrize("allowed", list(Audience))
def test_who_may_not_see_the_name_sees_nothing_else_either(allowed: Audience) -> None:
    member = agree(agree(full(MARK), Audience.PUBLIC), allowed, "name")
    for viewer in VIEWERS:
        what = visible_member(member, viewer)
        assert (what == NOTHING_VISIBLE) == (allowed < viewer)
        assert what.name in ("", member.name)


def test_nobody_is_no_viewer() -> None:
    assert visible_member(agree(full(MARK), Audience.PUBLIC), Audience.NOBODY) == NOTHING_VISIBLE


@pytest.mark.parametrize("viewer", [Audience.PUBLIC, Audience.MEMBERS])
def test_beside_another_name_nothing_tells_the_name(viewer: Audience) -> None:
    member = agree(full(MARK, listing=Listing.PSEUDONYM), Audience.PUBLIC)
    what = visible_member(member, viewer)
    assert what.name == member.pseudonym
    assert what.pseudonymous
    assert (what.portrait, what.links) == ("", ())
    assert member.name not in repr(what)
    assert what.role == member.role


def test_staff_see_the_name_beside_the_other_one_only_if_they_may() -> None:
    member = agree(full(MARK, listing=Listing.PSEUDONYM), Audience.PUBLIC, "pseudonym")
    assert visible_name(member, Audience.STAFF) == member.pseudonym
    agree(member, Audience.STAFF, "name")
    assert visible_name(member, Audience.STAFF) == member.name
    assert visible_name(member, Audience.PUBLIC) == member.pseudonym


def test_a_text_that_says_the_name_is_not_shown_beside_another_name() -> None:
    member = full(
        MARK,
        name="Casilda Orduña",
        pseudonym="Heron",
        listing=Listing.PSEUDONYM,
        organisation="Fundación ORDUNA",
        role="Lawyer",
    )
    biography = member.biographies.get()
    biography.text = "Casilda has worked on the border for years."
    biography.save()
    what = visible_member(agree(member, Audience.PUBLIC), Audience.PUBLIC)
    assert (what.organisation, what.biographies, what.role) == ("", {}, "Lawyer")
    what = visible_member(agree(member, Audience.PUBLIC), Audience.STAFF)
    assert what.organisation == "Fundación ORDUNA"


@pytest.mark.parametrize(
    "away",
    [
        {"listing": Listing.UNLISTED},
        {"status": Status.PAUSED},
        {"withdrawals": [7]},
    ],
)
def test_who_is_unlisted_pausing_or_withdrawn_is_seen_by_staff_alone(away: dict[str, Any]) -> None:
    member = agree(full(MARK, **away), Audience.PUBLIC)
    assert (
        visible_member(member, Audience.PUBLIC)
        == visible_member(member, Audience.MEMBERS)
        == NOTHING_VISIBLE
    )
    assert visible_member(member, Audience.STAFF).name == member.name


def test_of_one_who_left_nobody_sees_anything() -> None:
    member = agree(full(MARK), Audience.PUBLIC)
    member.status = Status.LEFT
    assert all(visible_member(member, viewer) == NOTHING_VISIBLE for viewer in Audience)


def test_an_agreement_ends_with_its_last_day() -> None:
    member = full(MARK)
    today = datetime.date.today()
    set_audiences(member, {"name": Audience.PUBLIC}, by=member.user, until=today)
    member.refresh_from_db()
    assert audience_of(member.audiences, "name") == Audience.PUBLIC
    tomorrow = today + datetime.timedelta(days=1)
    assert audience_of(member.audiences, "name", tomorrow) == Audience.NOBODY


def test_an_agreement_for_one_country_or_language_opens_no_page() -> None:
    member = agree(full(MARK), Audience.PUBLIC, "name")
    Consent.objects.update(territory="MEX")
    agree(member, Audience.PUBLIC, "role")  # what was agreed is read anew
    assert visible_member(member, Audience.PUBLIC) == NOTHING_VISIBLE


def test_names_of_many_take_no_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    named = [agree(MemberFactory(), Audience.PUBLIC, "name") for _ in range(3)]
    unnamed = agree(MemberFactory(listing=Listing.UNLISTED), Audience.PUBLIC, "name")
    on_paper = agree(not_yet_in(), Audience.MEMBERS, "name")
    members = list(Member.objects.all())
    with django_assert_num_queries(0):
        public = visible_names(members, Audience.PUBLIC)
        among = visible_names(members, Audience.MEMBERS)
    assert public == {member.pk: member.name for member in named}
    assert unnamed.pk not in among
    assert among[on_paper.pk] == on_paper.name


def test_what_members_agreed_to_is_what_their_row_repeats() -> None:
    member = agree(agree(full(MARK), Audience.MEMBERS), Audience.PUBLIC, "name", "role")
    agree(member, Audience.NOBODY, "links")
    standing = Consent.objects.filter(withdrawn_at=None).values_list("use", flat=True)
    repeated = {
        f"m.{name}.{audience}" for name, pairs in member.audiences.items() for audience, _ in pairs
    }
    assert repeated == set(standing)
    assert "links" not in member.audiences
