"""A budget is compared with what is asked for, and with the most."""

from datetime import date
from typing import Any

import pytest

from vigil.fund.applications.answer_checks import AnswerLimits, check_answers

FORM: list[dict[str, Any]] = [
    {
        "key": "budget",
        "kind": "budget",
        "label": {"en": "Budget"},
        "options": [{"key": key, "label": {"en": key.title()}} for key in ("rent", "travel")],
    },
    {"key": "amount", "kind": "money", "label": {"en": "How much"}},
]


@pytest.mark.parametrize(
    ("values", "whole", "says"),
    [
        ({"budget__rent": "300", "budget__travel": "200", "amount": "500"}, True, ""),
        ({"budget__rent": "300", "amount": "500"}, True, "add up to"),
        ({"budget__rent": "300", "amount": "500"}, False, ""),
        ({"budget__rent": "300"}, True, ""),
        ({"budget__rent": "900", "budget__travel": "200"}, False, "At most"),
        ({"budget__rent": "many"}, False, "Rent"),
        ({"budget__travel__for": "A bus"}, True, "Travel"),
    ],
)
def test_its_sum_is_checked(values: dict[str, str], whole: bool, says: str) -> None:
    limits = AnswerLimits(FORM, "USD", 100_000, date(2026, 1, 1), "en")
    found = check_answers(limits, values, whole=whole, files={}).errors
    assert says in found.get("budget", "")
    assert bool(says) == ("budget" in found)
