"""A class of 200 submissions of `optimizers`, right and wrong ones mixed, through the real `grade all`.

Expected values are cached by a first run, which is not counted.  Reported: submissions a second, CPU and peak
memory of `grade` and all its workers, medians of several runs; then, in one process with one job, the stages that
the time goes to.

    python -m benchmarks.class_of_200 [--students 200] [--runs 3] [--jobs 2]
"""

import itertools
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from unittest import mock

import click
from rich.console import Console
from rich.table import Table

from autograder.course.assignment import SolvedAssignment
from autograder.course.config import Course, load_course
from autograder.course.library import load_assignment
from autograder.gradebook.store import Gradebook
from autograder.grading import class_run, pipeline
from autograder.grading.expect import References
from autograder.records import Limits
from autograder.sandbox.levels import open_sandbox
from autograder.submissions.class_folder import read_class_folder
from autograder.submissions.written_functions import stubs_of
from benchmarks.classes import write_modules
from benchmarks.measure import GRADE, REPOSITORY, SECRET, Run, run

ASSIGNMENT = "optimizers"
DONE = object()


def grade(root: Path, book: Path, level: str, jobs: int) -> Run:
    """One `grade all` in a process of its own."""
    options = ["--assignment", ASSIGNMENT, "--isolation", level, "--gradebook", book, "--jobs", str(jobs), "--quiet"]
    return run([*GRADE, "all", root, *options], REPOSITORY, AUTOGRADER_SECRET=SECRET)


@contextmanager
def timed(name: str, owner: Any, attribute: str, spent: dict[str, float]) -> Iterator[None]:
    """Add the seconds that a function of the path, or the iterator that it returns, takes to ``spent[name]``."""
    real: Callable[..., Any] = getattr(owner, attribute)

    def clocked(work: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        try:
            return work()
        finally:
            spent[name] += time.perf_counter() - started

    def stepwise(steps: Iterator[Any]) -> Iterator[Any]:
        while (step := clocked(lambda: next(steps, DONE))) is not DONE:
            yield step

    def measured(*args: Any, **options: Any) -> Any:
        made = clocked(lambda: real(*args, **options))
        return stepwise(made) if isinstance(made, Iterator) else made

    with mock.patch.object(owner, attribute, measured):
        yield


def stages(course: Course, assignment: SolvedAssignment, root: Path, book: Path, level: str) -> dict[str, float]:
    """Seconds of each stage for the whole class, one submission at a time; 0 for what imports torch."""
    spent: dict[str, float] = defaultdict(float)
    library = {ASSIGNMENT: assignment}
    submissions = read_class_folder(root, {ASSIGNMENT: stubs_of(assignment)}).submissions
    references = References(course.root, SECRET.encode())
    grader = pipeline.Grader(library, references, open_sandbox(level, Limits()), SECRET.encode(), course.file.variants)
    with (
        timed("draw and expect", pipeline.Grader, "_asked", spent),
        timed("ask", pipeline, "ask", spent),
        timed("judge", pipeline, "judge", spent),
        timed("record", Gradebook, "record", spent),
    ):
        list(class_run.grade_class(submissions, grader, Gradebook(book), class_run.one_by_one(grader)))
    if "torch" in sys.modules:
        raise click.ClickException("torch was loaded: the expected values were not cached")
    return spent


@click.command()
@click.option("--students", default=200, show_default=True)
@click.option("--runs", default=3, show_default=True)
@click.option("--jobs", default=2, show_default=True)
@click.option("--isolation", "levels", multiple=True, default=["namespaces", "landlock"], show_default=True)
def main(students: int, runs: int, jobs: int, levels: tuple[str, ...]) -> None:
    """Grade a class of STUDENTS submissions of `optimizers` RUNS times at each level."""
    course = load_course(REPOSITORY / "grader.yaml")
    assignment = load_assignment(course, ASSIGNMENT)
    table = Table("level", "submissions/s", "ms each", "CPU ms each", "peak MiB", title=f"{students} submissions")
    where = Table("level", "stage", "ms each", title="where the time goes, one job")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "class"
        write_modules(root, assignment, students)
        books = (Path(folder) / f"{number}.db" for number in itertools.count())
        grade(root, next(books), levels[0], jobs)  # caches the expected values
        for level in levels:
            done = [grade(root, next(books), level, jobs) for _ in range(runs)]
            seconds, cpu = median(run.seconds for run in done), median(run.cpu for run in done)
            each = [f"{1000 * total / students:.1f}" for total in (seconds, cpu)]
            table.add_row(level, f"{students / seconds:.0f}", *each, f"{max(run.peak for run in done) >> 20}")
            for stage, total in stages(course, assignment, root, next(books), level).items():
                where.add_row(level, stage, f"{1000 * total / students:.2f}")
    console = Console()
    console.print(f"{os.cpu_count()} cores, {jobs} jobs, median of {runs} runs, start of `grade` included")
    console.print(table, where)


if __name__ == "__main__":
    main()
