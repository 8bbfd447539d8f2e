"""Deadlines: wall times of a zone, and the days on which clocks are changed."""

from datetime import UTC, datetime
from unicodedata import bidirectional

import pytest
from django.utils.translation import override

from vigil.outlook.panels.deadlines import checked_zone, instant_of_wall_time, moment_text
from vigil.trust.access.errors import NotPossible

VIENNA = "Europe/Vienna"


def test_a_wall_time_is_the_instant_of_its_zone() -> None:
    assert instant_of_wall_time(datetime(2026, 7, 1, 18), VIENNA) == datetime(
        2026, 7, 1, 16, tzinfo=UTC
    )
    assert instant_of_wall_time(datetime(2026, 12, 1, 18), VIENNA) == datetime(
        2026, 12, 1, 17, tzinfo=UTC
    )


def test_what_clocks_show_twice_is_the_later_and_what_none_shows_is_refused() -> None:
    assert instant_of_wall_time(datetime(2026, 10, 25, 2, 30), VIENNA) == datetime(
        2026, 10, 25, 1, 30, tzinfo=UTC
    )
    with pytest.raises(NotPossible, match="set forward"):
        instant_of_wall_time(datetime(2026, 3, 29, 2, 30), VIENNA)


@pytest.mark.parametrize("name", ["CET", "Etc/GMT+5", "Europe/Atlantis", "", "../etc/passwd"])
def test_what_is_no_zone_of_a_place_is_refused(name: str) -> None:
    with pytest.raises(NotPossible):
        checked_zone(name)


def test_a_moment_is_told_by_the_clocks_of_who_reads() -> None:
    moment = datetime(2026, 7, 1, 16, tzinfo=UTC)
    with override("en"):
        assert moment_text(moment, "Asia/Tokyo") == "2 July 2026, 01:00 (Tokyo time)"
        assert moment_text(moment, "UTC") == "1 July 2026, 16:00 (UTC)"


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "UTC"])
def test_a_moment_runs_the_way_of_its_language(zone: str) -> None:
    # Within a sentence it stands isolated: its first letter or mark outside of any other isolate
    # says which way it runs (UAX #9, P2).
    with override("ar"):
        said = moment_text(datetime(2026, 7, 1, 16, tzinfo=UTC), zone)
    depth, strong = 0, []
    for char in said:
        depth += (char in "\u2066\u2067\u2068") - (char == "\u2069")
        if not depth and bidirectional(char) in ("L", "R", "AL"):
            strong.append(bidirectional(char))
    assert strong[:1] in (["R"], ["AL"])


@pytest.mark.parametrize(
    ("wall", "zone"),
    [(datetime(9999, 12, 31, 23, 59), "America/Bogota"), (datetime(1, 1, 1), "Asia/Tokyo")],
)
def test_a_year_typed_wrongly_is_refused_and_breaks_nothing(wall: datetime, zone: str) -> None:
    with pytest.raises(NotPossible):
        instant_of_wall_time(wall, zone)
