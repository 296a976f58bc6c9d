"""The declaration of an exercise: one value with its statement, answer, reference, checks and named mistakes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from autograder.errors import ExerciseError
from autograder.exercise.check import Check
from autograder.exercise.source import FunctionSource
from autograder.system.lazy_dataclass import dataclass

if TYPE_CHECKING:  # it knows the kinds of check, which know exercises
    from autograder.exercise.vocabulary import Vocabulary


@dataclass(frozen=True)
class Mistake:
    """A mistake that students really make, as an edit of the answer.

    ``Mistake(says, right, wrong)`` replaces ``right``, which must stand exactly once in the code outside the
    docstring; ``Mistake(says, function=f)`` replaces the whole function by ``f``.  ``says`` completes the
    sentence "It looks as if the code ...".

    A mistake that returns no wrong value, and fails by an exception alone, declares that with ``raises``, the
    exception's type or types: many other slips raise the same.  It explains only what raises it with its message.

    ``hint`` is given with it in the place of its check's last hint, where that would ask for what the mistaken code
    does already.
    """

    says: str
    right: str = ""
    wrong: str = ""
    function: Callable[..., Any] | None = None
    raises: str | tuple[str, ...] = ()
    hint: str = ""

    @property
    def exceptions(self) -> tuple[str, ...]:
        """The types that ``raises`` names."""
        return (self.raises,) if isinstance(self.raises, str) else self.raises

    def apply(self, answer: FunctionSource) -> str:
        """The text of the answer with this mistake in it; raises `ExerciseError` if it does not fit."""
        if self.function is not None:
            return FunctionSource.of(self.function).renamed(answer.name)
        return answer.edited(self.right, self.wrong)


class Harmless:
    """Changes that leave the answer right, and why; `grade verify --mutants` does not expect a check to catch them.

    ``Harmless(because, (right, other), ...)``: each ``right`` stands exactly once in the code outside the docstring.
    """

    def __init__(self, because: str, *edits: tuple[str, str]) -> None:
        self.because, self.edits = because, edits


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
    """The declaration of one function or class that a student writes.

    ``reference`` gets tensors (floating ones as float64, integers as int64) and returns tensors.  ``accepts``
    are other right solutions.  ``keeps`` are the positions of a returned tuple that are the student's own
    business and stay in the worker (a cache); the reference returns None there.  ``seconds`` is the budget
    of all calls together.  ``trivial`` says that the right answer may be an input.  ``harmless`` are changes of
    the answer that no check need notice.  ``beside`` are the references of the assignment's other functions and
    classes that its scripts call, by name.
    """

    function: Callable[..., Any]
    reference: Callable[..., Any] | Vjp
    checks: Mapping[str, Check]
    accepts: Sequence[Callable[..., Any]] = ()
    keeps: tuple[int, ...] = ()
    seconds: float = 10.0
    trivial: bool = False
    harmless: Sequence[Harmless] = ()
    beside: Mapping[str, Callable[..., Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.checks:
            raise ExerciseError(f"{self.name} has no checks")

    @property
    def name(self) -> str:
        """The function's name, which is the exercise's."""
        return self.function.__name__

    @cached_property
    def source(self) -> FunctionSource:
        """The answer's text."""
        return FunctionSource.of(self.function)

    def require_sound(self, vocabulary: "Vocabulary") -> None:
        """Raise `ExerciseError` where the parts of the declaration do not fit each other."""
        for check in self.checks.values():
            for mistake in check.catches:
                mistake.apply(self.source)
        for problem in self._problems(vocabulary):
            raise ExerciseError(problem)

    def _problems(self, vocabulary: "Vocabulary") -> Iterator[str]:
        for name, check in self.checks.items():
            if not check.says:
                yield f"{self.name}.{name}: {check.verb}() needs a text that says what it asks"
            unknown = vocabulary.unknown_drawing(check.draws) if check.draws else ()
            for problem in (*check.declaration_problems(self, vocabulary), *unknown):
                yield f"{self.name}.{name}: {check.verb}(): {problem}"
