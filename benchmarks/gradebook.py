"""How the gradebook grows: recording, reading one student, missing work, a run in which nothing has changed.

A class of STUDENTS with ten assignments of forty checks each, in a SQLite file that is filled directly.  Reported are
medians in milliseconds, and the peak memory of one `grade show`.

    python -m benchmarks.gradebook [--students 1000] [--runs 5]
"""

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median

import click

from autograder.course.config import Course, load_course
from autograder.gradebook.store import Gradebook
from autograder.records import Submission, Verdict
from benchmarks.measure import GRADE, Run, run

ASSIGNMENTS = [f"a{number}" for number in range(10)]
CHECKS = [
    Verdict(f"e{n // 4}", f"check{n % 4}", "says what it asks", "passed", 1.0, 1.0, "hidden") for n in range(38)
] + [
    Verdict(
        "e9", f"wrong{n}", "says it", "failed", 0.0, 2.0, "public", "value", None, "At [0]: 1, not 2. " * 6, "x" * 200
    )
    for n in range(2)
]


def make_course(root: Path) -> Course:
    """A course without exercises: reading results needs no more than its grader.yaml."""
    listed = "\n".join(f"  - name: {name}\n    due: 2026-10-05 23:59:00" for name in ASSIGNMENTS)
    (root / "grader.yaml").write_text(f"course: A large class\nassignments:\n{listed}\n")
    return load_course(root / "grader.yaml")


def fill(path: Path, students: int) -> None:
    """Write a class that was graded, as the database's own rows."""
    Gradebook(path)
    keys = [(f"student{number:04}", name) for number in range(students) for name in ASSIGNMENTS]
    columns = [*vars(CHECKS[0])]
    names = ", ".join(["id", "submission_id", "position", *(f'"{column}"' for column in columns)])
    marks = ", ".join("?" * (len(columns) + 3))
    with closing(sqlite3.connect(path)) as database, database:
        database.executemany(
            "insert into submissions (id, student, assignment, missing, max_points, submitted, isolation, notes, "
            "fingerprint, graded_at) values (?, ?, ?, 0, 42, '2026-10-05T10:00:00+00:00', 'namespaces', '[]', 'f', "
            "'2026-10-05 10:00:00')",
            [(number, *key) for number, key in enumerate(keys, 1)],
        )
        database.executemany(
            f"insert into verdicts ({names}) values ({marks})",  # noqa: S608  (our own names)
            (
                (40 * (number - 1) + place + 1, number, place, *vars(verdict).values())
                for number in range(1, len(keys) + 1)
                for place, verdict in enumerate(CHECKS)
            ),
        )


def milliseconds(action: Callable[[], object]) -> float:
    """How long ``action`` takes."""
    started = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - started)


def recording(path: Path, students: int) -> float:
    """The median of recording a submission again, one from all over the class each time."""
    book = Gradebook(path)
    again = [Submission(f"student{number:04}", "a3", b"") for number in range(0, students, max(1, students // 25))]
    return median(milliseconds(partial(book.record, each, CHECKS, 42.0, "namespaces", "f")) for each in again)


def showing(root: Path, path: Path) -> Run:
    """One `grade show` of one student, in a process of its own."""
    own = {"XDG_CONFIG_HOME": str(root / "settings")}  # what the user trusts stays as it is
    run([*GRADE, "trust", root], root, **own)
    return run([*GRADE, "show", "student0007", "--gradebook", path], root, **own)


def missing(path: Path) -> float:
    """Milliseconds of recording 3,000 submissions that nobody handed in."""
    book = Gradebook(path)
    absent = [Submission(f"absent{number:04}", "a3") for number in range(3000)]

    def record_all() -> None:
        for each in absent:
            book.record(each, [], 42.0, "namespaces", "f")

    return milliseconds(record_all)


def unchanged(course: Course, path: Path, students: int) -> float:
    """Milliseconds that a run spends in the gradebook when one assignment of the whole class is as it was."""
    keys = [(f"student{number:04}", "a5") for number in range(students)]

    def read() -> None:
        book = Gradebook(path)
        book.fingerprints()
        book.results(course, keys)

    return milliseconds(read)


@click.command()
@click.option("--students", default=1000, show_default=True)
@click.option("--runs", default=5, show_default=True)
def main(students: int, runs: int) -> None:
    """Measure a gradebook of STUDENTS students and ten assignments, RUNS times each."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCHMARK_DIR")) as folder:
        root = Path(folder)
        course, large, small = make_course(root), root / "large.db", root / "small.db"
        fill(large, students)
        fill(small, 10)
        report("record one, 4,000 verdicts, ms", recording(small, 10))
        report(f"record one, {400 * students:,} verdicts, ms", recording(large, students))
        shown = [showing(root, large) for _ in range(runs)]
        report("grade show one student, ms", 1000 * median(run.seconds for run in shown))
        report("grade show one student, CPU ms", 1000 * median(run.cpu for run in shown))
        report("grade show one student, peak MiB", median(run.peak for run in shown) / 2**20)
        same = median(unchanged(course, large, students) for _ in range(runs))
        report(f"{students:,} unchanged submissions, ms", same)
        report("3,000 missing, empty gradebook, ms", missing(root / "empty.db"))
        report(f"3,000 missing, {400 * students:,} verdicts, ms", missing(large))


def report(what: str, value: float) -> None:
    """Print one figure."""
    click.echo(f"{value:10.1f}  {what}")


if __name__ == "__main__":
    main()
