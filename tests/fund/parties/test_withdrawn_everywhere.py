"""One withdrawal, and every public address of the fund says the name no more."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from factories import adjudicator
from fund.factories import call, officer, party
from fund.published_grants import a_person, granted, several
from fund.releases.verbs.test_releasing import result_of
from routes.table import address, routes
from seconded import lift
from vigil.fund.models import FundRelease, Party
from vigil.fund.parties.verbs import removing
from vigil.fund.releases import verbs as releases
from vigil.trust.models import Decision, Level, User
from vigil.trust.protection.verbs import level_of
from vigil.trust.rooms import house
from vigil.trust.withdrawals.names_in_texts import says
from vigil.trust.withdrawals.verbs import find, withdraw

pytestmark = pytest.mark.django_db
NAME = "Casilda Reyes"
THEIRS = ("mine/",)
"""Behind a link: where somebody sees their own."""
SILENT = {
    "fund/": "what the fund is, calls and donors",
    "fund/calls/<slug:slug>/": "what is offered",
    "fund/calls/<slug:slug>/apply/": "a form",
    "fund/emergency/": "a form",
    "fund/leave/": "leads away",
    "fund/results.json": "numbers",
}
"""Public addresses that say no words of anybody in the fund, and why."""


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def by() -> User:
    return adjudicator()


def planted() -> Party:
    """Publish everything that can say the name to the public."""
    officer_ = officer()
    call(slug="x")
    several(5)
    open_ = granted(Level.OPEN, by=officer_, name=NAME, title=f"{NAME} on air")
    a_person(title=f"With {NAME}", name="Somebody else")
    result = result_of(open_, f"{NAME} reached forty people.")
    releases.make_release(by=officer_, statements=[result.uid])
    return open_.party


def addresses() -> dict[str, str]:
    names = {"slug": "x", "token": "x", "uid": "x"}
    return {
        route: address(route, names)
        for route in routes()
        if route.startswith("fund/") and not route.startswith(THEIRS)
    }


def saying() -> set[str]:
    told = {route: Client().get(at) for route, at in addresses().items()}
    return {route for route, one in told.items() if says([one.content.decode()], [NAME])}


def test_a_withdrawn_name_is_on_no_public_address(by: User) -> None:
    planted()
    assert saying() == set(addresses()) - set(SILENT)
    assert set(SILENT) <= set(addresses())
    withdrawal = withdraw([NAME], by=by, why="her family asked")
    assert saying() == set()
    assert NAME not in str(FundRelease.objects.values_list("cells", flat=True))
    [receipt] = [r for r in withdrawal.receipts if r["room"] == "fund"]
    assert len(receipt["done"]) == 2
    assert NAME not in str(withdrawal.receipts)


def test_the_party_is_hidden_and_stays_so_when_it_is_lifted(by: User) -> None:
    mine = planted()
    withdrawal = withdraw([NAME], by=by, why="her family asked")
    mine.refresh_from_db()
    assert (mine.level, mine.name, level_of(mine.subject)) == (Level.HIDDEN, "", Level.HIDDEN)
    lift(withdrawal, by=by, why="a mistake")
    mine.refresh_from_db()
    assert mine.level == Level.HIDDEN
    [fund] = [keeper for keeper in house.keepers() if keeper.room == "fund"]
    assert "stays hidden" in str(fund.lift(withdrawal, by))


def test_copies_that_others_made_are_told_of(by: User) -> None:
    planted()
    withdrawal = withdraw([NAME], by=by, why="her family asked")
    [receipt] = [r for r in withdrawal.receipts if r["room"] == "fund"]
    assert "Copies" in str(receipt["still"])


def test_a_search_does_not_tell_who_is_hidden_in_the_fund(by: User) -> None:
    for level in (Level.HIDDEN, Level.PSEUDONYM):
        party(level, name=NAME)
    shown = party(Level.PARTNER_ONLY, name=NAME)
    found = {keeper.room: holdings for keeper, holdings in find([NAME], by=by)}
    assert [(one.key, one.ticked, one.label) for one in found["fund"]] == [
        (shown.uid, False, shown.code)
    ]
    assert NAME not in str(found["fund"])


def test_who_was_removed_is_not_found(by: User) -> None:
    mine = planted()
    removing.remove(mine, by=officer(), why="she asked")
    found = {keeper.room: holdings for keeper, holdings in find([NAME], by=by)}
    assert [one.kind for one in found["fund"]] == ["fund_title"]


def test_files_are_made_anew_when_only_a_title_was_taken_off(by: User) -> None:
    several(5)
    person_, kept = a_person(title=f"With {NAME}", name="Somebody else"), granted(Level.OPEN)
    releases.make_release(by=officer())
    release = FundRelease.objects.get()
    before = dict(release.files)
    assert before == releases.digests(release)
    withdraw([NAME], by=by, why="her family asked")
    release.refresh_from_db()
    person_.refresh_from_db()
    assert (person_.public_title, person_.party.level) == ("", Level.OPEN)
    assert set(release.files) == set(before)
    assert all(release.files[name] != digest for name, digest in before.items())
    assert release.files == releases.digests(release)
    assert [one["grant"] for one in release.cells["items"]] == [kept.uid]
    assert release.counted["items"] == [kept.uid]
    assert Decision.objects.filter(verb="take_title_off", target_key=person_.uid, actor=by).exists()
    assert Decision.objects.filter(verb="rebuild_fund_release", target_key="1").exists()


def test_words_of_a_release_that_say_a_name_are_taken_out(by: User) -> None:
    several(5)
    grant, other = granted(Level.OPEN, name="Radio"), granted(Level.OPEN, name="Press")
    said = [result_of(grant, f"{NAME} was warned in time."), result_of(other, "It warned forty.")]
    releases.make_release(by=officer(), statements=[row.uid for row in said])
    withdraw([NAME], by=by, why="her family asked")
    release = FundRelease.objects.get()
    assert [one["grant"] for one in release.cells["statements"]] == [other.uid]
    assert {one["grant"] for one in release.cells["items"]} == {grant.uid, other.uid}
    assert release.files == releases.digests(release)
    assert NAME not in str(release.cells)
    assert Decision.objects.get(verb="take_words_off").target_key == grant.uid
