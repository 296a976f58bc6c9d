"""Where a course is looked for: where it is named, or around where somebody stands; never around their target."""

import os
from pathlib import Path

from autograder.course.config import FILE, Course, find_course, load_course
from autograder.course.trust import INSTALLATION
from autograder.errors import CourseError

VARIABLE = "AUTOGRADER_COURSE"


def course_here(named: Path | None = None) -> Course | None:
    """The course in ``named``, or in the folder of ``AUTOGRADER_COURSE``, or around the working directory.

    Raises `CourseError` where a folder is named that holds no course.
    """
    folder = named or _from_environment()
    return find_course(Path.cwd()) if folder is None else course_in(folder)


def course_in(folder: Path) -> Course:
    """The course whose grader.yaml is in ``folder`` itself; raises `CourseError`."""
    if not (folder / FILE).is_file():
        raise CourseError(f"There is no {FILE} in {folder}.", f"Name the folder of a course's {FILE}.")
    return load_course(folder.resolve() / FILE)


def bundled_course() -> Course | None:
    """The course of the checkout that autograder is installed from, if it is."""
    return course_in(INSTALLATION) if (INSTALLATION / FILE).is_file() else None


def _from_environment() -> Path | None:
    named = os.environ.get(VARIABLE)
    return Path(named) if named else None
