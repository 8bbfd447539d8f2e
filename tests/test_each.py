"""A test of many things asks of each, and names those that failed."""

import pytest

from each import each


def test_all_are_asked_and_each_that_failed_is_named() -> None:
    asked: list[tuple[int, str]] = []

    @each("number", [1, 2, 3])
    @each("letter", "ab")
    def of_both(number: int, letter: str) -> None:
        asked.append((number, letter))
        assert number != 2, f"{letter} of two"

    with pytest.raises(AssertionError, match=r"(?s)1 of 3 fail.*2 of 2 fail.*a of two.*b of two"):
        of_both()
    assert len(asked) == 6


def test_of_nothing_it_fails() -> None:
    @each("one", [])
    def of_none(one: int) -> None:
        raise AssertionError(one)

    with pytest.raises(AssertionError, match="nothing is asked"):
        of_none()
