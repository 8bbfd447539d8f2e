"""The number killed that reports state, against the people and groups of a coding."""

from typing import Any

import pytest

from vigil.casefile.coding.killed import KilledMismatch, killed_mismatch

DEAD: dict[str, Any] = {"outcome": "killed"}
GROUP = {**DEAD, "group_size": {"low": 3, "best": 4, "high": 5}}


@pytest.mark.parametrize(
    ("stated", "victims", "coded"),
    [
        ((5, 5, 5), [DEAD, GROUP], None),
        ((6, 6, 7), [DEAD, GROUP], None),  # the group may be five
        ((7, 8, 9), [DEAD, GROUP], 5),
        ((1, 1, 1), [DEAD, {"outcome": "injured"}], None),
        ((2, 2, 2), [DEAD, {"outcome": "injured"}], 1),
        (None, [DEAD], None),
    ],
)
def test_a_number_that_people_do_not_make_up_is_found(
    stated: tuple[int, int, int] | None, victims: list[dict[str, Any]], coded: int | None
) -> None:
    count = dict(zip(("low", "best", "high"), stated, strict=True)) if stated else None
    found = killed_mismatch({"case": {"number_killed": count}, "victims": victims})
    assert found == (None if coded is None or count is None else KilledMismatch(count, coded))
