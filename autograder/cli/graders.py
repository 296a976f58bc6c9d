"""What grades for a command: the exercises, the sandbox, and where submissions are worked on."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from autograder.cli.shared import Screen, needs_extra
from autograder.sandbox import LEVELS

if TYPE_CHECKING:
    from autograder.course.config import Course
    from autograder.grading.class_run import Engine
    from autograder.grading.pipeline import Grader
    from autograder.sandbox import Sandbox


def grader_of(
    course: "Course", names: Sequence[str], isolation: str | None, scheduler: str | None, screen: Screen
) -> "Grader":
    """The grader of some assignments (all if none is named), at an isolation level or the strongest that works."""
    from autograder.course.library import load_library, require_calibration
    from autograder.course.secret import course_secret
    from autograder.grading.expect import References
    from autograder.grading.pipeline import Grader
    from autograder.sandbox.view import view_of

    library = load_library(course.narrowed(names))
    require_calibration(library)
    for assignment in library.values():
        view_of(assignment.packages)  # report a missing package before grading starts
    sandbox = _sandbox(course, isolation, scheduler)
    unwalled = " Submissions run under your account without isolation: grade only code that you trust."
    screen.err.print(f"Isolation: {sandbox.level}.{unwalled if sandbox.level == 'process' else ''}")
    secret = course_secret(course.root, lambda said: screen.err.print(said, soft_wrap=True))
    references = References(course.root, secret, lambda said: screen.err.print(said, markup=False, soft_wrap=True))
    return Grader(library, references, sandbox, secret, course.file.variants)


def _sandbox(course: "Course", isolation: str | None, scheduler: str | None) -> "Sandbox":
    """The isolation level, tested here unless submissions run on other machines, which test it themselves."""
    from autograder.grading.spread import Elsewhere
    from autograder.sandbox.levels import open_sandbox, walled_sandbox

    if scheduler not in (None, "local"):
        return Elsewhere(isolation or LEVELS[0], course.limits)
    return open_sandbox(isolation, course.limits) if isolation else walled_sandbox(course.limits)


def engine_of(course: "Course", grader: "Grader", jobs: int, scheduler: str | None, screen: Screen) -> "Engine":
    """Where submissions are graded: in this process if there is one job, in a process for each, or on a cluster."""
    from autograder.grading.class_run import one_by_one

    if scheduler is None and (jobs == 1 or grader.secret is None):
        return one_by_one(grader)
    from autograder.grading.batch import Setting
    from autograder.grading.spread import in_job_processes, on_dask_cluster
    from autograder.sandbox.levels import zygotes_of

    setting = Setting(course.root, tuple(grader.library), grader.sandbox.level, grader.secret or b"")
    if scheduler is None:
        sharing = replace(setting, zygotes=zygotes_of(grader.sandbox))
        return in_job_processes(sharing, grader, jobs, screen.remark)
    needs_extra("distributed", "cluster")
    return on_dask_cluster(setting, grader, scheduler, jobs, screen.remark)
