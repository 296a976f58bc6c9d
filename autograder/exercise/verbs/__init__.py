"""The kinds of check, one class in one file each.

A course adds its own in ``solutions/checks.py``, as a subclass of `autograder.exercise.check.Check`.
"""

from autograder.exercise.check import Check
from autograder.exercise.verbs.agrees import Agrees
from autograder.exercise.verbs.converges import Converges
from autograder.exercise.verbs.gradients import Gradients
from autograder.exercise.verbs.keeps_inputs import KeepsInputs
from autograder.exercise.verbs.raises import Raises
from autograder.exercise.verbs.reproducible import Reproducible
from autograder.exercise.verbs.satisfies import Satisfies
from autograder.exercise.verbs.vectorized import Vectorized

KINDS: tuple[type[Check], ...] = (
    Agrees,
    Gradients,
    Converges,
    Satisfies,
    KeepsInputs,
    Vectorized,
    Reproducible,
    Raises,
)

__all__ = [
    "KINDS",
    "Agrees",
    "Converges",
    "Gradients",
    "KeepsInputs",
    "Raises",
    "Reproducible",
    "Satisfies",
    "Vectorized",
]
