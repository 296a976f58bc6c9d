"""Verdicts -> PrairieLearn's results.json.

The format is that of https://docs.prairielearn.com/externalGrading/ ("Grading results").
"""

from typing import Any

from autograder.hosted.grading import Graded
from autograder.records import Verdict


def results(graded: Graded) -> dict[str, Any]:
    """The document: a score from 0 to 1, and a test for each check; without work it cannot be graded."""
    if graded.problem:
        return not_gradable(graded.problem)
    return {
        "gradable": True,
        "score": graded.share,
        "message": f"{graded.points:g} of {graded.max_points:g} points, isolation: {graded.isolation}.",
        "tests": [_test(verdict) for verdict in graded.verdicts],
    }


def not_gradable(problem: str) -> dict[str, Any]:
    """A submission that costs no attempt and gets no score, which is not a score of 0."""
    return {"gradable": False, "format_errors": [problem]}


def _test(verdict: Verdict) -> dict[str, Any]:
    """One check; its message never holds text of a submission, nor inputs and numbers of hidden cases."""
    return {
        "name": verdict.exercise,
        "description": verdict.says,
        "points": verdict.points,
        "max_points": verdict.max_points,
        "message": verdict.message,
    }
