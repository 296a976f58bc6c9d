"""Which of several attempts counts, by the rules of a course and the decisions about a student."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from autograder.cli.shared import Screen

if TYPE_CHECKING:
    from autograder.course.config import Course
    from autograder.grading.best_attempt import Worth
    from autograder.records import Decision, Submission
    from autograder.submissions.attempts import AttemptRule


def attempt_rule(course: "Course", gradebook: str | None, screen: Screen) -> "AttemptRule":
    """Which of several attempts counts in a course; each student has a deadline of their own."""
    from autograder.gradebook.lateness import deadline
    from autograder.submissions.attempts import AttemptRule

    if course.file.attempts != "last_on_time":
        return AttemptRule(course.localized, best=course.file.attempts == "best")
    made = _decisions(course, gradebook, screen)
    grace = timedelta(minutes=course.file.late.grace_minutes)

    def is_late(one: "Submission") -> bool:
        own = [decision for decision in made if decision.student == one.student]
        due, _ = deadline(course, one.student, one.assignment, own)
        return due is not None and one.submitted is not None and course.localized(one.submitted) > due + grace

    return AttemptRule(course.localized, is_late)


def _decisions(course: "Course", gradebook: str | None, screen: Screen) -> "list[Decision]":
    """What people have decided, and not taken back."""
    from autograder.cli.gradebook import open_gradebook
    from autograder.errors import GradebookError

    try:
        made = open_gradebook(course, gradebook, screen, create=False).decisions()
    except GradebookError:  # there is none yet; what is wrong with it is said when it is opened to record
        return []
    return [one for one in made if one.undone_at is None]


def worth_of_attempt(course: "Course", gradebook: str | None, screen: Screen) -> "Worth":
    """What points are worth, after what the lateness of an attempt costs."""
    from autograder.gradebook.lateness import latenesses

    made = _decisions(course, gradebook, screen) if course.file.attempts == "best" else []

    def worth(one: "Submission", points: float) -> float:
        own = [decision for decision in made if decision.student == one.student]
        late = latenesses(course, one.student, {one.assignment: one.submitted}, own, datetime.now(UTC))
        return points * late[one.assignment].kept(course.file.late)

    return worth
