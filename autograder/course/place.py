"""Finds the course: the one that is named, or the one around the working directory; never the one around a target."""

import os
from pathlib import Path

from autograder.course.config import Course, find_course, load_course
from autograder.course.folder import FILE, VARIABLE
from autograder.course.trust import INSTALLATION
from autograder.errors import CourseError


def course_here(named: Path | None = None) -> Course | None:
    """The course in ``named``, or in the folder of ``AUTOGRADER_COURSE``, or around the working directory.

    Raises `CourseError` if a named folder holds no course.
    """
    folder = named or _from_environment()
    return find_course(Path.cwd()) if folder is None else course_in(folder)


def course_in(folder: Path) -> Course:
    """The course whose grader.yaml is in ``folder`` itself; raises `CourseError`."""
    if not (folder / FILE).is_file():
        raise CourseError(f"There is no {FILE} in {folder}.", "Name a folder that has one.")
    return load_course(folder.resolve() / FILE)


def bundled_course() -> Course | None:
    """The course in the checkout that autograder is installed from, or None."""
    return course_in(INSTALLATION) if (INSTALLATION / FILE).is_file() else None


def _from_environment() -> Path | None:
    named = os.environ.get(VARIABLE)
    return Path(named) if named else None
