"""A pool of threads on this machine."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


def side_by_side(work: Callable[[Item], Made], items: Iterable[Item], jobs: int) -> Iterator[Made]:
    """``work`` on every item by ``jobs`` threads; results as they come, few in flight at a time.

    Stopping early (an interrupt, an exception) starts no further work.
    """
    todo = iter(items)
    with ThreadPoolExecutor(jobs) as pool:
        flying: set[Future[Made]] = {pool.submit(work, item) for item in islice(todo, 2 * jobs)}
        try:
            while flying:
                done, flying = wait(flying, return_when=FIRST_COMPLETED)
                flying |= {pool.submit(work, item) for item in islice(todo, len(done))}
                for future in done:
                    yield future.result()
        finally:
            for future in flying:
                future.cancel()
