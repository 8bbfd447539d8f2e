"""Dates as each language writes them."""

import datetime

import pytest
from django.utils.formats import date_format
from django.utils.translation import override

DAY = datetime.date(2019, 3, 7)


@pytest.mark.parametrize(
    ("language", "day", "month"),
    [
        ("en", "7 March 2019", "March 2019"),
        ("es", "7 de marzo de 2019", "marzo de 2019"),
        ("fr", "7 mars 2019", "mars 2019"),
        ("pt", "7 de março de 2019", "março de 2019"),
        ("ar", "7 مارس 2019", "مارس 2019"),
    ],
)
def test_days_and_months(language: str, day: str, month: str) -> None:
    with override(language):
        assert date_format(DAY, "DATE_FORMAT") == day
        assert date_format(DAY, "YEAR_MONTH_FORMAT") == month
