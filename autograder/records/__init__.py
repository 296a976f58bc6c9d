"""The data that the stages of grading pass on.

Those that hold arrays are imported when they are first asked for: reading a gradebook needs no NumPy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from autograder.records.decision import Decision
from autograder.records.picture import Boundary, Curve, Picture
from autograder.records.reason import Reason
from autograder.records.submission import Limits, Problem, Submission
from autograder.records.verdict import Result, Status, Verdict, Visibility

if TYPE_CHECKING:
    from autograder.records.call import Call, CallGroup
    from autograder.records.crash import Crash, Operand
    from autograder.records.outcome import RAISES, Expected, MistakenOutcomes, Outcome
    from autograder.records.question import Difference, Evidence, Question, all_calls
    from autograder.records.sketch import Sketch, Slips

__all__ = [
    "RAISES",
    "Boundary",
    "Call",
    "CallGroup",
    "Crash",
    "Curve",
    "Decision",
    "Difference",
    "Evidence",
    "Expected",
    "Limits",
    "MistakenOutcomes",
    "Operand",
    "Outcome",
    "Picture",
    "Problem",
    "Question",
    "Reason",
    "Result",
    "Sketch",
    "Slips",
    "Status",
    "Submission",
    "Verdict",
    "Visibility",
    "all_calls",
]

_OF_ARRAYS = {
    "call": ("Call", "CallGroup"),
    "crash": ("Crash", "Operand"),
    "outcome": ("RAISES", "Expected", "MistakenOutcomes", "Outcome"),
    "question": ("Difference", "Evidence", "Question", "all_calls"),
    "sketch": ("Sketch", "Slips"),
}


def __getattr__(name: str) -> Any:
    for module, names in _OF_ARRAYS.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
