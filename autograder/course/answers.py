"""When students may see the answers: what `solutions` in grader.yaml says."""

from datetime import datetime, timedelta

from autograder.course.config import Course


def answers_released(course: Course, assignment: str, now: datetime) -> bool:
    """Whether students may see an assignment's answers: with ``after_due`` when late work no longer counts.

    A course that releases them ``after_passing`` gives them to everybody from the start. ``now`` has a time zone.
    """
    due = course.due(assignment)
    if course.file.solutions != "after_due" or due is None:
        return course.file.solutions == "after_passing"
    return now > due + timedelta(days=course.file.late.max_days or 0)
