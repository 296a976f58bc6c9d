"""An exercise in its assignment, with the assignment's other exercises and its calibration."""

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from typing import Any

from autograder.errors import ExerciseError
from autograder.exercise.calibration import Calibration
from autograder.exercise.check import Check
from autograder.exercise.declare import Exercise, Harmless, Mistake, Vjp
from autograder.exercise.source import FunctionSource
from autograder.exercise.vocabulary import Vocabulary
from autograder.records import Call, CallGroup
from autograder.system.lazy_dataclass import dataclass
from autograder.worker.inputs import Made, Steps, plain
from autograder.worker.wire import Value

STEPS = "the steps"  # names the one input of a case that a `Script` has written; no argument is called so


@dataclass(frozen=True, eq=False, kw_only=True)
class AssignedExercise:
    """What is needed to judge one exercise; a kit holds no more.

    ``differentiated`` are the arguments of ``forward`` whose gradients a backward returns.  ``published``
    are the public calls, if they are already drawn.  ``others`` are the assignment's other exercises, and ``uses``
    those that the answer calls.
    """

    assignment: str
    name: str
    signature: inspect.Signature
    is_class: bool
    stub: str
    checks: Mapping[str, Check]
    keeps: tuple[int, ...] = ()
    seconds: float = 10.0
    trivial: bool = False
    calibration: Calibration = field(default_factory=Calibration)
    forward: "AssignedExercise | None" = None
    differentiated: tuple[str, ...] = ()
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    published: tuple[CallGroup, ...] = ()
    others: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The exercise with its assignment, such as ``optimizers/adam_step``."""
        return f"{self.assignment}/{self.name}"

    @property
    def points(self) -> float:
        """The sum of the checks' points, relative to the assignment's other exercises."""
        return sum(check.points for check in self.checks.values())

    @property
    def mistakes(self) -> list[Mistake]:
        """Every named mistake, in the order of the checks."""
        return [mistake for check in self.checks.values() for mistake in check.catches]

    @cached_property
    def loose(self) -> set[str]:
        """The checks that many different results can pass, so that a result says little about its cause."""
        return {name for name, check in self.checks.items() if check.loose}

    @property
    def siblings(self) -> tuple[str, ...]:
        """The exercises whose functions of the student's have a part in its results."""
        return tuple(dict.fromkeys((*self.uses, *([self.forward.name] if self.forward else []))))

    def owner(self, mistake: Mistake) -> str:
        """The check that catches a mistake."""
        return next(name for name, check in self.checks.items() if mistake in check.catches)

    def telling(self, mistake: Mistake) -> set[str]:
        """The checks whose calls are compared with a mistake's outcomes: its own, and all that are not `loose`.

        Training takes long, so it is used only if all checks are loose.
        """
        strict, own = set(self.checks) - self.loose, self.owner(mistake)
        own_too = set() if self.checks[own].trains else {own}
        return strict | own_too if strict else set(self.checks)

    def tolerance(self, call: Call) -> float:
        """The calibrated tolerance of a call's check; raises `ExerciseError` before the first calibration."""
        measured = self.calibration.tolerances.get(call.check, {}).get(call.precision)
        if measured is None:
            raise ExerciseError(
                f"{self.title}.{call.check} is not calibrated for {call.precision}.", "Run `grade verify --calibrate`."
            )
        return measured.tolerance

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The arguments without a default, which are passed by position."""
        return tuple(p.name for p in self.signature.parameters.values() if p.default is p.empty)

    @cached_property
    def defaults(self) -> dict[str, Value]:
        """The other arguments, with their defaults."""
        return {p.name: p.default for p in self.signature.parameters.values() if p.default is not p.empty}

    @property
    def argument_names(self) -> tuple[str, ...]:
        """All arguments, in order."""
        return tuple(self.signature.parameters)

    def arguments(self, inputs: Mapping[str, Value]) -> tuple[tuple[Value, ...], dict[str, Value]]:
        """``inputs`` as positional and keyword arguments; raises `ExerciseError` when they do not fit.

        A case of a `Script` has its steps instead of arguments.
        """
        if [*inputs] == [STEPS]:
            return (inputs[STEPS],), {}
        try:
            self.signature.bind(**inputs)
        except TypeError as error:
            raise ExerciseError(f"a case of {self.name} does not fit its signature: {error}") from error
        options = {name: value for name, value in inputs.items() if name not in self.required}
        return tuple(inputs[name] for name in self.required), options

    def named(self, args: Sequence[Value], options: Mapping[str, Value]) -> dict[str, Value]:
        """The reverse of `arguments`: values by argument name."""
        if args and isinstance(args[0], Steps):
            return {STEPS: args[0]}
        return {**dict(zip(self.required, args, strict=True)), **options}

    def given(self, call: Call) -> dict[str, Value]:
        """A call's arguments by name, with the defaults, and those behind a cache."""
        named = self.named(call.args, call.options)
        behind = self.forward_inputs(named) if self.forward else {}
        return {name: plain(value) for name, value in {**behind, **self.defaults, **named}.items()}

    def batched(self, name: str) -> bool:
        """Whether the first axis of an argument runs over a batch: the statement gives its shape as ``(N, ...)``."""
        said = rf"``{re.escape(name)}``[^(]*``\(N\b"
        return any(re.search(said, text) for text in (self.stub, self.forward.stub if self.forward else ""))

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


@dataclass(frozen=True, eq=False, kw_only=True)
class SolvedExercise(AssignedExercise):
    """An exercise of the course's library, which has the answer and the reference too.

    ``context`` is the code around the answer: the given code and the other exercises' answers.
    """

    declaration: Exercise
    context: str
    forward: "SolvedExercise | None" = None

    @classmethod
    def of(
        cls,
        declaration: Exercise,
        *,
        assignment: str,
        others: Sequence[str] = (),
        context: str,
        calibration: Calibration,
        vocabulary: Vocabulary,
    ) -> "SolvedExercise":
        """A declaration in its assignment, beside ``others``; `with_forward` adds its forward exercise later."""
        return cls(
            assignment=assignment,
            name=declaration.name,
            signature=inspect.signature(declaration.function),
            is_class=isinstance(declaration.function, type),
            stub=declaration.source.stub,
            checks=declaration.checks,
            keeps=declaration.keeps,
            seconds=declaration.seconds,
            trivial=declaration.trivial,
            calibration=calibration,
            vocabulary=vocabulary,
            others=tuple(name for name in others if name != declaration.name),
            uses=tuple(name for name in others if name in declaration.source.reads),
            declaration=declaration,
            context=context,
        )

    def with_forward(self, others: "Sequence[SolvedExercise]") -> "SolvedExercise":
        """The same with the forward exercise that its reference differentiates; raises `ExerciseError`."""
        reference = self.reference
        if not isinstance(reference, Vjp):
            return self
        for forward in others:
            if forward.name == reference.forward:
                return replace(self, forward=forward, differentiated=reference.wrt)
        raise ExerciseError(f"{self.title}: vjp({reference.forward!r}) names no exercise here")

    @property
    def source(self) -> FunctionSource:
        """The answer's text."""
        return self.declaration.source

    @property
    def reference(self) -> Callable[..., Any] | Vjp:
        """The function that gives the expected values."""
        return self.declaration.reference

    @property
    def statement(self) -> str:
        """The docstring, without its indentation."""
        return inspect.cleandoc(self.declaration.function.__doc__ or "")

    @property
    def accepted(self) -> list[tuple[str, str]]:
        """Other right solutions: what each is called, and its text under the exercise's name."""
        texts = ((f.__name__, FunctionSource.of(f).renamed(self.name)) for f in self.declaration.accepts)
        return list(texts)

    @property
    def harmless(self) -> Sequence[Harmless]:
        """Changes of the answer that leave it right."""
        return self.declaration.harmless

    def mistaken(self, mistake: Mistake) -> str:
        """The text of the answer with a mistake in it."""
        return mistake.apply(self.source)

    def module(self, function: str) -> str:
        """A whole module: the given code, the other exercises' answers, and ``function`` for this one."""
        return f"{self.context}\n\n{function}"
