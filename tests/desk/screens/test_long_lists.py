"""Lists of any length: the same pages and neighbours as by reading them whole."""

import pytest
from django.core.paginator import Paginator
from django.test import Client

from factories import CandidateFactory, CaseFactory
from vigil.casefile.models import Case, Stage
from vigil.desk.cases.search import countries_of_cases
from vigil.desk.queue import queries
from vigil.desk.screens import long_lists
from vigil.trust.rooms import counts
from vigil.trust.rooms.counts import MoreThan, capped_count

pytestmark = [pytest.mark.django_db, pytest.mark.either]
FEW = 5
"""So many rows are counted here, instead of a thousand."""


@pytest.fixture(autouse=True)
def few_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (counts, long_lists, queries):
        monkeypatch.setattr(module, "MOST_COUNTED", FEW)


def candidates(number: int) -> list[Case]:
    """Make candidates, two of each worth, so that the key decides between them."""
    for n in range(number):
        worth = float(n // 2)
        CandidateFactory(key=f"k{n % 3}{n}", worth=worth, worth_to_learn=worth)
    return list(queries.candidates())


def test_a_long_queue_has_the_pages_and_neighbours_that_reading_it_whole_gives() -> None:
    whole = candidates(11)
    for asked in (None, "1", "2", "3", "4", "9", "0", "-1", "x", ""):
        ours = long_lists.page_of_keys(queries.candidates(), 3, asked)
        theirs = Paginator(whole, 3).get_page(asked)
        assert [*ours] == [case.pk for case in theirs], asked
        assert (ours.number, ours.has_next(), ours.has_previous(), ours.start_index()) == (
            theirs.number,
            theirs.has_next(),
            theirs.has_previous(),
            theirs.start_index(),
        )
        assert ours.paginator.count == MoreThan(FEW)
    for at, case in enumerate(whole):
        found = queries.neighbours(case, queries.candidates())
        assert found.previous == (whole[at - 1].pk if at else None)
        assert found.following == (whole[at + 1].pk if at + 1 < len(whole) else None)
        assert found.place == (at + 1 if at < FEW else MoreThan(FEW))
        assert found.length == MoreThan(FEW)
    outside = queries.neighbours(CaseFactory(stage=Stage.OPEN), queries.candidates())
    assert (outside.previous, outside.following, outside.place) == (None, whole[0].pk, 0)


def test_a_short_queue_is_counted_exactly() -> None:
    whole = candidates(FEW)
    page = long_lists.page_of_keys(queries.candidates(), 2, "7")
    assert ([*page], page.number, page.paginator.count) == ([whole[-1].pk], 3, FEW)
    assert capped_count(queries.candidates()) == FEW
    last = queries.neighbours(whole[-1], queries.candidates())
    assert (last.previous, last.following, last.place, last.length) == (
        whole[-2].pk,
        None,
        FEW,
        FEW,
    )


def test_screens_say_more_than_and_which_page(at_desk: Client) -> None:
    whole = candidates(FEW + 1)
    page = at_desk.get("/desk/").content.decode()
    assert "more than 5" in page
    screen = at_desk.get(f"/desk/cases/{whole[0].pk}/").content.decode()
    assert "1 of more than 5 in the queue" in screen
    assert "more than 5" in at_desk.get("/desk/cases/").content.decode()
    assert "more than 5" in at_desk.get("/account/").content.decode()


def test_countries_come_with_how_many_cases_lie_there() -> None:
    for country, number in (("COL", 2), ("MEX", 3), ("", 1), ("BRA", 2)):
        for _ in range(number):
            CaseFactory(country=country)
    CaseFactory(country="PER", superseded_by=CaseFactory(country="MEX"))
    assert countries_of_cases() == [("MEX", 4), ("BRA", 2), ("COL", 2)]
