"""Runs a stage over many batches on the cores of this machine, in bounded memory."""

import multiprocessing
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from multiprocessing.context import BaseContext
from typing import Protocol

IN_FLIGHT_A_WORKER = 2


class Engine(Protocol):
    """Runs a stage over items: `map_ordered` of `vigil.reading.engines.spark` is one."""

    def __call__[T, R](
        self,
        function: Callable[[T], R],
        items: Iterable[T],
        *,
        start: Callable[[], None] | None = None,
    ) -> Iterator[R]:
        """Yield `function(item)` for each item, in order; `start` loads what it needs."""
        ...


class Run(Protocol):
    """Runs a function over items, in order: on this process, on others, or on a cluster."""

    def __call__[T, R](self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield `function(item)` for each item, in order."""
        ...


def here[T, R](function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """Yield `function(item)` for each item, in order, in this process."""
    return map(function, items)


@contextmanager
def cores(workers: int) -> Iterator[Run]:
    """Give what runs functions in some processes, which stay until the end of the block."""
    if workers <= 1:
        yield here
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        workers, mp_context=context, initializer=_begin, initargs=(os.getpid(), None)
    ) as pool:
        yield partial(_several, pool, workers)


def map_ordered[T, R](
    function: Callable[[T], R],
    items: Iterable[T],
    *,
    workers: int,
    start: Callable[[], None] | None = None,
    share: bool = False,
) -> Iterator[R]:
    """Yield `function(item)` for each item, in order.

    `start` runs once in each process, to load what the function needs. With one worker all
    happens in this process. At most `workers * IN_FLIGHT_A_WORKER` items wait at a time. An
    exception in the function is raised here, and ends the run.

    `share`: where the system can do it safely, `start` runs once, here, and the processes are
    copies of this one, which saves the time they take to load. For commands that hold nothing
    open that two processes must not share, such as a connection to a database.
    """
    if workers <= 1:
        if start is not None:
            start()
        yield from map(function, items)
        return
    context: BaseContext = multiprocessing.get_context("spawn")
    if share and _can_be_copied():
        context = multiprocessing.get_context("fork")
        if start is not None:
            start()
            start = None
    with ProcessPoolExecutor(
        workers, mp_context=context, initializer=_begin, initargs=(os.getpid(), start)
    ) as pool:
        yield from _map_ordered(pool, workers, function, items)


def _can_be_copied() -> bool:
    """Return whether a copy of this process runs on: nothing else in it may hold a lock."""
    return sys.platform == "linux" and threading.active_count() == 1


def _several[T, R](
    pool: ProcessPoolExecutor, workers: int, function: Callable[[T], R], items: Iterable[T]
) -> Iterator[R]:
    """Run a function over items; one item alone is worth no process."""
    remaining = iter(items)
    first = list(islice(remaining, 2))
    if len(first) < 2:
        return map(function, first)
    return _map_ordered(pool, workers, function, chain(first, remaining))


def _map_ordered[T, R](
    pool: ProcessPoolExecutor, workers: int, function: Callable[[T], R], items: Iterable[T]
) -> Iterator[R]:
    waiting: deque[Future[R]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(function, item))
            if len(waiting) >= workers * IN_FLIGHT_A_WORKER:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _begin(parent: int, start: Callable[[], None] | None) -> None:
    threading.Thread(target=_die_with, args=(parent,), daemon=True).start()
    if start is not None:
        start()


def _die_with(parent: int) -> None:
    """End this process when its parent is gone: a killed run must leave nothing behind."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
