"""An exercise is one value: statement, answer, reference, checks and named mistakes."""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from autograder.errors import ExerciseError
from autograder.exercise.source import FunctionSource
from autograder.records import Call
from autograder.worker.inputs import Made, Steps
from autograder.worker.wire import Value

Cases = Callable[[np.random.Generator], Iterable["Case"]]


STEPS = "the steps"  # names the one input of a case that a `Script` has written; no argument is called so


@dataclass(frozen=True)
class Case:
    """One call of the student's function.

    ``inputs`` go by the function's argument names.  ``known`` are facts for the judge alone, such as the
    separating plane behind a random data set; they never reach a worker.
    """

    name: str
    inputs: Mapping[str, Value]
    known: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Mistake:
    """Something that students really get wrong, as an edit of the answer.

    ``Mistake(says, right, wrong)`` replaces ``right``, which must stand exactly once in the code outside the
    docstring; ``Mistake(says, function=f)`` replaces the whole function by ``f``.  ``says`` completes the
    sentence "It looks as if the code ...".
    """

    says: str
    right: str = ""
    wrong: str = ""
    function: Callable[..., Any] | None = None

    def apply(self, answer: FunctionSource) -> str:
        """The text of the answer with this mistake in it; raises `ExerciseError` if it does not fit."""
        if self.function is not None:
            return FunctionSource.of(self.function).renamed(answer.name)
        return answer.edited(self.right, self.wrong)


class Harmless:
    """Changes of the answer that leave it right, and why: what `grade verify --mutants` need not see caught.

    ``Harmless(because, (right, other), ...)``: each ``right`` stands exactly once in the code outside the docstring.
    """

    def __init__(self, because: str, *edits: tuple[str, str]) -> None:
        self.because, self.edits = because, edits


@dataclass(frozen=True)
class Check:
    """What one check asks; ``verb`` names how it is judged, ``parameters`` are the verb's own."""

    verb: str
    says: str
    on: Cases
    points: float
    hints: tuple[str, ...]
    catches: tuple[Mistake, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Vjp:
    """A reference made from another one: the gradient of the forward exercise's reference, by torch autograd.

    The vector-Jacobian product ``dout . d forward / d wrt``: a structure like ``wrt``'s arguments.
    """

    forward: str
    wrt: tuple[str, ...]


def vjp(forward: str, wrt: str | Sequence[str]) -> Vjp:
    """The reference of a backward exercise: differentiate exercise ``forward`` under the upstream ``dout``.

    A single name in ``wrt`` gives that argument's gradient, several give a tuple.
    """
    return Vjp(forward, (wrt,) if isinstance(wrt, str) else tuple(wrt))


@dataclass(frozen=True, eq=False)
class Exercise:
    """One function that a student writes, and everything that is known about it.

    ``reference`` gets tensors (floating ones as float64, integers as int64) and returns tensors.  ``accepts``
    are other right solutions.  ``keeps`` are the positions of a returned tuple that are the student's own
    business and stay in the worker (a cache); the reference returns None there.  ``seconds`` is the budget
    of all calls together.  ``trivial`` says that the right answer may be an input.  ``harmless`` are changes of
    the answer that no check need notice.
    """

    function: Callable[..., Any]
    reference: Callable[..., Any] | Vjp
    checks: Mapping[str, Check]
    accepts: Sequence[Callable[..., Any]] = ()
    keeps: tuple[int, ...] = ()
    seconds: float = 10.0
    trivial: bool = False
    harmless: Sequence[Harmless] = ()

    # Set by a student kit, which has neither the answer nor what draws the cases.
    text: str = ""
    published: tuple[Call, ...] = ()

    # Set by the library, which knows the neighbours.
    assignment: str = ""
    context: str = ""
    forward: "Exercise | None" = None
    calibration: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.checks:
            raise ExerciseError(f"{self.name} has no checks")

    def proofread(self) -> None:
        """Raise `ExerciseError` where the parts of a declaration do not fit each other."""
        for mistake in self.mistakes:
            mistake.apply(self.source)
        for name, check in self.checks.items():
            if check.verb == "gradients" and not isinstance(self.reference, Vjp):
                raise ExerciseError(f"{self.name}.{name}: gradients() needs reference = vjp(...)")

    @property
    def name(self) -> str:
        """The function's name, which is the exercise's."""
        return self.function.__name__

    @property
    def points(self) -> float:
        """What all checks together are worth, relative to the assignment's other exercises."""
        return sum(check.points for check in self.checks.values())

    @cached_property
    def source(self) -> FunctionSource:
        """The answer's text; in a kit that of the stub."""
        return FunctionSource(self.name, self.text) if self.text else FunctionSource.of(self.function)

    @property
    def loose(self) -> set[str]:
        """The checks that many different results may pass, so that a result there says little about its cause."""
        checks = self.checks.items()
        return {name for name, check in checks if check.verb == "converges" or check.parameters.get("holds")}

    def owner(self, mistake: Mistake) -> str:
        """The check that catches a mistake."""
        return next(name for name, check in self.checks.items() if mistake in check.catches)

    def telling(self, mistake: Mistake) -> set[str]:
        """The checks on whose calls a mistake's outcomes are looked at: its own, and all that are not `loose`.

        Training takes long, so that it has a say only where all checks are loose.
        """
        strict, own = set(self.checks) - self.loose, self.owner(mistake)
        own_too = {own} if self.checks[own].verb != "converges" else set()
        return strict | own_too if strict else set(self.checks)

    @property
    def mistakes(self) -> list[Mistake]:
        """Every named mistake, in the order of the checks."""
        return [mistake for check in self.checks.values() for mistake in check.catches]

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The arguments without a default, which are passed by position."""
        parameters = inspect.signature(self.function).parameters.values()
        return tuple(p.name for p in parameters if p.default is p.empty)

    @property
    def argument_names(self) -> tuple[str, ...]:
        """All arguments, in order."""
        return tuple(inspect.signature(self.function).parameters)

    def arguments(self, inputs: Mapping[str, Value]) -> tuple[tuple[Value, ...], dict[str, Value]]:
        """``inputs`` as positional and keyword arguments; raises `ExerciseError` when they do not fit.

        A case of a `Script` has its steps instead of arguments.
        """
        if [*inputs] == [STEPS]:
            return (inputs[STEPS],), {}
        try:
            inspect.signature(self.function).bind(**inputs)
        except TypeError as error:
            raise ExerciseError(f"a case of {self.name} does not fit its signature: {error}") from error
        options = {name: value for name, value in inputs.items() if name not in self.required}
        return tuple(inputs[name] for name in self.required), options

    def named(self, args: Sequence[Value], options: Mapping[str, Value]) -> dict[str, Value]:
        """The reverse of `arguments`: values by argument name."""
        if args and isinstance(args[0], Steps):
            return {STEPS: args[0]}
        return {**dict(zip(self.required, args, strict=True)), **options}

    @property
    def differentiated(self) -> tuple[str, ...]:
        """The forward's arguments whose gradients a backward returns; none for other exercises."""
        return self.reference.wrt if isinstance(self.reference, Vjp) else ()

    def forward_inputs(self, inputs: Mapping[str, Value]) -> dict[str, Value]:
        """The forward's inputs behind a backward's: its own by name, and those of the cache it is given."""
        if self.forward is None:
            raise ExerciseError(f"{self.name} has no forward exercise")
        found: dict[str, Value] = {}
        for value in inputs.values():
            if isinstance(value, Made) and value.function == self.forward.name:
                found.update(self.forward.named(value.args, value.options))
        names = self.forward.argument_names
        return {**found, **{name: value for name, value in inputs.items() if name in names}}

    def module(self, function: str) -> str:
        """A whole module: the given code, the other exercises' answers, and ``function`` for this one."""
        return f"{self.context}\n\n{function}"
