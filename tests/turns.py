"""What takes turns: of many that are alike, a third is asked each day, and all with `--all`.

Whose turn it is depends on the day alone. `VIGIL_TESTS_DAY=2026-12-01` asks what was asked then.
"""

import os
from collections.abc import Iterable
from datetime import UTC, date, datetime
from zlib import crc32

import pytest

OF = 3
"""Days after which each had its turn."""
# All workers of a run ask the same, past midnight too.
DAY = date.fromisoformat(os.environ.setdefault("VIGIL_TESTS_DAY", f"{datetime.now(UTC):%Y-%m-%d}"))


def has_turn(name: str, day: date = DAY) -> bool:
    """Say whether something is asked on this day."""
    return (day.toordinal() + crc32(name.encode())) % OF == 0


def leave_to_their_day(items: Iterable[pytest.Item]) -> None:
    """Put tests marked `turns` into the tail on days on which it is not their turn.

    `always` names the parameters that are asked each day.
    """
    for item in items:
        marked = item.get_closest_marker("turns")
        if marked is None or has_turn(item.name):
            continue
        parameters = getattr(item, "callspec", None)
        if parameters is None or parameters.id not in marked.kwargs.get("always", ()):
            item.add_marker(pytest.mark.tail("each day a third of them (tests/turns.py)"))
