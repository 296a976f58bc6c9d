"""The public names for declaring an exercise; docs/tutorials/author.md shows a first one."""

from autograder.exercise.check import Case, Check, Finding, Half
from autograder.exercise.declare import Exercise, Harmless, Mistake, Vjp, vjp
from autograder.exercise.script import Script
from autograder.exercise.verbs import (
    Agrees,
    Converges,
    Gradients,
    KeepsInputs,
    Raises,
    Reproducible,
    Satisfies,
    Vectorized,
)
from autograder.records import Difference, Evidence
from autograder.worker.inputs import File, Function, Generator, Laid, Made, NewFile

__all__ = [
    "Case",
    "Check",
    "Difference",
    "Evidence",
    "Exercise",
    "File",
    "Finding",
    "Function",
    "Generator",
    "Half",
    "Harmless",
    "Laid",
    "Made",
    "Mistake",
    "NewFile",
    "Script",
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

agrees, gradients, converges, satisfies = Agrees, Gradients, Converges, Satisfies
keeps_inputs, vectorized, reproducible, raises = KeepsInputs, Vectorized, Reproducible, Raises
