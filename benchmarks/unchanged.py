"""What `grade all` costs when nothing has changed: a class whose every submission was recorded by the same grader.

Reported are medians of the wall and of the CPU, which is the whole machine's.

    python -m benchmarks.unchanged [--students 1000] [--runs 5] [--assignment optimizers]
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

import click

from autograder.course.config import load_course
from autograder.course.library import load_library
from autograder.gradebook.store import Gradebook
from autograder.grading.class_run import collect, grade_class
from autograder.grading.expect import References
from autograder.grading.pipeline import Grader
from autograder.records import Submission, Verdict
from autograder.sandbox.levels import walled_sandbox
from benchmarks.classes import write_modules
from benchmarks.measure import GRADE, REPOSITORY, SECRET, Run, run


def record(root: Path, submissions: Path, assignment: str, book: Path) -> None:
    """Record the class as if it had been graded: everybody has the verdicts of the first."""
    os.environ["AUTOGRADER_SECRET"] = SECRET
    course = load_course(root / "grader.yaml")
    library = load_library(course.narrowed([assignment]))
    secret = SECRET.encode()
    sandbox = walled_sandbox(course.limits)
    grader = Grader(library, References(root, secret), sandbox, secret, course.file.variants)
    found = collect(library, submissions, known=course.assignments).submissions
    verdicts = grader.grade(found[0])

    def same(asked: Sequence[Submission]) -> Iterator[tuple[Submission, list[Verdict]]]:
        return ((one, verdicts) for one in asked)

    for _ in grade_class(found, grader, Gradebook(book), same):
        pass


def again(submissions: Path, assignment: str, book: Path) -> Run:
    """One run in which nothing has changed."""
    options = ["--assignment", assignment, "--gradebook", book]
    return run([*GRADE, "all", submissions, *options], REPOSITORY, AUTOGRADER_SECRET=SECRET)


@click.command()
@click.option("--students", default=1000, show_default=True)
@click.option("--runs", default=5, show_default=True)
@click.option("--assignment", default="optimizers", show_default=True)
def main(students: int, runs: int, assignment: str) -> None:
    """Measure RUNS runs of a class of STUDENTS."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCHMARK_DIR")) as folder:
        submissions, book = Path(folder) / "submissions", Path(folder) / "class.db"
        library = load_library(load_course(REPOSITORY / "grader.yaml").narrowed([assignment]))
        write_modules(submissions, library[assignment], students)
        record(REPOSITORY, submissions, assignment, book)
        again(submissions, assignment, book)
        measured = [again(submissions, assignment, book) for _ in range(runs)]
    click.echo(f"{1000 * median(one.seconds for one in measured):10.1f}  {students:,} unchanged submissions, wall ms")
    click.echo(f"{1000 * median(one.cpu for one in measured):10.1f}  {students:,} unchanged submissions, CPU ms")
    click.echo(f"{median(one.peak for one in measured) / 2**20:10.1f}  peak MiB")


if __name__ == "__main__":
    main()
