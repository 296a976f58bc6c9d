"""A class of 200 submissions of `optimizers`, right and wrong ones mixed, through the real `grade all`.

Expected values are cached by a first run, which is not counted.  Reported: submissions a second, CPU and peak
memory of `grade` and all its workers, medians of several runs; then, in one process with one job, the stages that
the time goes to.

    python -m benchmarks.class_of_200 [--students 200] [--runs 3] [--jobs 2]
"""

import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
from autograder.grading import pipeline
from autograder.grading.expect import References
from autograder.records import Limits
from autograder.sandbox.levels import open_sandbox
from autograder.submissions.class_folder import read_class_folder
from autograder.submissions.written_functions import stubs_of

REPOSITORY = Path(__file__).parents[1]
ASSIGNMENT = "optimizers"
DONE = object()
SECRET = "a secret of the benchmark"  # noqa: S105  (it guards nothing)
GRADE = [sys.executable, "-m", "autograder"]


@dataclass(frozen=True)
class Run:
    """One run of `grade all`: seconds, CPU seconds of it and its workers, peak bytes of one process."""

    seconds: float
    cpu: float
    peak: int


def modules(assignment: SolvedAssignment) -> Iterator[str]:
    """Answers, other right solutions and every named mistake, each in an otherwise right module; for ever."""
    right = {exercise.name: exercise.source.text for exercise in assignment.exercises}
    kinds = [right]
    for exercise in assignment.exercises:
        texts = [text for _, text in exercise.accepted]
        texts += [exercise.mistaken(mistake) for mistake in exercise.mistakes]
        kinds += [{**right, exercise.name: text} for text in texts]
    yield from (assignment.module(functions) for functions in itertools.cycle(kinds))


def make_class(root: Path, students: int, assignment: SolvedAssignment) -> None:
    """Write the submissions."""
    for number, module in zip(range(students), modules(assignment), strict=False):
        folder = root / f"student{number:04}" / ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / f"{ASSIGNMENT}.py").write_text(module)


def grade(root: Path, book: Path, level: str, jobs: int) -> Run:
    """One `grade all` in a process of its own."""
    started = time.perf_counter()
    command = [*GRADE, "all", root, "--assignment", ASSIGNMENT, "--isolation", level]
    options = ["--gradebook", book, "--jobs", str(jobs), "--quiet"]
    environment = {**os.environ, "AUTOGRADER_SECRET": SECRET}
    process = subprocess.Popen([*map(str, command + options)], cwd=REPOSITORY, env=environment)  # noqa: S603
    _, status, used = os.wait4(process.pid, 0)  # of this run and its workers alone
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise click.ClickException(f"`grade all` ended with {process.returncode}")
    return Run(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


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
    references = References(course.root)
    grader = pipeline.Grader(library, references, open_sandbox(level, Limits()), SECRET.encode(), course.file.variants)
    with (
        timed("draw and expect", pipeline, "questions", spent),
        timed("ask", pipeline, "ask", spent),
        timed("judge", pipeline, "judge", spent),
        timed("record", Gradebook, "record", spent),
    ):
        list(pipeline.grade_class(submissions, grader, Gradebook(book), pipeline.one_by_one(grader)))
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
        make_class(root, students, assignment)
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
