"""Rows drawn from what scores low: marked, the same all day, and none where nothing learns."""

from datetime import date

import pytest
from django.test import Client, override_settings

from desk.conftest import make_candidate
from factories import CandidateFactory
from vigil.casefile.models import Case
from vigil.desk.queue import views
from vigil.desk.queue.exploration import drawn, mixed, share

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)


def low(number: int) -> list[Case]:
    return [CandidateFactory(score=0.2, worth_to_learn=-1) for _ in range(number)]


def test_a_draw_is_the_same_all_day_and_goes_on_when_one_is_decided() -> None:
    low(30)
    shown = CandidateFactory(score=0.1)
    strong = CandidateFactory(score=0.9)
    first = drawn([shown.pk], 5, MONDAY)
    assert drawn([shown.pk], 5, MONDAY) == first
    assert not {shown.pk, strong.pk} & set(first)
    assert drawn([shown.pk], 5, TUESDAY) != first
    Case.objects.filter(pk=first[0]).delete()
    assert drawn([shown.pk], 5, MONDAY)[:4] == first[1:]


@pytest.mark.parametrize(
    ("learning", "percent", "rows"), [(True, 10, 5), (True, 0, 0), (False, 10, 0), (True, 900, 25)]
)
def test_the_share_is_a_setting(learning: bool, percent: int, rows: int) -> None:
    with override_settings(VIGIL_LEARNING=learning, VIGIL_EXPLORE_PERCENT=percent):
        assert share(50) == rows


def test_they_are_spread_among_the_others() -> None:
    rows, extra = ([Case(pk=n) for n in some] for some in (range(6), range(10, 12)))
    assert [case.pk for case in mixed(rows, extra)] == [0, 1, 2, 10, 3, 4, 5, 11]
    assert [case.pk for case in mixed([], extra)] == [10, 11]
    assert mixed(rows, []) == rows


def test_the_first_page_shows_some_and_says_so(
    at_desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PAGE", 10)
    for _ in range(10):
        make_candidate()
    Case.objects.update(worth_to_learn=5.0)
    low(3)
    first = at_desk.get("/desk/")
    assert [row.to_learn for row in first.context["rows"]] == [False] * 10 + [True]
    assert "to learn from" in first.content.decode()
    for elsewhere in ("/desk/?page=2", "/desk/?q=tomas"):
        assert "to learn from" not in at_desk.get(elsewhere).content.decode()
