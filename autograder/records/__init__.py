"""The data that the stages of grading pass on."""

from autograder.records.call import Call, CallGroup
from autograder.records.outcome import RAISES, Expected, MistakenOutcomes, Outcome, Reason
from autograder.records.question import Difference, Evidence, Question, all_calls
from autograder.records.submission import Limits, Problem, Submission
from autograder.records.verdict import Result, Status, Verdict, Visibility

__all__ = [
    "RAISES",
    "Call",
    "CallGroup",
    "Difference",
    "Evidence",
    "Expected",
    "Limits",
    "MistakenOutcomes",
    "Outcome",
    "Problem",
    "Question",
    "Reason",
    "Result",
    "Status",
    "Submission",
    "Verdict",
    "Visibility",
    "all_calls",
]
