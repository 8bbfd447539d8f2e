"""Who enters by themself, and which day is whose."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.witness.models import Ground
from vigil.witness.names.criteria import Death, codes_on, death_of, ground_of


@pytest.mark.parametrize(
    ("category", "role", "motive", "ground"),
    [
        ("journalist", "target", "", Ground.NONE),
        ("journalist", "target", "organised_crime", Ground.NONE),
        ("reported_criminal_link", "target", "", Ground.CATEGORY),
        ("reported_criminal_link", "killed_beside_target", "personal", Ground.CATEGORY),
        ("unknown", "target", "organised_crime", Ground.MOTIVE),
        ("", "", "organised_crime", Ground.MOTIVE),
        ("unknown", "target", "personal", Ground.NONE),
        ("unknown", "caught_in_crossfire", "organised_crime", Ground.NONE),
        ("unknown", "mistaken_for_target", "organised_crime", Ground.NONE),
        ("family_of_target", "killed_beside_target", "organised_crime", Ground.NONE),
    ],
)
def test_who_needs_a_decision(category: str, role: str, motive: str, ground: Ground) -> None:
    assert ground_of(category=category, role=role, motive=motive) == ground


@pytest.mark.parametrize(
    ("attack", "death", "killed", "day"),
    [
        ("2019-03-07", "", 1, date(2019, 3, 7)),
        ("2019-03-07", "2019-03-12", 1, date(2019, 3, 12)),
        ("2019-03-07", "2019-03-12", 2, date(2019, 3, 7)),
        ("2019-03-07?", "", 1, None),
        ("2019-03-07~", "", 1, None),
        ("2019-03", "", 1, None),
        ("2019-03-07/2019-03-09", "", 1, None),
        ("", "", 1, None),
        ("nonsense", "", 1, None),
    ],
)
def test_the_day_of_remembrance(attack: str, death: str, killed: int, day: date | None) -> None:
    assert death_of(attack, death, killed).day == day


def test_a_year_is_told_where_there_is_one() -> None:
    assert death_of("2019-03", "", 1) == Death("2019-03", date(2019, 3, 1), 2019)
    assert death_of("2018-12-30/2019-01-02", "", 1).year is None


@given(st.dates(date(1905, 1, 1), date(2190, 1, 1)))
def test_every_death_has_one_day_in_every_year(died: date) -> None:
    code = died.month * 100 + died.day
    year = died.year + 1
    days = (date(year, 1, 1) + timedelta(n) for n in range(366))
    assert sum(code in codes_on(day) for day in days if day.year == year) == 1


def test_a_leap_day_is_kept_on_the_last_of_february() -> None:
    assert list(codes_on(date(2027, 2, 28))) == [228, 229]
    assert list(codes_on(date(2028, 2, 28))) == [228]
    assert list(codes_on(date(2028, 2, 29))) == [229]
