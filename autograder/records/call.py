"""What a worker is asked."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cached_property

import numpy as np

from autograder.system.lazy_dataclass import dataclass
from autograder.worker.inputs import Made
from autograder.worker.trees import leaves, weight
from autograder.worker.wire import Value, encode, loads


@dataclass(frozen=True, eq=False)
class Call:
    """One call of a student's function; a worker sees only ``args`` and ``options``.

    The worker reports inputs as the call leaves them if it ``observes``, and executed lines if it ``counts``;
    ``chance`` seeds the global generators; ``known`` is for the judge.
    """

    exercise: str
    check: str
    case: str
    hidden: bool
    function: str
    args: tuple[Value, ...]
    options: Mapping[str, Value]
    keeps: tuple[int, ...] = ()
    observes: bool = False
    counts: bool = False
    chance: int = 0
    known: Mapping[str, Value] = field(default_factory=dict)

    @cached_property
    def frame(self) -> bytes:
        """The `request` as it crosses the wall: the same bytes for every student of a variant."""
        return encode(self.request)

    @cached_property
    def arrived(self) -> dict[str, Value]:
        """The `request` as a worker gets it."""
        return dict(loads(self.frame))

    @property
    def request(self) -> dict[str, Value]:
        """What a worker is asked."""
        return {
            "function": self.function,
            "args": self.args,
            "options": dict(self.options),
            "keeps": self.keeps,
            "observes": self.observes,
            "counts": self.counts,
            "chance": self.chance,
        }

    @cached_property
    def weight(self) -> int:
        """About how many bytes the inputs take."""
        return weight((self.args, dict(self.options)))

    @cached_property
    def precision(self) -> str:
        """``float32`` where any input is, else ``float64``: the two are calibrated apart."""
        numbers = (
            leaf for leaf in leaves((self.args, dict(self.options))) if isinstance(leaf, (np.ndarray, np.generic))
        )
        return "float32" if any(number.dtype == np.float32 for number in numbers) else "float64"

    @property
    def functions(self) -> set[str]:
        """The student's functions that this call needs."""
        values = (*self.args, *self.options.values())
        return {self.function, *(value.function for value in values if isinstance(value, Made))}


@dataclass(frozen=True, eq=False)
class CallGroup:
    """One call of a check, and what is asked beside it.

    ``probes`` call the student's own forward around the same point: they explain a failure, and are never one.
    ``repeats`` are the same call again.
    """

    call: Call
    probes: tuple[Call, ...] = ()
    repeats: tuple[Call, ...] = ()

    def __iter__(self) -> Iterator[Call]:
        """All calls, in the order in which they are asked."""
        return iter((self.call, *self.probes, *self.repeats))
