"""Withdrawing a member: found in any spelling, taken away whole, given back as it was."""

from typing import Any

import pytest

from factories import UserFactory
from network.factories import MemberFactory, agree, full, manager, not_yet_in
from network.sheets_of_members import row, written
from seconded import lift
from vigil.network.members.keeper import NetworkKeeper
from vigil.network.models import Biography, Listing, Member
from vigil.network.profiles.fields import Audience
from vigil.network.sheets.verbs.importing import begin_import
from vigil.network.visibility.queries import NOTHING_VISIBLE, VisibleMember, visible_member
from vigil.trust.models import Consent, Decision, Role, User
from vigil.trust.withdrawals.verbs import withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.either]

NAME = "Casilda Orduña"


@pytest.fixture
def by(db: None) -> User:
    return UserFactory(roles=[Role.ADJUDICATOR])


def seen(member: Member) -> VisibleMember:
    return visible_member(Member.objects.get(pk=member.pk), Audience.PUBLIC)


def done(withdrawal: Any) -> list[str]:
    (mine,) = [r for r in withdrawal.receipts if r["room"] == "network"]
    return [one["key"] for one in mine["done"]]


@pytest.mark.parametrize("typed", [NAME, "casilda orduna", "CASILDA ORDUÑA", "Heron"])
def test_a_member_is_withdrawn_by_name_and_by_the_other_name(typed: str, by: User) -> None:
    member = agree(full("zqx7", name=NAME, pseudonym="Heron"), Audience.PUBLIC)
    other = agree(MemberFactory(name="Eva Luna"), Audience.PUBLIC)
    assert done(withdraw([typed], by=by, why="she asked")) == [member.uid]
    assert seen(member) == NOTHING_VISIBLE
    assert visible_member(Member.objects.get(pk=member.pk), Audience.MEMBERS) == NOTHING_VISIBLE
    assert seen(other).name == "Eva Luna"


def test_also_by_address_and_by_id(by: User) -> None:
    member = not_yet_in("casilda@hermanas.example")
    keeper = NetworkKeeper()
    for name in ("CASILDA@hermanas.example", member.uid):
        assert [(h.key, h.ticked) for h in keeper.find([name])] == [(member.uid, True)]


def test_a_name_too_short_to_look_for_is_found_as_a_whole(by: User) -> None:
    member = MemberFactory(name="Li")
    MemberFactory(name="Lina Ray")
    assert [h.key for h in NetworkKeeper().find(["li"])] == [member.uid]


def test_lifted_everything_is_as_before(by: User) -> None:
    member = agree(full("zqx7", name=NAME), Audience.PUBLIC)
    before, consents = seen(member), list(Consent.objects.values())
    withdrawal = withdraw([NAME], by=by, why="she asked")
    lift(withdrawal, by=by, why="she wants to be listed again")
    assert seen(member) == before
    assert list(Consent.objects.values()) == consents
    assert {d.target_key for d in Decision.objects.filter(verb="show_member_again")} == {member.uid}


def test_what_the_member_took_back_meanwhile_does_not_come_back(by: User) -> None:
    member = agree(full("zqx7", name=NAME), Audience.PUBLIC)
    withdrawal = withdraw([NAME], by=by, why="she asked")
    agree(member, Audience.NOBODY, "role")
    lift(withdrawal, by=by, why="she wants to be listed again")
    assert seen(member).role == ""
    assert seen(member).name == NAME


def test_of_two_withdrawals_one_lifted_leaves_the_other(by: User) -> None:
    member = agree(full("zqx7", name=NAME, pseudonym="Heron"), Audience.PUBLIC)
    first = withdraw([NAME], by=by, why="she asked")
    key = ("network", "member", member.uid)
    second = withdraw(["Heron"], by=by, why="again", chosen=[key])
    lift(first, by=by, why="by mistake")
    assert seen(member) == NOTHING_VISIBLE
    lift(second, by=by, why="she wants it")
    assert seen(member).name == NAME


def test_who_only_writes_of_somebody_is_offered_and_not_ticked() -> None:
    member = agree(MemberFactory(name="Eva Luna"), Audience.PUBLIC)
    Biography.objects.create(member=member, language="es", text="Trabajó con Casilda Orduna.")
    (holding,) = NetworkKeeper().find([NAME])
    assert (holding.key, holding.ticked) == (member.uid, False)
    assert NetworkKeeper().still_shows([NAME])


def test_what_is_not_shown_is_not_still_out() -> None:
    agree(full("zqx7", name=NAME, listing=Listing.UNLISTED), Audience.PUBLIC)
    assert NetworkKeeper().still_shows([NAME]) == []


def test_a_sheet_that_waits_is_told_of() -> None:
    begin_import(written([row(1, name=NAME)]), by=manager())
    assert len(NetworkKeeper().still_shows([NAME])) == 1


def test_no_name_goes_into_the_receipt(by: User) -> None:
    agree(full("zqx7", name=NAME), Audience.PUBLIC)
    withdrawal = withdraw([NAME], by=by, why="she asked")
    told = str(withdrawal.receipts) + str(list(Decision.objects.values("before", "after", "why")))
    assert "Casilda" not in told
