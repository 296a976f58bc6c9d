"""All calls that a submission will answer: data that is read before any of its code runs, and given out as copies.

A worker has them from the beginning, so that none is on its way while a student's code runs: what code finds on its own
pipes does not depend on timing.
"""

from collections.abc import Callable

from autograder.worker import wire
from autograder.worker.wire import Value

Questions = list[list[dict[str, Value]]]
"""The requests of each exercise, in the order in which they are asked."""


def read_questions(receive: Callable[[int], bytes]) -> Questions:
    """The questions in a stream: the number of calls of each exercise, then a frame for each call."""
    counts = wire.read(receive)
    return [[wire.read(receive) for _ in range(count)] for count in counts]
