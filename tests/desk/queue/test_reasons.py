"""Why a row stands where it does, in words."""

from datetime import date, timedelta
from typing import Any

import pytest

from vigil.casefile.models import Case
from vigil.desk.queue.reasons import reasons

TODAY = date(2026, 11, 30)


def said(**values: Any) -> list[str]:
    days = values.pop("days", None)
    if days is not None:
        values["date_earliest"] = values["date_latest"] = TODAY - timedelta(days=days)
    return list(reasons(Case(**{"score": 0.9, **values}), TODAY))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, []),
        (
            {"organised_crime_score": 0.7, "n_sources": 3, "days": 1},
            [
                "signs of organised crime",
                "3 outlets that do not copy each other",
                "yesterday",
            ],
        ),
        ({"targeted_score": 0.6, "days": 0}, ["looks targeted", "today"]),
        ({"n_sources": 1, "days": 5}, ["5 days ago"]),
        ({"days": 40}, []),
        ({"date_earliest": date(2026, 11, 1), "date_latest": date(2026, 11, 30)}, []),
        ({"score": 0.5}, ["unclear whether it is a killing"]),
        ({"waiting_since": TODAY - timedelta(days=45)}, ["waiting for 45 days"]),
        ({"waiting_since": TODAY - timedelta(days=2)}, []),
    ],
)
def test_reasons(values: dict[str, Any], words: list[str]) -> None:
    assert said(**values) == words
