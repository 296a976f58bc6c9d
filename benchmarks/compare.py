"""Compares `grade all` with nbgrader, with pytest and with two limits, in turn on the same class.

python -m benchmarks.compare                 # the figures that are committed: results.json, results.md, the README
python -m benchmarks.compare --quick         # a small class and one round, printed only
"""

import json
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from autograder.course.assignment import SolvedAssignment
from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.grading.expect import References
from autograder.grading.questions import public_questions, with_hidden
from benchmarks import summary
from benchmarks.classes import write_modules
from benchmarks.contenders import Compared
from benchmarks.measure import GRADE, REPOSITORY, SECRET, Run, machine, middle, run
from benchmarks.serial import serial_seconds

RESULTS = Path(__file__).parent
OURS = "grade all, modules, 1 job"


@click.command()
@click.option("--assignment", default="optimizers", show_default=True)
@click.option("--students", default=30, show_default=True, help="Size of the class that all grade.")
@click.option("--rounds", default=5, show_default=True)
@click.option("--growth", multiple=True, type=int, default=[10, 100, 1000], show_default=True, help="Sizes of classes.")
@click.option("--quick", is_flag=True, help="4 students, one round, growth from 4 to 8; nothing is written.")
def main(assignment: str, students: int, rounds: int, growth: tuple[int, ...], quick: bool) -> None:
    """Grade one class in every way, in turn, and write the medians."""
    if quick:
        students, rounds, growth = 4, 1, (4, 8)
    course = load_course(REPOSITORY / "grader.yaml")
    chosen = load_assignment(course, assignment)
    with tempfile.TemporaryDirectory() as folder:
        Compared(Path(folder) / "first", chosen, students, []).ours("modules", 1)  # so that no PyTorch is needed here
        compared = Compared(Path(folder), chosen, students, asked_of(chosen))
        about = machine()
        figures = compare(compared, rounds)
        grown = grow(Path(folder), chosen, growth)
        serial = 1000 * serial_seconds(Path(folder), chosen, max(growth))
    document = {
        "measured": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": about,
        "assignment": assignment,
        "students": students,
        "rounds": rounds,
        "contenders": figures,
        "growth": grown,
        "serial_ms": serial,
    }
    click.echo(table(document))
    if not quick:
        (RESULTS / "results.json").write_text(json.dumps(document, indent=1) + "\n")
        (RESULTS / "results.md").write_text(table(document))
        summary.write()


def asked_of(assignment: SolvedAssignment) -> list[Any]:
    """What `grade all` asks one student, of the first variant."""
    references = References(REPOSITORY, SECRET.encode())
    public = (public_questions(exercise, references) for exercise in assignment.exercises)
    return [with_hidden(asked, references, SECRET.encode(), 0) for asked in public]


def compare(compared: Compared, rounds: int) -> dict[str, dict[str, float]]:
    """The medians of each contender, for one submission."""
    contenders = compared.contenders()
    runs: dict[str, list[Run]] = {name: [] for name in contenders}
    for number in range(rounds):
        for name, contender in contenders.items():
            click.echo(f"round {number + 1} of {rounds}: {name}", err=True)
            runs[name].append(contender())
    return {name: figures_of(compared, name, middle(own)) for name, own in runs.items()}


def figures_of(compared: Compared, name: str, run: Run) -> dict[str, float]:
    """One contender's figures."""
    calls, ms = compared.calls(name), 1000 * run.seconds / compared.students
    cpu = 1000 * run.cpu / compared.students
    return {"ms": ms, "cpu_ms": cpu, "ms_per_call": ms / calls, "calls": calls, "peak_mib": run.peak / 2**20}


def grow(folder: Path, assignment: SolvedAssignment, sizes: tuple[int, ...]) -> list[dict[str, float]]:
    """`grade all` with two jobs on classes of several sizes."""
    found = []
    for size in sizes:
        root = folder / f"class-{size}"
        write_modules(root, assignment, size)
        options = ["--assignment", assignment.name, "--jobs", "2", "--gradebook", folder / f"class-{size}.db", "-q"]
        click.echo(f"growth: {size} submissions", err=True)
        done = run([*GRADE, "all", str(root), *map(str, options)], REPOSITORY, AUTOGRADER_SECRET=SECRET)
        again = run([*GRADE, "all", str(root), *map(str, options)], REPOSITORY, AUTOGRADER_SECRET=SECRET)
        each = {"ms": 1000 * done.seconds / size, "cpu_ms": 1000 * done.cpu / size, "peak_mib": done.peak / 2**20}
        found.append({"submissions": size, **each, "unchanged_s": again.seconds})
    return found


def table(document: Mapping[str, Any]) -> str:
    """The document as Markdown."""
    about = document["machine"]
    versions = ", ".join(f"{name} {about[name]}" for name in ("python", "numpy", "torch", "nbgrader", "pytest"))
    return "\n".join(
        [
            f"Measured on {document['measured']}, {about['cores']} cores ({about['cpu']}), {versions}; load at the "
            f"start {about['load_at_start']}. Assignment `{document['assignment']}`, a class of "
            f"{document['students']}, medians of {document['rounds']} rounds in turn, start-up included; figures are "
            "of one submission.",
            "",
            "| graded by | ms | CPU ms | times `grade all`, 1 job | calls | µs a call | peak MiB |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            *(_row(name, figures, document) for name, figures in document["contenders"].items()),
            "",
            "| submissions, 2 jobs | ms each | CPU ms each | peak MiB | s of a run with all unchanged |",
            "| --- | --- | --- | --- | --- |",
            *(
                f"| {one['submissions']:,} | {one['ms']:.0f} | {one['cpu_ms']:.0f} | {one['peak_mib']:.0f} | "
                f"{one['unchanged_s']:.1f} |"
                for one in document["growth"]
            ),
            "",
            *_plan(document["growth"][-1]["cpu_ms"], document["serial_ms"]),
            "",
        ]
    )


def _plan(cpu_ms: float, serial_ms: float) -> list[str]:
    """What the figures give for many cores: all CPU time is spread but the writer's, which has a core of its own."""
    rows = ((cores, min(1000 * cores / cpu_ms, 1000 / serial_ms)) for cores in (1, 2, 16, 64, 256))
    return [
        f"One process reads, hands out and records: {serial_ms:.1f} ms of CPU for each submission, "
        f"{100 * serial_ms / cpu_ms:.1f} % of the {cpu_ms:.0f} ms in the largest class. It bounds a run at "
        f"{1000 / serial_ms:.0f} submissions a second.",
        "",
        "| cores | at most, submissions a second | a million in hours |",
        "| --- | --- | --- |",
        *(f"| {cores} | {rate:.1f} | {1e6 / rate / 3600:.1f} |" for cores, rate in rows),
    ]


def _row(name: str, figures: Mapping[str, float], document: Mapping[str, Any]) -> str:
    ratio = figures["ms"] / document["contenders"][OURS]["ms"]
    per_call = 1000 * figures["ms_per_call"]
    return (
        f"| {name} | {figures['ms']:.0f} | {figures['cpu_ms']:.0f} | {ratio:.2f} | {figures['calls']:.0f} | "
        f"{per_call:.0f} | {figures['peak_mib']:.0f} |"
    )


if __name__ == "__main__":
    sys.exit(main())
