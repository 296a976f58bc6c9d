"""The named mistakes, and every two of them at once, wherever the edits of both fit into the answer.

Where one alone gives what the student's code gives, it comes first: a pair is named only where both have an effect.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import combinations

from autograder.errors import ExerciseError
from autograder.exercise.declare import Mistake
from autograder.exercise.slips.arguments import LIMITS
from autograder.exercise.slips.made import Slip
from autograder.exercise.source import FunctionSource

NUMBER = re.compile(r"(?<![\w.])(?:1e-?\d+|\d{2,3})(?![\w.])")
RANGE = re.compile(r"\b(?:clip|minimum|maximum)\(")
LIMITS_OF_RANGES = ("20", "30", "50", "80", "88", "100", "200", "250", "300", "500", "600", "700", "709")
USUAL = (LIMITS, ("1e4", "1e6", "1e8", "1e9", "1e10", "1e12"), LIMITS_OF_RANGES)
"""Numbers that keep something off a border, large ones that hide something, and limits of exponents."""


def named(answer: FunctionSource, mistakes: Sequence[Mistake]) -> Iterator[Slip]:
    """Each mistake, then every two of them; without those that only raise, and pairs whose edits meet."""
    of_values = [mistake for mistake in mistakes if not mistake.raises]
    for one in of_values:
        for text in (one.apply(answer), *_with_other_numbers(answer, one)):
            yield Slip(one.says, compile(text, "slip", "exec"), (one.says,))
    for one, other in combinations(of_values, 2):
        with suppress(ExerciseError, SyntaxError):
            says = f"{one.says}, and {other.says}"
            yield Slip(says, compile(_both(answer, one, other), "slip", "exec"), (one.says, other.says))


def _with_other_numbers(answer: FunctionSource, mistake: Mistake) -> Iterator[str]:
    """The texts of a mistake with each other usual number for its one small or large one, if it does not say which."""
    text = mistake.apply(answer)
    own = {*NUMBER.findall(text)} - {*NUMBER.findall(answer.text)}
    if len(own) == 1 and not NUMBER.search(mistake.says):
        others = next((numbers for numbers in USUAL if own & {*numbers}), ())
        if others is LIMITS_OF_RANGES and not RANGE.search(text):
            return  # a factor is no limit
        for number in others:
            if number not in own:
                yield NUMBER.sub(lambda found: number if found[0] in own else found[0], text)  # noqa: B023


def _both(answer: FunctionSource, one: Mistake, other: Mistake) -> str:
    """The answer with both; one may be a whole function.  Raises `ExerciseError` where they do not fit."""
    first, second = (other, one) if other.function else (one, other)
    return FunctionSource(answer.name, first.apply(answer)).edited(second.right, second.wrong)
