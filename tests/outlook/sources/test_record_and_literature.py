"""Cases by a filter as a source of the report: cut by motive, with what is not reported."""

from dataclasses import replace

import pytest

from factories import publish_anew
from outlook.index_editions.test_killings import case
from vigil.casefile.models import AcceptedValue
from vigil.outlook.sources.kinds import CitedState, kind_of, read_source, state_of
from vigil.outlook.sources.record_and_literature import LATER
from vigil.trust.access.errors import NotPossible

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def record() -> None:
    """Four killings in Colombia, of which one reports no motive, and one elsewhere."""
    for motive in ("organised_crime", "organised_crime", "justice", "unclear"):
        case(motive)
    case("organised_crime", country="TUR")


def test_cases_are_cut_by_motive() -> None:
    given = "/es/figures/?country=COL&motive=organised_crime&event=killing#by-target"
    ref, about = kind_of("cases").check(given, {})
    assert ref == "country=COL&motive=organised_crime&event=killing"
    now = read_source("cases", ref, about)
    assert now is not None
    assert now.label == "Cases: Colombia; Motive: criminal trade or territory; Event: killing"
    assert now.numbers["cases"].shown == "2"
    with pytest.raises(NotPossible):
        kind_of("cases").check("motive=revenge", {})


def test_the_motive_has_a_figure_and_its_share_that_is_not_reported() -> None:
    now = read_source("cases", "country=COL&event=killing", {})
    assert now is not None
    figure = now.figures["by-motive"]()
    assert [(label, cells[0].shown) for label, cells in figure.rows] == [
        ("Criminal trade or territory", "2"),
        ("To stop justice", "1"),
        ("not reported", "1"),
    ]
    assert figure.url == "/figures/by-motive/?country=COL&event=killing"
    assert now.numbers["motive-not-reported"].shown == "1"
    assert now.numbers["motive-not-reported-share"].shown == "25.0%"


def test_what_was_cited_before_there_were_motives_has_not_changed_by_them() -> None:
    now = read_source("cases", "country=COL", {})
    assert now is not None
    before = replace(now, numbers={n: v for n, v in now.numbers.items() if n not in LATER})
    assert {*now.numbers} - {*before.numbers} == {*LATER}
    assert before.seen != now.seen
    assert state_of(now, before.seen) == CitedState.CURRENT
    assert state_of(now, now.seen) == CitedState.CURRENT
    case("justice")
    after = read_source("cases", "country=COL", {})
    assert state_of(after, before.seen) == CitedState.CHANGED


def test_a_motive_that_is_told_later_is_a_change() -> None:
    now = read_source("cases", "country=TUR", {})
    assert now is not None
    unclear = replace(
        now,
        numbers={**now.numbers, "motive-not-reported": now.numbers["cases"]},
    )
    assert state_of(unclear, now.seen) == CitedState.CHANGED


def test_a_figure_that_shows_something_else_is_a_change_though_its_sum_is_not() -> None:
    """A paragraph that shows years or motives says more than how many there are."""
    before = read_source("cases", "country=COL", {})
    told = AcceptedValue.objects.filter(field="motive", value="organised_crime").first()
    assert told is not None
    told.value = "justice"
    told.save()
    publish_anew(told.case)
    after = read_source("cases", "country=COL", {})
    assert before is not None
    assert after is not None
    shown = [{n: one.value for n, one in now.numbers.items()} for now in (before, after)]
    assert shown[0] == shown[1]
    assert state_of(after, before.seen) == CitedState.CHANGED
    # What was seen before figures were looked at is not known of them, and has not changed.
    assert state_of(after, replace(before, drawn=()).seen) == CitedState.CURRENT
