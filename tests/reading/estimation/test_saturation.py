"""Saturation: by hand, and what holds for any meetings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.reading.estimation.saturation import Rule, Run, saturation

MEETINGS = ["abcdefgh", "aijkl", "mnop", "qrst", "abu", "v", "ab", "b", "cw"]
"""After four meetings 20 codes; then one, one, none, none and one new."""


def test_by_hand() -> None:
    found = saturation(MEETINGS)
    assert found.new == (8, 4, 4, 4, 1, 1, 0, 0, 1)
    assert found.cumulative == (8, 12, 16, 20, 21, 22, 22, 22, 23)
    assert found.base_codes == 20
    assert found.runs == (
        Run(5, 6, 2, 0.1),
        Run(6, 7, 1, 0.05),
        Run(7, 8, 0, 0.0),
        Run(8, 9, 1, 0.05),
    )
    # The run of the sixth and seventh brings one in twenty: five were enough, seven showed it.
    assert (found.enough_after, found.seen_after, found.reason) == (5, 7, "")


def test_a_stricter_rule_takes_longer() -> None:
    none_at_all = saturation(MEETINGS, Rule(threshold=0.0))
    assert (none_at_all.enough_after, none_at_all.seen_after) == (6, 8)
    longer = saturation(MEETINGS, Rule(run=3, threshold=0.0))
    assert (longer.enough_after, longer.reason) == (None, "still_new")


def test_why_it_was_not_reached() -> None:
    assert saturation(MEETINGS[:5]).reason == "too_few_meetings"
    assert saturation([]).reason == "too_few_meetings"
    assert saturation([""] * 8).reason == "nothing_coded"
    assert saturation(["a", "b", "c", "d", "e", "f"]).reason == "still_new"


def test_a_code_counts_once_a_meeting_and_a_meeting_without_codes_counts() -> None:
    found = saturation([["a", "a", "b"], [], ["b", "c"]], Rule(base=1, run=1))
    assert found.new == (2, 0, 1)
    assert (found.enough_after, found.seen_after) == (1, 2)


@pytest.mark.parametrize(
    "wrong", [{"base": 0}, {"run": 0}, {"threshold": -0.1}, {"threshold": 1.0}]
)
def test_what_makes_no_rule_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="at least one meeting"):
        Rule(**wrong)  # type: ignore[arg-type]


@given(st.lists(st.sets(st.sampled_from("abcdefghij")), max_size=12), st.integers(1, 4))
def test_every_code_is_new_once(meetings: list[set[str]], run: int) -> None:
    rule = Rule(base=2, run=run, threshold=0.1)
    found = saturation(meetings, rule)
    assert sum(found.new) == len(set().union(*meetings)) == (found.cumulative or (0,))[-1]
    assert (found.enough_after is None) == bool(found.reason)
    if found.enough_after is not None and found.seen_after is not None:
        assert found.seen_after - found.enough_after == run
        fresh = sum(found.new[found.enough_after : found.seen_after])
        assert fresh <= 0.1 * found.base_codes
