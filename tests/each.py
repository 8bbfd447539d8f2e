"""One test that asks the same of many things.

A test of its own for each of them would cost more than what it asks: setting up and reporting takes
eight milliseconds, as much as reading twenty templates. All are asked, and each failure is named.
"""

from collections.abc import Callable, Iterable
from functools import update_wrapper
from inspect import signature
from typing import Any


def each[T](
    name: str, things: Iterable[T], ids: Callable[[T], object] = repr
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let a test run once for each thing, and fail at the end with the names of those that failed.

    As `pytest.mark.parametrize`, for tests that leave nothing behind. Fixtures are shared.
    """
    everything = list(things)

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        def of_each(**given: Any) -> None:
            assert everything, f"nothing is asked: no {name}"
            failed: list[tuple[object, Exception]] = []
            for thing in everything:
                try:
                    test(**{name: thing}, **given)
                except Exception as error:
                    failed.append((ids(thing), error))
            if failed:
                lines = [f"{which}: {type(e).__name__}: {e}" for which, e in failed]
                said = "\n".join([f"{len(failed)} of {len(everything)} fail", *lines])
                raise AssertionError(said) from failed[0][1]

        update_wrapper(of_each, test)
        del of_each.__wrapped__  # pytest would take its arguments for fixtures
        rest = [one for one in signature(test).parameters.values() if one.name != name]
        of_each.__signature__ = signature(test).replace(parameters=rest)  # type: ignore[attr-defined]
        return of_each

    return decorate
