"""What authors and CI run: `grade build`, `grade verify`."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from autograder.cli.shared import Screen, common, narrowed, the_course

if TYPE_CHECKING:
    from rich.table import Table

    from autograder.config import Course
    from autograder.expect import References
    from autograder.library import Assignment
    from autograder.sandbox import Sandbox
    from autograder.verify import Proof


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file is stale.")
@common
def build(screen: Screen, check: bool) -> int:
    """Write assignments/ (stubs and handouts) from solutions/."""
    from autograder.build import built_files, stale_files, write_files
    from autograder.library import load_library

    course = the_course()
    files = built_files(load_library(course).values())
    if check:
        stale = stale_files(course.root, files)
        for name in stale:
            screen.out.print(f"stale: {name}", markup=False)
        screen.err.print(f"{len(stale)} of {len(files)} files are stale." + (" Run `grade build`." if stale else ""))
        return int(bool(stale))
    for name in write_files(course.root, files):
        screen.out.print(f"wrote {name}", markup=False)
    screen.err.print(f"assignments/ is up to date: {len(files)} files.")
    return 0


@click.command()
@click.argument("targets", nargs=-1, metavar="[ASSIGNMENT or ASSIGNMENT/EXERCISE]...")
@click.option("--calibrate", is_flag=True, help="Measure tolerances and bands, and write calibration.json first.")
@click.option(
    "--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1, show_default=True, help="Side by side."
)
@common
def verify(screen: Screen, targets: tuple[str, ...], calibrate: bool, jobs: int) -> int:
    """Prove that every exercise is sound.

    Under five secrets: the stub earns nothing, the answer and every accepted solution full marks; every named
    mistake is caught by its own check and explained as itself; worked examples hold; nothing leaks; every
    tolerance has room on both sides. The exit code is 1 if anything is missing.
    """
    from rich.text import Text

    from autograder.expect import References
    from autograder.sandbox.levels import best_sandbox

    course = the_course()
    references, sandbox = References(course.root), best_sandbox(course.limits)
    if calibrate:
        _calibrate(_chosen(course, targets), references, screen)
    library = _chosen(course, targets)
    proofs = list(_proofs(library, references, sandbox, jobs, screen))
    problems = [problem for proof in proofs for problem in proof.problems] + _leaks(library, references)
    screen.out.print(_proof_table(proofs))
    for problem in problems:
        screen.out.print(Text(problem, "red"), soft_wrap=True)
    counted = sum(len(p.exercise.checks) for p in proofs), sum(len(p.exercise.mistakes) for p in proofs)
    found = f"{len(problems)} problems" if problems else "all sound"
    screen.out.print(f"{len(proofs)} exercises, {counted[0]} checks, {counted[1]} mistakes: {found}.")
    return int(bool(problems))


def _chosen(course: "Course", targets: Sequence[str]) -> "list[Assignment]":
    """The assignments that are named, or all; one named with an exercise has that exercise only."""
    from autograder.library import load_assignment

    pairs = [target.partition("/") for target in targets or course.assignments]
    return [narrowed(load_assignment(course, name), exercise or None) for name, _, exercise in pairs]


def _proofs(
    library: "Sequence[Assignment]", references: "References", sandbox: "Sandbox", jobs: int, screen: Screen
) -> "Iterator[Proof]":
    from autograder.engine.local import side_by_side
    from autograder.verify import verify as prove

    todo = [(assignment, exercise) for assignment in library for exercise in assignment.exercises]
    order = {id(exercise): place for place, (_, exercise) in enumerate(todo)}
    proofs: list[Proof] = []
    for proof in side_by_side(lambda pair: prove(*pair, references, sandbox), todo, jobs):
        screen.err.print(f"[{len(proofs) + 1}/{len(todo)}] {proof.exercise.assignment}/{proof.exercise.name}")
        proofs.append(proof)
    yield from sorted(proofs, key=lambda proof: order[id(proof.exercise)])


def _leaks(library: "Sequence[Assignment]", references: "References") -> list[str]:
    from autograder.verify import leak_problems

    return [problem for assignment in library for problem in leak_problems(assignment, references)]


def _calibrate(library: "Sequence[Assignment]", references: "References", screen: Screen) -> None:
    """Measure bands first, since they say how often a check is drawn, then tolerances."""
    from autograder.calibrate import calibration_of, measure_bands, write_calibration
    from autograder.verify import draw

    for assignment in library:
        found = {}
        for exercise in assignment.exercises:
            screen.err.print(f"calibrating {assignment.name}/{exercise.name}")
            bands = measure_bands(exercise)
            draws = draw(replace(exercise, calibration=bands), references)
            found[exercise.name] = calibration_of(exercise, [draws.public, *draws.hidden], bands)
        write_calibration(assignment, found)


def _proof_table(proofs: "Sequence[Proof]") -> "Table":
    from rich.table import Table

    table = Table("exercise", "check", "points", "mistakes", "noise", "tolerance", "nearest mistake")
    for proof in proofs:
        for name, check in proof.exercise.checks.items():
            rows = [(key, m) for key, m in proof.measured.items() if key.rsplit(" ", 1)[0] == name]
            numbers = [
                (f"{m.noise:.0e}", f"{m.tolerance:.0e}", f"{m.nearest:.0e}" if m.nearest else "-") for _, m in rows
            ]
            band = proof.exercise.calibration.get(name, {})
            if "high" in band:
                numbers = [(f"{band['runs']} runs", f"{band['high']:.3g}", f"{band['k']} of {band['n']}")]
            for noise, tolerance, nearest in numbers or [("-", "-", "-")]:
                table.add_row(
                    proof.exercise.name,
                    name,
                    f"{check.points:g}",
                    str(len(check.catches)),
                    noise,
                    tolerance,
                    nearest,
                )
    return table
