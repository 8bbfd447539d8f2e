"""What grants reached: the newest number counts, nothing is added twice, none is not nobody."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from fund.factories import a_grant, officer, party
from fund.published_grants import granted, several
from vigil.fund.models import Grant, Result
from vigil.fund.parties.verbs import who_may_know
from vigil.fund.releases import verbs as releases
from vigil.fund.releases.queries import published_release
from vigil.fund.reporting.reach import (
    GrantReach,
    ReachTotals,
    reach_by_grant,
    total_reach,
    world_regions,
)
from vigil.trust.models import Level, User

pytestmark = pytest.mark.django_db


def result(grant: Grant, month: int = 5, **values: Any) -> Result:
    values = {"evidence": "own", "by": officer(), "counted": "estimate", **values}
    return Result.objects.create(grant=grant, month=date(2024, month, 1), **values)


def reached(grant: Grant) -> GrantReach:
    return reach_by_grant([grant])[grant.uid]


def screen(user: User) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get("/desk/fund/grants/results/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_newest_number_counts_and_is_not_added_to_an_earlier_one() -> None:
    grant = granted()
    result(grant, 9, people=300, counted="list", themes=["prevention"])
    result(grant, 3, people=40, communities=2)
    result(grant, 11)  # words alone take no number back
    assert reached(grant) == GrantReach(
        "019", "prevention", frozenset({"prevention"}), 300, 2, "list", {2024: 300}
    )


def test_a_region_that_was_said_comes_before_that_of_the_country() -> None:
    grant = granted(country="KEN")
    assert reached(grant).region == "002"
    result(grant, region="142", people=0)
    assert (reached(grant).region, reached(grant).people) == ("142", 0)
    assert set(world_regions()) == {"002", "019", "142", "150", "009"}


def test_the_theme_of_the_grant_is_the_one_it_is_counted_under() -> None:
    grant = granted()
    Grant.objects.filter(pk=grant.pk).update(theme="victim_support")
    grant.refresh_from_db()
    result(grant, themes=["prevention"])
    one = reached(grant)
    assert (one.theme, one.themes) == ("victim_support", {"victim_support", "prevention"})


def test_what_was_not_reported_is_counted_as_such() -> None:
    first, second, third = several(3)
    result(first, people=0, communities=1)
    result(second, people=70, counted="list")
    made = total_reach(reach_by_grant([first, second, third]).values())
    assert (made.all.people, made.all.told_people, made.all.grants) == (70, 2, 3)
    assert (made.all.communities, made.all.told_communities) == (1, 1)
    assert made.unreported == 1
    assert made.share_unreported == pytest.approx(1 / 3)
    assert {how: one.people for how, one in made.counted.items()} == {"estimate": 0, "list": 70}
    assert ReachTotals().share_unreported == 0


def test_the_reading_asks_the_database_little(django_assert_num_queries: Any) -> None:
    grants = list(Grant.objects.filter(pk__in=[g.pk for g in several(6)]).select_related("party"))
    for grant in grants:
        result(grant, people=1)
    with django_assert_num_queries(1):
        reach_by_grant(grants)


def test_the_screen_shows_how_many_grants_stand_behind_each_number() -> None:
    by = officer()
    for n, grant in enumerate([a_grant(), a_grant(), a_grant()]):
        if n < 2:
            result(grant, people=1_000 * (n + 1), themes=["prevention", "victim_support"])
    theirs = a_grant(of=party(name="Ours"))
    result(theirs, people=77_000)
    who_may_know.say_conflict(theirs.party, by, by=by)
    shown = screen(by)
    for said in ("3000", "of 2 grants", "Not reported: 1 (33%)", "Americas", "Estimated"):
        assert said in shown, said
    assert "80000" not in shown, "of whom somebody may not know they see nothing"
    assert "Hermanas" not in shown


def test_a_release_says_what_was_reached_from_five_grants_on() -> None:
    by = officer()
    for n, grant in enumerate(several(9)):
        Grant.objects.filter(pk=grant.pk).update(theme="prevention" if n < 5 else "victim_support")
        if n < 6:
            result(grant, people=10, communities=1 if n < 4 else None)
    listed = granted(Level.OPEN)
    result(listed, people=5_000, communities=9)
    release = releases.make_release(by=by)
    told = published_release(release)
    assert (told.themes, told.people, told.communities) == ({"prevention": 5}, {"019": 60}, {})
    page = Client().get("/fund/results/").content.decode()
    for said in ("Grants by theme", "People they reached", "60"):
        assert said in page, said
    numbers = Client().get("/fund/results.json").json()
    assert (numbers["themes"], numbers["people"]) == ({"prevention": 5}, {"019": 60})
    assert numbers["communities"] == {}
    # One that reports now moves nothing: it could be read off.
    late = Grant.objects.exclude(results__people__gte=0).first()
    assert late is not None
    result(late, people=900)
    assert published_release(releases.make_release(by=by)).people == {"019": 60}


def test_a_release_from_before_says_nothing_of_it_and_is_shown() -> None:
    several(5)
    release = releases.make_release(by=officer())
    for part in ("themes", "people", "communities"):
        release.cells.pop(part)
    release.save()
    assert published_release(release).people == {}
    page = Client().get("/fund/results/").content.decode()
    assert "People they reached" not in page
