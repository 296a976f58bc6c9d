"""A check: a question about a function, and its points. Each kind of check is a class in `exercise/verbs/`."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, fields
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from autograder.records import Call, CallGroup, Difference, Evidence
from autograder.system.lazy_dataclass import dataclass
from autograder.worker.wire import Value

if TYPE_CHECKING:  # they are made of checks
    from autograder.exercise.assigned import AssignedExercise
    from autograder.exercise.calibration import Calibration
    from autograder.exercise.declare import Exercise, Mistake
    from autograder.exercise.vocabulary import Vocabulary

Cases = Callable[[np.random.Generator], Iterable["Case"]]
Hint = str | tuple[str, ...]


@dataclass(frozen=True, init=False)
class Case:
    """One call of the student's function.

    ``inputs`` go by the function's argument names.  ``known`` are facts for the judge alone, such as the
    separating plane behind a random data set; they never reach a worker.
    """

    name: str
    inputs: Mapping[str, Value]
    known: Mapping[str, Value]

    def __init__(self, name: str, inputs: Mapping[str, Value], known: Mapping[str, Value] | None = None) -> None:
        own = self.__dict__  # millions are drawn: what a frozen dataclass does instead takes three times as long
        own["name"], own["inputs"], own["known"] = name, inputs, {} if known is None else known


@dataclass(frozen=True, eq=False)
class Half:
    """The public or the hidden evidence of one check."""

    exercise: "AssignedExercise"
    name: str
    evidence: Sequence[Evidence]

    @property
    def check(self) -> "Check":
        """What is asked."""
        return self.exercise.checks[self.name]


@dataclass(frozen=True, eq=False)
class Finding:
    """Why a check fails: the first evidence against it.

    ``place`` names the part of a result, if its number in a tuple says little; ``adds`` is a further sentence.
    """

    evidence: Evidence
    difference: Difference
    place: str = ""
    adds: str = ""


@dataclass(frozen=True, kw_only=True)
class Check:
    """The base class of all kinds of check.

    A check is asked on the cases ``on``, and is worth ``points``.  Its ``hint`` teaches without giving the line away
    (a tuple goes from the idea to the direction); it ``catches`` named mistakes.  A page of results shows what it
    ``draws``: the name of a function of `autograder.exercise.drawings`, or of the course's own ``solutions/checks.py``.
    ``not_by_hand`` says why even the smallest case is too large to be done by hand.

    A subclass adds its own parameters as fields, all of them plain data, so that a kit can carry them.
    """

    says: str = field(default="", kw_only=False)
    on: Cases
    points: float
    hint: Hint
    catches: Sequence["Mistake"]
    draws: str = ""
    not_by_hand: str = ""

    verb: ClassVar[str]
    """The name by which authors and kits know this kind of check."""
    trains: ClassVar[bool] = False
    """Its calls take long, so they are made as rarely as possible."""
    expects_errors: ClassVar[bool] = False
    """An exception of the reference is an expected value."""
    waits_for_values: ClassVar[bool] = False
    """It gives points only if the values on its own cases are also right."""
    mistakes_keep_values: ClassVar[bool] = False
    """Its named mistakes return right values, so they do not limit a tolerance."""
    elementwise: bool = field(default=False, init=False, repr=False)
    """Whether each element is measured against its own expected value."""

    @property
    def hints(self) -> tuple[str, ...]:
        """The hint as a tuple."""
        return (self.hint,) if isinstance(self.hint, str) else self.hint

    @property
    def is_calibrated(self) -> bool:
        """Whether its tolerance or its band is measured."""
        return self.compares_values or self.trains

    @property
    def compares_values(self) -> bool:
        """Whether results are compared with the reference's, within a calibrated tolerance."""
        return True

    @property
    def loose(self) -> bool:
        """Whether many different results may pass, so that a result says little about its cause."""
        return not self.compares_values

    def cases(self, calibration: "Calibration", name: str, rng: np.random.Generator) -> Iterator[Case]:
        """The cases of one draw."""
        yield from self.on(rng)

    def group(self, exercise: "AssignedExercise", call: Call, case: Case, rng: np.random.Generator) -> CallGroup:
        """What is asked of one case: ``call``, and what belongs beside it."""
        return CallGroup(call)

    @abstractmethod
    def finding(self, half: Half) -> Finding | None:
        """The first evidence of a half against the check, or None."""

    def compared(self, got: Value, expected: Value) -> tuple[Value, Value]:
        """The parts of a result that are compared: all of it."""
        return got, expected

    def place_in_result(self, finding: "Finding") -> str:
        """Where in the whole result a difference is, such as ``[2]['mean']``; empty for a result of one value."""
        return finding.difference.where

    def declaration_problems(self, exercise: "Exercise", vocabulary: "Vocabulary") -> Iterator[str]:
        """What makes a declaration wrong before any case is drawn."""
        yield from ()

    def case_problems(self, asked: Sequence[tuple[Call, Value]]) -> Iterator[str]:
        """What makes its cases wrong: ``asked`` are its calls of all draws, with the reference's values."""
        yield from ()

    def promise(self, calibration: "Calibration", name: str) -> str:
        """What the statement adds to ``says``, such as the band that training has to reach."""
        return ""

    def parameters(self) -> dict[str, Any]:
        """The fields that a subclass adds, by name, and what it draws."""
        common = {part.name for part in fields(Check)}
        own = {part.name: getattr(self, part.name) for part in fields(self) if part.name not in common}
        return own | {name: given for name in ("elementwise", "draws") if (given := getattr(self, name))}
