"""A pool of threads, or of processes, on this machine."""

import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from itertools import islice
from multiprocessing import get_context
from typing import TypeVar

from autograder.system.garbage import collect_rarely

Item = TypeVar("Item")
Made = TypeVar("Made")


def process_pool(jobs: int) -> Executor:
    """A pool of processes, for work that keeps Python itself busy; functions and items must be picklable.

    Each process is spawned, because a fork would share the sandbox's sockets and torch's threads. The parent handles
    interrupts.
    """
    return ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_begin)


def _begin() -> None:
    collect_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def in_parallel(
    work: Callable[[Item], Made],
    items: Iterable[Item],
    jobs: int,
    pool: Callable[[int], Executor] = ThreadPoolExecutor,
) -> Iterator[Made]:
    """``work`` on every item by ``jobs`` threads or processes; results as they come, few in flight at a time."""
    with pool(jobs) as workers:
        yield from results(workers, work, items, 2 * jobs)


def results(workers: Executor, work: Callable[[Item], Made], items: Iterable[Item], ahead: int) -> Iterator[Made]:
    """``work`` on every item by a pool that stays open; results as they come, ``ahead`` items in flight at a time.

    Stopping early (an interrupt, an exception) starts no further work.
    """
    todo = iter(items)
    flying: set[Future[Made]] = {workers.submit(work, item) for item in islice(todo, ahead)}
    try:
        while flying:
            done, flying = wait(flying, return_when=FIRST_COMPLETED)
            flying |= {workers.submit(work, item) for item in islice(todo, len(done))}
            for future in done:
                yield future.result()
    finally:
        for future in flying:
            future.cancel()
