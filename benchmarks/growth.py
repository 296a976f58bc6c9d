"""What a large class takes: wall time, CPU, and the peak memory of the grader and of the largest process.

A class of each size is graded by `grade all`, then once more, when nothing has changed.  A class of 10,000 takes some
ten minutes on two cores.

    python -m benchmarks.growth [--students 300]... [--jobs 2] [--assignment optimizers]
"""

import os
import tempfile
from pathlib import Path

import click

from autograder.course.assignment import SolvedAssignment
from autograder.course.config import load_course
from autograder.course.library import load_assignment
from benchmarks.classes import write_modules
from benchmarks.measure import GRADE, REPOSITORY, SECRET, Run, run

WARM = 40  # students, who have every variant among them


@click.command()
@click.option("--students", "sizes", multiple=True, type=int, default=[300], show_default=True)
@click.option("--jobs", default=2, show_default=True)
@click.option("--assignment", default="optimizers", show_default=True)
def main(sizes: tuple[int, ...], jobs: int, assignment: str) -> None:
    """Measure a class of so many STUDENTS, or several."""
    chosen = load_assignment(load_course(REPOSITORY / "grader.yaml"), assignment)
    graded(chosen, WARM, jobs)  # computes what is expected by PyTorch, which is kept
    for size in sizes:
        for what, done in zip(("graded", "unchanged"), graded(chosen, size, jobs), strict=True):
            report(f"{size:,} {what}", done)


def graded(assignment: SolvedAssignment, students: int, jobs: int) -> tuple[Run, Run]:
    """The run in which a class is graded, and one in which nothing has changed."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCHMARK_DIR")) as folder:
        root = Path(folder) / "class"
        write_modules(root, assignment, students)
        options = ["--assignment", assignment.name, "--jobs", jobs, "--gradebook", Path(folder) / "class.db", "--quiet"]
        command = [*GRADE, "all", root, *options]
        first, second = (run(command, REPOSITORY, AUTOGRADER_SECRET=SECRET) for _ in range(2))
        return first, second


def report(what: str, done: Run) -> None:
    """Print the figures of one run."""
    click.echo(
        f"{what}: {done.seconds:.1f} s, CPU {done.cpu:.1f} s (the whole machine's), peak MiB: "
        f"{done.own / 2**20:.0f} of the grader, {done.peak / 2**20:.0f} of the largest process"
    )


if __name__ == "__main__":
    main()
