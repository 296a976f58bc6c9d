"""Verdicts -> Gradescope's results.json.

The format is that of https://gradescope-autograders.readthedocs.io/en/latest/specs/ ("Output format").
"""

import itertools
from collections.abc import Iterator
from typing import Any

from autograder import __version__
from autograder.course.rounding import exact, to_cents
from autograder.hosted.grading import Graded
from autograder.records import Verdict

VISIBILITIES = ("visible", "after_due_date", "after_published", "hidden")


def results(graded: Graded, seconds: float, visibility: str = "visible") -> dict[str, Any]:
    """The document: a test for each check, in the order of the problem sheet, with partial credit in the total.

    ``visibility`` says when students see the tests; what was printed is for instructors alone.
    """
    return {
        "score": to_cents(exact(graded.worth * graded.share)),
        "output": _summary(graded),
        "output_format": "md",
        "execution_time": round(seconds, 1),
        "visibility": visibility,
        "stdout_visibility": "hidden",
        "extra_data": {"autograder": __version__, "isolation": graded.isolation},
        "tests": list(_tests(graded, visibility)),
    }


def _tests(graded: Graded, visibility: str) -> Iterator[dict[str, Any]]:
    unit = graded.worth / graded.max_points if graded.max_points else 0.0
    by_exercise = itertools.groupby(graded.verdicts, lambda verdict: verdict.exercise)
    for number, (_, verdicts) in enumerate(by_exercise, start=1):
        for place, verdict in enumerate(verdicts, start=1):
            yield _test(verdict, f"{number}.{place}", unit, visibility)


def _test(verdict: Verdict, number: str, unit: float, visibility: str) -> dict[str, Any]:
    """One check; its message never holds text of a submission, nor inputs and numbers of hidden cases."""
    return {
        "name": f"{verdict.exercise}: {verdict.says}",
        "name_format": "text",
        "number": number,
        "score": round(verdict.points * unit, 4),
        "max_score": round(verdict.max_points * unit, 4),
        "status": verdict.status,
        "output": verdict.message,
        "output_format": "text",
        "visibility": visibility,
    }


def _summary(graded: Graded) -> str:
    """The result in Markdown: a line for each exercise."""
    if graded.problem:
        return graded.problem
    lines = ["| exercise | points |", "| --- | --- |"]
    for name, verdicts in itertools.groupby(graded.verdicts, lambda verdict: verdict.exercise):
        own = list(verdicts)
        lines.append(f"| `{name}` | {sum(v.points for v in own):g} of {sum(v.max_points for v in own):g} |")
    return "\n".join(lines)
