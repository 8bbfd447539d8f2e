"""What a minute is worth: each part raises it, nothing waits for ever, and no order is in doubt."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import override_settings

from factories import CandidateFactory
from vigil.casefile.cases.queries import queue
from vigil.casefile.cases.worth import (
    UNSURE,
    WAITING_DAYS,
    WorthColumns,
    day_of,
    worth,
    worth_to_learn,
)

PLAIN = WorthColumns(
    score=0.6,
    organised_crime_score=0.2,
    targeted_score=0.2,
    n_sources=1,
    attacked=date(2026, 11, 1),
    last_told=date(2026, 11, 20),
    waiting_since=date(2026, 11, 20),
)


@pytest.mark.parametrize(
    "better",
    [
        {"score": 0.9},
        {"organised_crime_score": 0.8},
        {"targeted_score": 0.8},
        {"n_sources": 2},
        {"attacked": date(2026, 11, 19)},
        {"attacked": None},  # the day is not known: that of the newest report counts
        {"waiting_since": date(2026, 11, 1), "attacked": date(2026, 10, 13)},
    ],
)
def test_each_part_raises_it(better: dict[str, Any]) -> None:
    assert worth(replace(PLAIN, **better)) > worth(PLAIN)


def test_signs_count_for_more_than_sources_and_copies_for_nothing() -> None:
    signs, sources = replace(PLAIN, organised_crime_score=0.9), replace(PLAIN, n_sources=3)
    assert worth(signs) > worth(sources)
    assert worth(replace(PLAIN, n_sources=0)) == worth(PLAIN)
    assert worth(replace(PLAIN, n_sources=500)) == worth(replace(PLAIN, n_sources=8))


def test_what_waits_rises_and_overtakes() -> None:
    since = date(2026, 11, 20) - timedelta(days=6 * WAITING_DAYS)
    weak = WorthColumns(0.1, 0.0, 0.0, 1, None, None, since)
    best = replace(PLAIN, score=1.0, attacked=None)
    assert worth(best) < worth(weak)
    assert worth(best) > worth(replace(weak, waiting_since=date(2026, 11, 20)))


def test_a_doubtful_one_is_worth_more_while_the_machine_learns() -> None:
    sure, unsure = replace(PLAIN, score=0.99), replace(PLAIN, score=0.5)
    assert worth_to_learn(unsure) - worth(unsure) == pytest.approx(UNSURE)
    assert worth_to_learn(sure) - worth(sure) < UNSURE / 10
    assert worth_to_learn(sure) > worth_to_learn(unsure)


@pytest.mark.django_db
def test_the_queue_goes_by_it() -> None:
    one = CandidateFactory(worth=1.0, worth_to_learn=3.0)
    two = CandidateFactory(worth=2.0, worth_to_learn=2.0)
    three = CandidateFactory(worth=2.0, worth_to_learn=2.0)
    with override_settings(VIGIL_LEARNING=True):
        assert list(queue()) == [one, two, three]
    with override_settings(VIGIL_LEARNING=False):
        assert list(queue()) == [two, three, one]


@pytest.mark.parametrize(
    ("published", "day"),
    [
        ("2024-05-06", date(2024, 5, 6)),
        ("2024-05-06T10:00:00Z", date(2024, 5, 6)),
        ("2024-05", None),
        ("", None),
    ],
)
def test_the_day_of_a_report(published: str, day: date | None) -> None:
    assert day_of(published) == day
