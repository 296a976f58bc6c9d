"""What the gradebook files of learning platforms look like: their columns, and how a column of scores is called.

Canvas        https://community.canvaslms.com, "How do I import grades in the Gradebook?"
Moodle        https://docs.moodle.org, "Grade import"
Blackboard    https://help.blackboard.com, "Work Offline with Grade Data"
Brightspace   https://community.d2l.com, "Import grades": a grade item's column ends in its kind and largest value
"""

import re

from autograder.course.config import AssignmentPlan
from autograder.system.lazy_dataclass import dataclass


@dataclass(frozen=True)
class System:
    """One platform's file.

    ``columns`` are its columns before the scores, each with what it holds; ``score`` is the name of a column of
    scores; ``excused`` stands for excused work; ``last`` is a column that ends each row, with its content.
    """

    title: str
    columns: tuple[tuple[str, str], ...]
    score: str
    excused: str = ""
    last: tuple[str, str] | None = None
    has_points_possible: bool = False

    def head(self, plan: AssignmentPlan) -> str:
        """The name of an assignment's column."""
        return self.score.format(name=plan.name, points=f"{plan.points:g}")

    def holds(self, column: str) -> str:
        """What a column holds, such as ``login``; empty if it says nothing of a student."""
        return {name.casefold(): kind for name, kind in self.columns}.get(column.strip().casefold(), "")


SYSTEMS = {
    "canvas": System(
        "Canvas",
        (
            ("Student", "name"),
            ("ID", "canvas_id"),
            ("SIS User ID", "id"),
            ("SIS Login ID", "login"),
            ("Section", "section"),
        ),
        "{name}",
        excused="EX",
        has_points_possible=True,
    ),
    "moodle": System(
        "Moodle",
        (
            ("First name", "first"),
            ("Last name", "last"),
            ("ID number", "id"),
            ("Username", "login"),
            ("Email address", "email"),
        ),
        "{name}",
    ),
    "blackboard": System(
        "Blackboard",
        (("Last Name", "last"), ("First Name", "first"), ("Username", "login"), ("Student ID", "id")),
        "{name} [Total Pts: {points} Score]",
    ),
    "brightspace": System(
        "Brightspace",
        (
            ("OrgDefinedId", "id"),
            ("Username", "login"),
            ("Last Name", "last"),
            ("First Name", "first"),
            ("Email", "email"),
        ),
        "{name} Points Grade <Numeric MaxPoints:{points}>",
        last=("End-of-Line Indicator", "#"),
    ),
}

_DECORATION = re.compile(
    r"^assignment:\s*|\s*\((?:\d+|real|percentage|letter)\)|\s*\[[^\]]*\]|\s*\|\s*\d+$"
    r"|\s*points grade\b.*$|\s*<[^>]*>.*$",
    re.IGNORECASE,
)


def assignment_of(column: str) -> str:
    """The name of the assignment whose scores a platform's column holds, as `grader.yaml` would write it."""
    plain = column.strip()
    while (shorter := _DECORATION.sub("", plain).strip()) != plain:
        plain = shorter
    return re.sub(r"[\s\-]+", "_", plain).casefold()
