"""The vocabulary in which an exercise is declared; see CONTRIBUTING.md for a first one in ten minutes."""

from autograder.exercise.declare import Case, Check, Exercise, Mistake, Vjp, vjp
from autograder.exercise.verbs import (
    agrees,
    converges,
    gradients,
    keeps_inputs,
    raises,
    reproducible,
    satisfies,
    vectorized,
)
from autograder.worker.inputs import Function, Generator, Laid, Made

__all__ = [
    "Case",
    "Check",
    "Exercise",
    "Function",
    "Generator",
    "Laid",
    "Made",
    "Mistake",
    "Vjp",
    "agrees",
    "converges",
    "gradients",
    "keeps_inputs",
    "raises",
    "reproducible",
    "satisfies",
    "vectorized",
    "vjp",
]
