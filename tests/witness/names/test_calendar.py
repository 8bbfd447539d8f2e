"""Anniversaries as a calendar: what stands in it, under which UID, and how it comes back."""

from datetime import date

import pytest
from django.test import Client
from icalendar import Calendar

from vigil.witness.names import calendar as names_calendar
from vigil.witness.names.verbs.admitting import exclude
from witness.people_factories import AMALIA, editor, killed, row_of

pytestmark = pytest.mark.django_db
AT = "/names/anniversaries.ics"


def read(at: str = AT) -> Calendar:
    answer = Client().get(at)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(answer.content)


def test_each_name_is_an_entry_that_comes_back_every_year() -> None:
    victim = killed()
    [event] = read().events
    assert event["SUMMARY"] == f"In memory of {AMALIA}"
    assert event["UID"] == f"name-{row_of(victim).handle}@vigil.invalid"
    assert event.decoded("DTSTART") == date(2019, 3, 7)
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event["RRULE"].to_ical() == b"FREQ=YEARLY"
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["URL"].startswith("http://testserver/people/")


def test_a_leap_day_comes_back_on_the_last_of_february() -> None:
    killed(day="2020-02-29")
    [event] = read().events
    assert event["RRULE"].to_ical() == b"FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=2"


def test_uids_stay_in_every_language_while_words_change() -> None:
    killed()
    [english], [spanish] = read().events, read(f"/es{AT}").events
    assert english["UID"] == spanish["UID"]


def test_who_has_no_day_is_not_in_it() -> None:
    killed(day="2019-03")
    assert [event["UID"] for event in read().events] == ["nobody@vigil.invalid"]


def test_a_filter_narrows_it() -> None:
    killed("One", country="COL")
    killed("Two", target_category="judicial")
    assert [e["SUMMARY"] for e in read(f"{AT}?country=COL").events] == ["In memory of One"]
    assert [e["SUMMARY"] for e in read(f"{AT}?category=judicial").events] == ["In memory of Two"]


@pytest.mark.parametrize(
    "query", ["country=XX", "category=robber", "q=amalia", "country=COL&country=MEX", "page=2"]
)
def test_what_is_not_understood_is_refused_and_named(query: str) -> None:
    answer = Client().get(f"{AT}?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.json()["errors"]


def test_of_too_many_names_each_day_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names_calendar, "MOST", 2)
    monkeypatch.setattr(names_calendar, "MOST_OF_A_DAY", 1)
    killed("One", "2001-03-07")
    killed("Two", "2002-03-07")
    killed("Leap", "2004-02-29")
    leap, day = read(f"{AT}?country=MEX").events
    assert day["UID"] == "day-0307-country=MEX@vigil.invalid"
    assert day["SUMMARY"] == "2 people to remember"
    assert "One, 2001" in day["DESCRIPTION"]
    assert "And 1 more." in day["DESCRIPTION"]
    assert leap["RRULE"].to_ical() == b"FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=2"


def test_an_excluded_name_is_gone_at_once_whatever_was_kept() -> None:
    victim = killed()
    first = Client().get(AT)
    assert first["Cache-Control"] == "no-cache"
    again = Client().get(AT, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    exclude(row_of(victim), by=editor(), why="The family asked")
    fresh = Client().get(AT, headers={"If-None-Match": first["ETag"]})
    assert fresh.status_code == 200
    assert AMALIA.encode() not in fresh.content
