"""The verdicts where a submission is not judged: it cannot be run, or autograder itself failed."""

from autograder.course.assignment import Assignment
from autograder.judge import unjudged
from autograder.records import Problem, Verdict


def not_judged(assignment: Assignment, fault: str) -> list[Verdict]:
    """The verdicts on a submission that autograder itself failed to judge: no points, which is not 0 points."""
    return verdicts_of_all(assignment, our_fault(fault))


def our_fault(fault: str) -> Problem:
    """A problem that costs the student no points."""
    return Problem("crashed", f"Not judged, and not the student's fault: {fault}", ours=True)


def verdicts_of_all(assignment: Assignment, problem: Problem) -> list[Verdict]:
    """The verdicts of all checks where one problem stands in the way of each."""
    return [verdict for exercise in assignment.exercises for verdict in unjudged(exercise, problem)]
