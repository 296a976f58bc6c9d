"""The named mistakes, and every two of them at once, wherever the edits of both fit into the answer.

Where one alone gives what the student's code gives, it comes first: a pair is named only where both have an effect.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import combinations

from autograder.errors import ExerciseError
from autograder.exercise.declare import Mistake
from autograder.exercise.slips.made import Slip
from autograder.exercise.source import FunctionSource


def named(answer: FunctionSource, mistakes: Sequence[Mistake]) -> Iterator[Slip]:
    """Each mistake, then every two of them; without those that only raise, and pairs whose edits meet."""
    of_values = [mistake for mistake in mistakes if not mistake.raises]
    for one in of_values:
        yield Slip(one.says, compile(one.apply(answer), "slip", "exec"), (one.says,))
    for one, other in combinations(of_values, 2):
        with suppress(ExerciseError, SyntaxError):
            says = f"{one.says}, and {other.says}"
            yield Slip(says, compile(_both(answer, one, other), "slip", "exec"), (one.says, other.says))


def _both(answer: FunctionSource, one: Mistake, other: Mistake) -> str:
    """The answer with both; one may be a whole function.  Raises `ExerciseError` where they do not fit."""
    first, second = (other, one) if other.function else (one, other)
    return FunctionSource(answer.name, first.apply(answer)).edited(second.right, second.wrong)
