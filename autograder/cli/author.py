"""Commands for authors and CI: `grade build`, `grade verify`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from autograder.cli.complete import assignments as known
from autograder.cli.shared import Screen, common, course_option, instructors_only, the_course
from autograder.system.cores import cores
from autograder.words import many

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from rich.table import Table

    from autograder.authoring.processes import Target
    from autograder.authoring.survivors import Survey
    from autograder.authoring.verify import Proof
    from autograder.course.config import Course
    from autograder.exercise.assigned import SolvedExercise
    from autograder.exercise.calibration import Tolerance

Item = TypeVar("Item")
Made = TypeVar("Made")


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file is stale.")
@click.option(
    "--nbgrader",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write nbgrader's source tree into its course folder DIR instead.",
)
@course_option
@common
def build(screen: Screen, check: bool, nbgrader: Path | None) -> int:
    """Write assignments/ (stubs, notebooks and handouts) from solutions/."""
    from autograder.course.library import load_library
    from autograder.publishing.build import FOLDER, SOURCE, built_files, nbgrader_files, stale_files, write_files

    course = the_course()
    assignments = load_library(course).values()
    root, folder = (nbgrader, f"{nbgrader / SOURCE}/") if nbgrader else (course.root, f"{FOLDER}/")
    files = nbgrader_files(assignments) if nbgrader else built_files(assignments)
    if check:
        stale = stale_files(root, files)
        for name in stale:
            screen.out.print(f"stale: {name}", markup=False)
        said = f"{len(stale)} of {many(len(files), 'file is', 'files are')} stale."
        screen.err.print(f"{said} Run `grade build`." if stale else said)
        return int(bool(stale))
    for name in write_files(root, files):
        screen.out.print(f"wrote {name}", markup=False)
    screen.err.print(f"{folder} is up to date: {many(len(files), 'file')}.", markup=False)
    return 0


@click.command()
@click.argument("targets", nargs=-1, metavar="[ASSIGNMENT or ASSIGNMENT/EXERCISE]...", shell_complete=known)
@click.option("--calibrate", is_flag=True, help="Measure tolerances and bands, and write calibration.json first.")
@click.option(
    "--mutants", is_flag=True, help="Make small changes to each answer, and report those that no check notices."
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=cores(),
    show_default=True,
    help="Number of parallel jobs.",
)
@course_option
@common
def verify(screen: Screen, targets: tuple[str, ...], calibrate: bool, mutants: bool, jobs: int) -> int:
    """Prove that every exercise is sound.

    Under five secrets, the stub must earn nothing, and the answer and every accepted solution must earn full marks.
    Every named mistake must be caught by its own check and explained as itself. Worked examples must be right, no
    expected value may leak, and every tolerance must have room on both sides. In 2,000 draws, or 50
    where a check trains, cases must be found. The exit code is 1 if anything fails.
    """
    course = the_course()
    if mutants:
        instructors_only()
    if calibrate:
        with _processes(jobs) as workers:  # those that know the new calibration are others
            _calibrate(course, _chosen(course, targets), workers, screen)
    with _processes(jobs) as workers:
        return _verify(course, _chosen(course, targets), mutants, workers, screen)


@contextmanager
def _processes(jobs: int) -> "Iterator[Executor]":
    """Processes that start nothing further once they are left, by an error or an interrupt."""
    from autograder.engine.local import process_pool

    with process_pool(jobs) as workers:
        try:
            yield workers
        finally:
            workers.shutdown(cancel_futures=True)


def _verify(
    course: "Course", library: "Mapping[Target, SolvedExercise]", mutants: bool, workers: "Executor", screen: Screen
) -> int:
    """All work is handed out at once: no process waits for the others between the proofs and the mutants."""
    from rich.text import Text

    from autograder.authoring.processes import find_leaks, prove_exercise, survey_mutants

    ordered = _longest_first(library)
    proved = _each(prove_exercise, course, ordered, workers)
    leaks = _each(find_leaks, course, dict.fromkeys(assignment for assignment, _ in library), workers)
    surveyed = _each(survey_mutants, course, ordered if mutants else [], workers)
    proofs = _proofs(library, proved, screen)
    problems = [problem for proof in proofs for problem in proof.problems]
    problems += sorted(problem for found in leaks for problem in found)
    screen.out.print(_proof_table(proofs))
    for problem in problems:
        screen.out.print(Text(problem, "red"), soft_wrap=True)
    checks, mistakes = (sum(len(getattr(p.exercise, part)) for p in proofs) for part in ("checks", "mistakes"))
    counted = many(len(proofs), "exercise"), many(checks, "check"), many(mistakes, "mistake")
    found = many(len(problems), "problem") if problems else "all sound"
    screen.out.print(f"{', '.join(counted)}: {found}.")
    unnoticed = mutants and _unnoticed(library, surveyed, screen)
    return int(bool(problems or unnoticed))


def _chosen(course: "Course", targets: Sequence[str]) -> "dict[Target, SolvedExercise]":
    """The exercises named by ``targets`` (an assignment or ASSIGNMENT/EXERCISE); without targets, all exercises."""
    from autograder.course.library import load_assignment

    pairs = [target.partition("/") for target in targets or course.assignments]
    chosen = [load_assignment(course, name).narrowed(exercise or None) for name, _, exercise in pairs]
    return {(assignment.name, exercise.name): exercise for assignment in chosen for exercise in assignment.exercises}


def _proofs(
    library: "Mapping[Target, SolvedExercise]",
    proved: "Iterable[tuple[Target, dict[tuple[str, str], Tolerance], list[str]]]",
    screen: Screen,
) -> "list[Proof]":
    from autograder.authoring.verify import Proof

    found = {}
    for target, measured, problems in proved:
        found[target] = Proof(library[target], measured, problems)
        screen.err.print(f"[{len(found)}/{len(library)}] {'/'.join(target)}")
    return [found[target] for target in library]


def _unnoticed(
    library: "Mapping[Target, SolvedExercise]", surveyed: "Iterable[tuple[Target, Survey]]", screen: Screen
) -> bool:
    """Print the mutants that no check notices and no reason explains; true if there are any."""
    surveys = {}
    for target, found in surveyed:
        surveys[target] = found
        screen.err.print(f"[{len(surveys)}/{len(library)}] {'/'.join(target)}: {many(found.made, 'mutant')}")
    ordered = [surveys[target] for target in library]
    for colour, said in (
        ("dim", [f"equivalent: {line}" for one in ordered for line in one.equivalent]),
        ("red", [f"noticed by no check: {line}" for one in ordered for line in one.unexplained]),
        ("red", [f"no longer true: {line}" for one in ordered for line in one.stale]),
    ):
        for line in said:
            screen.out.print(line, style=colour, markup=False, soft_wrap=True)
    made, killed, equivalent = (
        sum(n) for n in zip(*((s.made, s.killed, len(s.equivalent)) for s in ordered), strict=True)
    )
    left = made - killed - equivalent
    screen.out.print(f"{many(made, 'mutant')}: {killed} killed, {equivalent} equivalent, {left} unexplained.")
    return any(one.unexplained or one.stale for one in ordered)


def _longest_first(library: "Mapping[Target, SolvedExercise]") -> "list[Target]":
    """Exercises that may take long, and those that train, first: at the end one process would be alone with them."""

    def cost(target: "Target") -> tuple[float, bool, int]:
        exercise = library[target]
        return exercise.seconds, any(check.trains for check in exercise.checks.values()), len(exercise.mistakes)

    return sorted(library, key=cost, reverse=True)


def _calibrate(
    course: "Course", library: "Mapping[Target, SolvedExercise]", workers: "Executor", screen: Screen
) -> None:
    """Measure and write calibration.json; for an exercise without results, the proof explains why."""
    from autograder.authoring.calibrate import write_calibration
    from autograder.authoring.processes import calibrate_exercise

    found: dict[str, dict[str, Any]] = {}
    for (assignment, exercise), numbers in _each(calibrate_exercise, course, library, workers):
        awaited = any(check.is_calibrated for check in library[assignment, exercise].checks.values())
        without = "not calibrated, since a right answer fails:" if awaited else "nothing to calibrate in"
        screen.err.print(f"{'calibrated' if numbers else without} {assignment}/{exercise}")
        if numbers:
            found.setdefault(assignment, {})[exercise] = numbers
    for assignment, numbers in found.items():
        write_calibration(course.root, assignment, numbers)


def _each(
    work: "Callable[[Path, Item], Made]", course: "Course", items: "Iterable[Item]", workers: "Executor"
) -> "Iterator[Made]":
    """Hand out ``work`` on each item, to processes that know where the course is; what it makes, as it comes."""
    from concurrent.futures import as_completed

    started = [workers.submit(partial(work, course.root), item) for item in items]
    return (done.result() for done in as_completed(started))


def _proof_table(proofs: "Sequence[Proof]") -> "Table":
    from rich.table import Table

    table = Table("exercise", "check", "points", "mistakes", "noise", "tolerance", "nearest mistake")
    for proof in proofs:
        for name, check in proof.exercise.checks.items():
            head = (proof.exercise.name, name, f"{check.points:g}", str(len(check.catches)))
            for numbers in _numbers(proof, name) or [("-", "-", "-")]:
                table.add_row(*head, *numbers)
    return table


def _numbers(proof: "Proof", check: str) -> list[tuple[str, str, str]]:
    """The measured tolerance of a check in each precision, or its band."""
    band = proof.exercise.calibration.bands.get(check)
    if band:
        return [(f"{band.runs} runs", f"{band.high:.3g}", f"{band.k} of {band.n}")]
    measured = [found for (name, _), found in proof.measured.items() if name == check]
    return [(f"{m.noise:.0e}", f"{m.tolerance:.0e}", f"{m.nearest:.0e}" if m.nearest else "-") for m in measured]
