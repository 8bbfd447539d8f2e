"""How far a party wants to be seen: less at once, more once two officers agree."""

import pytest

from factories import UserFactory
from fund.factories import officer, party
from fund.published_grants import granted
from vigil.fund.models import LevelRequest, Party
from vigil.fund.overview.waiting import people
from vigil.fund.overview.waiting.lines import Viewer
from vigil.fund.parties.verbs import changing_levels, removing, who_may_know
from vigil.fund.releases import verbs as releases
from vigil.fund.releases.queries import newest_release
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.confirmations.verbs import ConfirmationLapsed, confirm
from vigil.trust.models import Decision, Level, Role
from vigil.trust.protection.verbs import level_of, protect_more

pytestmark = pytest.mark.django_db
State = LevelRequest.State


def asking(level: str = Level.HIDDEN, wish: str = Level.OPEN) -> tuple[Party, LevelRequest]:
    who = party(level)
    asked = changing_levels.say_level(who, wish)
    assert asked is not None
    return who, asked


@pytest.mark.parametrize("before", Level.values)
@pytest.mark.parametrize("wish", Level.values)
def test_only_less_is_done_without_an_officer(before: str, wish: str) -> None:
    who = party(before)
    asked = changing_levels.say_level(who, wish)
    who.refresh_from_db()
    further = Level.values.index(wish) < Level.values.index(before)
    assert (asked is not None) is further
    assert who.level == level_of(who.subject) == (before if further else wish)
    assert bool(who.name) is (who.level in (Level.OPEN, Level.PARTNER_ONLY))


def test_who_hides_leaves_what_is_published_at_once() -> None:
    grant = granted(Level.OPEN, title="On air")
    releases.make_release(by=officer())
    changing_levels.say_level(grant.party, Level.HIDDEN)
    told = newest_release()
    assert told is not None
    assert told.items == ()
    rows = Decision.objects.filter(verb="set_protection", target_key=grant.party.uid)
    made = rows.order_by("-pk").first()
    assert made is not None
    assert (made.actor, made.after) == (None, {"level": "hidden"})


def test_a_later_wish_takes_the_place_of_one_that_waits() -> None:
    who, first = asking()
    assert changing_levels.say_level(who, Level.OPEN) == first
    second = changing_levels.say_level(who, Level.PARTNER_ONLY)
    first.refresh_from_db()
    assert first.state == State.TAKEN_BACK
    assert changing_levels.open_level_request(who) == second
    # The level that stands takes it back.
    assert changing_levels.say_level(who, Level.HIDDEN) is None
    assert changing_levels.open_level_request(who) is None
    with pytest.raises(NotPossible):
        changing_levels.say_level(who, "famous")


def test_an_officer_answers_once() -> None:
    who, asked = asking()
    by = officer()
    changing_levels.refuse_level(asked, by=by)
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by) == (State.REFUSED, by)
    assert level_of(who.subject) == Level.HIDDEN
    for again in (
        lambda: changing_levels.refuse_level(asked, by=by),
        lambda: changing_levels.ask_to_grant(asked, by=by, why="late"),
    ):
        with pytest.raises(NotPossible):
            again()
    assert level_of(who.subject) == Level.HIDDEN


def test_granting_takes_a_reason_and_the_right() -> None:
    who, asked = asking()
    hindered = officer()
    who_may_know.say_conflict(who, hindered, by=hindered)
    for user in (hindered, *(UserFactory(roles=[r]) for r in Role if r != Role.FUND_OFFICER)):
        for act in (
            lambda u=user: changing_levels.ask_to_grant(asked, by=u, why="because"),
            lambda u=user: changing_levels.refuse_level(asked, by=u),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert not people.levels(Viewer(hindered))
    with pytest.raises(NotPossible):
        changing_levels.ask_to_grant(asked, by=officer(), why=" ")


def test_a_wish_to_be_seen_further_takes_two_officers() -> None:
    (who, asked), one, hindered = asking(), officer(), officer()
    who_may_know.say_conflict(who, hindered, by=hindered)
    waits = changing_levels.ask_to_grant(asked, by=one, why="They asked twice.")
    assert waits is not None
    for wrong, refused in ((one, NeedsSecondPerson), (hindered, NotAllowed)):
        with pytest.raises(refused):
            confirm(waits, by=wrong)
    asked.refresh_from_db()
    assert (asked.state, level_of(who.subject)) == (State.WAITING, Level.HIDDEN)
    confirm(waits, by=officer())
    asked.refresh_from_db()
    assert (asked.state, level_of(who.subject)) == (State.GRANTED, Level.OPEN)


def test_a_wish_that_was_taken_back_is_not_confirmed() -> None:
    who, asked = asking()
    waits = changing_levels.ask_to_grant(asked, by=officer(), why="They asked twice.")
    assert waits is not None
    changing_levels.say_level(who, Level.HIDDEN)
    with pytest.raises(ConfirmationLapsed):
        confirm(waits, by=officer())
    assert level_of(who.subject) == Level.HIDDEN


def test_of_who_was_removed_no_wish_is_kept() -> None:
    who, _asked = asking()
    removing.remove(who, by=None, why="asked")
    assert not LevelRequest.objects.exists()
    with pytest.raises(NotPossible):
        changing_levels.say_level(who, Level.OPEN)


@pytest.mark.parametrize("level", [Level.OPEN, Level.PSEUDONYM, "famous"])
def test_nobody_is_shown_more_by_protecting_more(level: str) -> None:
    who = party(Level.PSEUDONYM)
    with pytest.raises(NotPossible):
        protect_more(who.subject, level)
    assert level_of(who.subject) == Level.PSEUDONYM
