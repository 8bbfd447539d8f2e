"""Dates in Portuguese: the month in small letters, as its spelling asks since 1990 everywhere."""

DATE_FORMAT = r"j \d\e E \d\e Y"
YEAR_MONTH_FORMAT = r"E \d\e Y"
MONTH_DAY_FORMAT = r"j \d\e E"
