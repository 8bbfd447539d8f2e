"""Wall times, instants, and how they are told."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import assume, given
from hypothesis import strategies as st

from vigil.programme.time_zones import wall_times
from vigil.programme.time_zones.wall_times import (
    Ambiguous,
    NoSuchTime,
    UnknownZone,
    instant,
    instants,
)
from vigil.trust.access.errors import NotPossible

PLACES = st.sampled_from(
    [
        *("Asia/Tokyo", "Europe/Vienna", "America/Bogota", "Africa/Casablanca", "UTC"),
        *("Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns"),
    ]
)
MOMENTS = st.datetimes(datetime(1995, 1, 1), datetime(2037, 1, 1))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def span(starts: str, ends: str, there: str, here: str = "") -> wall_times.Span:
    begins, over = instants(at(starts), at(ends), there)
    return wall_times.span_between(begins, over, here or there, there)


@pytest.mark.parametrize(
    ("wall", "zone", "is_at"),
    [
        ("2021-03-11T09:00", "Asia/Tokyo", "2021-03-11T00:00Z"),
        ("2021-03-27T12:00", "Europe/Vienna", "2021-03-27T11:00Z"),  # the day before summer time
        ("2021-03-28T12:00", "Europe/Vienna", "2021-03-28T10:00Z"),
        # Zones that changed their rules: the same wall time, another year.
        ("2021-07-01T12:00", "America/Mexico_City", "2021-07-01T17:00Z"),
        ("2023-07-01T12:00", "America/Mexico_City", "2023-07-01T18:00Z"),
        ("2022-07-01T12:00", "Africa/Cairo", "2022-07-01T10:00Z"),
        ("2023-07-01T12:00", "Africa/Cairo", "2023-07-01T09:00Z"),
        ("2011-12-29T12:00", "Pacific/Apia", "2011-12-29T22:00Z"),  # the next day was left out
        ("2011-12-31T12:00", "Pacific/Apia", "2011-12-30T22:00Z"),
        ("2026-01-01T12:00", "Asia/Kathmandu", "2026-01-01T06:15Z"),
    ],
)
def test_a_wall_time_is_an_instant_by_the_rules_of_its_zone_and_year(
    wall: str, zone: str, is_at: str
) -> None:
    assert instant(at(wall), zone) == at(is_at.replace("Z", "+00:00"))


@pytest.mark.parametrize(
    "zone", ["CET", "EST", "IST", "Etc/GMT+5", "Mars/Base", "", "../etc/passwd"]
)
def test_only_the_zone_of_a_place_is_one(zone: str) -> None:
    with pytest.raises(UnknownZone, match="Europe/Vienna"):
        instant(at("2021-03-11T09:00"), zone)


@pytest.mark.parametrize(
    ("wall", "zone"),
    [
        ("2021-03-28T02:00", "Europe/Vienna"),
        ("2021-03-28T02:59:59", "Europe/Vienna"),
        ("2021-10-03T02:15", "Australia/Lord_Howe"),  # by half an hour only
        ("2011-12-30T12:00", "Pacific/Apia"),  # a whole day
    ],
)
def test_a_time_that_no_clock_shows_is_refused(wall: str, zone: str) -> None:
    for fold in (None, 0, 1):
        with pytest.raises(NoSuchTime, match="set forward"):
            instant(at(wall), zone, fold)
    with pytest.raises(NoSuchTime):
        instants(at(wall), at(wall) + timedelta(hours=48), zone)


def test_a_time_that_clocks_show_twice_has_to_be_told_apart() -> None:
    twice = at("2021-10-31T02:30")
    with pytest.raises(Ambiguous, match="which is meant"):
        instant(twice, "Europe/Vienna")
    assert instant(twice, "Europe/Vienna", 0) == at("2021-10-31T00:30+00:00")
    assert instant(twice, "Europe/Vienna", 1) == at("2021-10-31T01:30+00:00")
    assert instant(at("2021-10-31T03:00"), "Europe/Vienna") == at("2021-10-31T02:00+00:00")


def test_an_end_that_is_shown_twice_is_asked_for_and_is_after_the_beginning() -> None:
    starts, ends = at("2021-10-31T01:00"), at("2021-10-31T02:30")
    with pytest.raises(Ambiguous):
        instants(starts, ends, "Europe/Vienna")
    first, second = (instants(starts, ends, "Europe/Vienna", fold) for fold in (0, 1))
    assert second[1] - first[1] == timedelta(hours=1)
    # From the first 02:30 to 02:15: only the second 02:15 is after it.
    begins, over = instants(at("2021-10-31T02:30"), at("2021-10-31T02:15"), "Europe/Vienna", 0)
    assert over - begins == timedelta(minutes=45)


def test_what_ends_before_it_begins_is_refused() -> None:
    for ends in ("2021-03-11T09:00", "2021-03-11T08:00"):
        with pytest.raises(NotPossible, match="end after it begins"):
            instants(at("2021-03-11T09:00"), at(ends), "Asia/Tokyo")


@given(MOMENTS, PLACES)
def test_every_time_a_clock_shows_leads_back_to_itself(moment: datetime, zone: str) -> None:
    """Any instant, shown on a wall and read from it again, is the same instant."""
    shown = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    wall = shown.replace(tzinfo=None, fold=0)
    assert instant(wall, zone, shown.fold) == moment.replace(tzinfo=UTC)


@given(MOMENTS, PLACES)
def test_a_wall_time_is_one_instant_or_refused(wall: datetime, zone: str) -> None:
    try:
        found = instant(wall, zone)
    except NoSuchTime:
        assume(False)
    except Ambiguous:
        first, second = instant(wall, zone, 0), instant(wall, zone, 1)
        assert first < second
        found = first
    assert found.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) == wall


@given(MOMENTS, st.integers(1, 3000), PLACES, PLACES)
def test_a_span_is_the_same_instants_in_every_zone(
    moment: datetime, minutes: int, there: str, here: str
) -> None:
    begins = moment.replace(tzinfo=UTC)
    over = begins + timedelta(minutes=minutes)
    shown = wall_times.span_between(begins, over, here, there)
    assert (shown.starts, shown.ends) == (begins, over)
    apart = shown.starts.date() - begins.astimezone(ZoneInfo(there)).date()
    assert timedelta(days=shown.shift) == apart
    assert bool(shown.shift_words) == bool(shown.shift)


def test_the_zone_is_told_in_words_and_never_by_an_abbreviation() -> None:
    there = span("2021-03-11T09:00", "2021-03-11T10:30", "Asia/Tokyo")
    assert there.times == "09:00–10:30"
    assert there.zone_words == "Tokyo time (UTC+9)"
    assert there.date == "Thursday, 11 March 2021"
    with override("es"):
        assert there.city == "Tokio"
    buenos = span("2021-03-11T09:00", "2021-03-11T10:30", "America/Argentina/Buenos_Aires")
    assert buenos.zone_words == "Buenos Aires time (UTC−3)"
    india = span("2021-03-11T09:00", "2021-03-11T10:30", "Asia/Calcutta")
    assert india.zone_words == "Kolkata time (UTC+5:30)"
    assert "Coordinated" in span("2021-03-11T09:00", "2021-03-11T10:00", "UTC").zone_words


@pytest.mark.parametrize("day", ["2021-03-27", "2021-03-28"])
def test_the_offset_of_a_reader_is_that_of_the_day_and_not_of_today(day: str) -> None:
    """Between event and reader the clocks change: Tokyo has no summer time, Vienna has."""
    here = span(f"{day}T15:00", f"{day}T16:00", "Asia/Tokyo", "Europe/Vienna")
    told = {"2021-03-27": ("07:00–08:00", "UTC+1"), "2021-03-28": ("08:00–09:00", "UTC+2")}
    assert (here.times, here.offset) == told[day]


def test_a_change_of_clocks_within_a_session_is_told() -> None:
    here = span("2021-03-28T08:00", "2021-03-28T11:00", "Asia/Tokyo", "Europe/Vienna")
    assert here.times == "00:00–04:00"  # three hours, of which clocks leave one out
    assert here.offset == "UTC+1, and UTC+2 once the clocks are changed"


def test_another_date_for_the_reader_is_said() -> None:
    there = ("2021-03-11T09:00", "2021-03-11T10:30", "Asia/Tokyo")
    assert span(*there, "America/Bogota").shift_words == "the day before"
    assert span(*there, "Europe/Vienna").shift_words == ""
    late = ("2021-03-11T20:00", "2021-03-11T21:00", "America/Bogota")
    assert span(*late, "Asia/Tokyo").shift_words == "the day after"
    far = ("2021-03-11T23:30", "2021-03-11T23:50", "Pacific/Pago_Pago")
    assert span(*far, "Pacific/Kiritimati").shift_words == "2 days after"


def test_a_session_across_midnight_says_on_which_day_it_ends() -> None:
    there = span("2021-03-11T23:00", "2021-03-12T01:00", "Asia/Tokyo")
    assert there.next_day == "Friday, 12 March 2021"
    here = span("2021-03-11T23:00", "2021-03-12T01:00", "Asia/Tokyo", "Europe/Vienna")
    assert here.next_day == ""
    back = span("2021-03-11T07:00", "2021-03-11T09:00", "Asia/Tokyo", "Europe/Vienna")
    assert (back.times, back.shift_words) == ("23:00–01:00", "the day before")
    assert back.next_day == "Thursday, 11 March 2021"
    assert back.starts.date() == date(2021, 3, 10)


def test_in_one_line_everything_that_changes_is_said() -> None:
    there = ("2026-07-01T01:00", "2026-07-01T03:00", "Asia/Tokyo")
    assert str(span(*there)) == "Wednesday, 1 July 2026, 01:00–03:00, Tokyo time (UTC+9)"
    assert str(span(*there, "Europe/Madrid")) == (
        "Tuesday, 30 June 2026, 18:00–20:00, Madrid time (UTC+2), the day before"
    )
    late = span("2026-07-01T23:00", "2026-07-02T01:00", "Asia/Tokyo")
    assert "23:00–01:00 (until Thursday, 2 July 2026), Tokyo" in str(late)


def test_from_right_to_left_the_clock_times_are_isolated() -> None:
    with override("ar"):
        told = str(span("2026-07-01T10:15", "2026-07-01T11:15", "Asia/Tokyo"))
    assert "\u206810:15–11:15\u2069" in told
    assert "," not in told.split("10:15")[1]
    assert "، " in told
