"""Stages over many batches: in order, in bounded memory, failures heard."""

from collections.abc import Iterator

import pytest

from vigil.engines.local import IN_FLIGHT_A_WORKER, map_ordered


def double(number: int) -> int:
    return number * 2


def fail_at_three(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return number


@pytest.mark.parametrize("workers", [1, 2])
def test_answers_come_in_order(workers: int) -> None:
    assert list(map_ordered(double, range(20), workers=workers)) == [n * 2 for n in range(20)]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failure_is_raised(workers: int) -> None:
    with pytest.raises(ValueError, match="three"):
        list(map_ordered(fail_at_three, range(10), workers=workers))


def test_the_input_is_not_read_far_ahead() -> None:
    read: list[int] = []

    def items() -> Iterator[int]:
        for number in range(100):
            read.append(number)
            yield number

    answers = map_ordered(double, items(), workers=2)
    next(answers)
    assert len(read) <= 2 * IN_FLIGHT_A_WORKER + 1
    assert len(list(answers)) == 99
