"""Requests wait in lanes, and each lane has its turn."""

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from vigil.cli.serving.lanes import KEPT, Lane, Lanes, RequestInProgress, lane_of

LANES = {
    ("GET", "/healthz"): Lane.HEALTH,
    ("GET", "/healthz/map/"): Lane.PAGES,
    ("GET", "/static/vigil/map.js"): Lane.FORMS,
    ("GET", "/styles/base.0123.css"): Lane.FORMS,
    ("GET", "/bear-witness/"): Lane.FORMS,
    ("POST", "/es/bear-witness/"): Lane.WORDS,
    ("POST", "/pt-br/about/report-an-error/"): Lane.WORDS,
    ("POST", "/bear-witness/return/"): Lane.CODES,
    ("GET", "/ar/bear-witness/return/"): Lane.FORMS,
    ("POST", "/fund/emergency/"): Lane.WORDS,
    ("GET", "/mine/abc/"): Lane.FORMS,
    ("GET", "/fund/results/"): Lane.PAGES,
    ("GET", "/fund/data/iati.xml"): Lane.PAGES,
    ("POST", "/account/login/"): Lane.COLLEAGUES,
    ("GET", "/fr/desk/cases/1/"): Lane.COLLEAGUES,
    ("GET", "/map/"): Lane.PAGES,
    ("GET", "/cases/bear-witness/"): Lane.PAGES,
    ("", ""): Lane.PAGES,
}


def test_what_waits_apart() -> None:
    assert {asked: lane_of(*asked) for asked in LANES} == LANES


def asking(path: str) -> Any:
    return SimpleNamespace(requests=[SimpleNamespace(command="GET", path=path)])


@pytest.fixture
def lanes() -> Lanes:
    return Lanes(threading.Lock(), threads=8)


def begun(lanes: Lanes) -> list[RequestInProgress]:
    """Answer as many at once as may be."""
    return [lanes.popleft() for _ in range(8) if lanes]


def of(answered: list[RequestInProgress]) -> list[Lane]:
    return [one.lane for one in answered]


def test_other_requests_leave_threads_to_the_forms_of_strangers(lanes: Lanes) -> None:
    for path in ("/map/", "/desk/") * 10:
        lanes.append(asking(path))
    assert of(begun(lanes)) == [Lane.COLLEAGUES, Lane.PAGES] * ((8 - KEPT) // 2)
    assert (bool(lanes), len(lanes)) == (False, 20 - (8 - KEPT))
    lanes.append(asking("/fund/"))
    assert of([lanes.popleft()]) == [Lane.FORMS]
    with pytest.raises(IndexError):
        lanes.popleft()


def test_the_lane_of_which_fewest_are_answered_is_next(lanes: Lanes) -> None:
    for path in ("/fund/",) * 10 + ("/map/",):
        lanes.append(asking(path))
    assert of(begun(lanes)[:3]) == [Lane.FORMS, Lane.PAGES, Lane.FORMS]


def test_one_that_was_answered_makes_room_whatever_came_of_it(lanes: Lanes) -> None:
    def breaks() -> None:
        raise OSError

    lanes.append(asking("/map/"))
    (one,) = begun(lanes)
    one.channel.service = breaks
    with pytest.raises(OSError):
        one.service()
    assert lanes.answered[Lane.PAGES] == 0


def test_of_the_longest_lane_those_who_came_last_are_dismissed(lanes: Lanes) -> None:
    waiting = [asking("/map/") for _ in range(4)]
    for one in (*waiting, asking("/fund/")):
        lanes.append(one)
    assert lanes.dismiss(2) == [waiting[3], waiting[2]]
    assert lanes.dismiss(9) == [waiting[1], waiting[0]]
    assert len(lanes) == 1
