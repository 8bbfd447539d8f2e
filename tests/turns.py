"""What takes turns: of many that are alike, a third is asked each day, and all with `--all`.

Whose turn it is depends on the day alone. `VIGIL_TESTS_DAY=2026-12-01` asks what was asked then.
"""

import os
from datetime import UTC, date, datetime
from typing import Any
from zlib import crc32

import pytest

OF = 3
"""Days after which each had its turn."""
# All workers of a run ask the same, past midnight too.
DAY = date.fromisoformat(os.environ.setdefault("VIGIL_TESTS_DAY", f"{datetime.now(UTC):%Y-%m-%d}"))


def has_turn(name: str, day: date = DAY) -> bool:
    """Say whether something is asked on this day."""
    return (day.toordinal() + crc32(name.encode())) % OF == 0


def in_turn(*values: Any, name: str, always: bool = False) -> Any:
    """Return the parameters of a test, in the tail on days on which it is not their turn."""
    why = f"each day a third of them ({__name__}.py)"
    marks = [] if always or has_turn(name) else [pytest.mark.tail(why)]
    return pytest.param(*values, id=name, marks=marks)
