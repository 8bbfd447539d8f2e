"""The field for a wall time: what it reads and refuses, and what a browser's picker gets."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.forms import Form
from django.utils import timezone

from vigil.desk.screens.wall_time import WallTimeField


class MeetingForm(Form):
    starts = WallTimeField()


@pytest.mark.parametrize(
    "typed",
    ["2021-03-11T09:00", "2021-03-11T09:00:00", "2021-03-11 09:00", " 2021-03-11T09:00 "],
)
def test_reads_what_browsers_send_and_people_type(typed: str) -> None:
    assert WallTimeField().clean(typed) == datetime(2021, 3, 11, 9, 0)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/St_Johns"])
def test_the_digits_stay_as_typed_whatever_zone_the_server_is_in(zone: str) -> None:
    with timezone.override(ZoneInfo(zone)):
        assert WallTimeField().clean("2021-03-11T09:00") == datetime(2021, 3, 11, 9, 0)


def test_an_offset_that_was_typed_is_left_out() -> None:
    assert WallTimeField().clean("2021-03-11T09:00+09:00") == datetime(2021, 3, 11, 9, 0)


@pytest.mark.parametrize("typed", ["11/03/2021", "2021-02-30T09:00", "2021-03-11T25:00", "noon"])
def test_refuses_what_no_clock_shows(typed: str) -> None:
    with pytest.raises(ValidationError):
        WallTimeField().clean(typed)


def test_may_stay_empty_only_where_it_is_not_required() -> None:
    assert WallTimeField(required=False).clean("") is None
    with pytest.raises(ValidationError):
        WallTimeField().clean("")


def test_the_picker_gets_its_value_in_the_form_that_it_takes() -> None:
    page = str(MeetingForm(initial={"starts": datetime(2021, 3, 11, 9, 0)})["starts"])
    assert 'type="datetime-local"' in page
    assert 'value="2021-03-11T09:00"' in page


def test_what_was_typed_wrongly_is_shown_again() -> None:
    assert 'value="noon"' in str(MeetingForm({"starts": "noon"})["starts"])
