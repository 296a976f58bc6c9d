"""Commands for students: `grade check`, `grade hint`."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

import click

from autograder.cli.complete import assignment_or_path
from autograder.cli.shared import (
    Screen,
    common,
    course_around,
    course_option,
    json_option,
    require_course,
    trusted,
    write_json,
)
from autograder.cli.watch import watch
from autograder.errors import CourseError, SubmissionsError
from autograder.sandbox.launch_zygote import unwalled_launched_ahead

if TYPE_CHECKING:
    from autograder.course.config import Course
    from autograder.records import Result
    from autograder.student.check import PublicChecks

WORK = (".py", ".ipynb")
TELLS_RESULTS = ("autograder.report.terminal", "autograder.judge.diagnosis.explain")
NAME_YOUR_WORK = "Name the folder, module or notebook of your work."


@click.command()
@click.argument("target", metavar="[ASSIGNMENT, EXERCISE or PATH]", required=False, shell_complete=assignment_or_path)
@click.option(
    "-e", "--exercise", "exercises", multiple=True, metavar="NAME", help="Only this exercise; may be repeated."
)
@click.option("-w", "--watch", "watching", is_flag=True, help="Check again whenever you save.")
@json_option
@course_option
@common
def check(screen: Screen, target: str | None, exercises: tuple[str, ...], watching: bool, json_file: str | None) -> int:
    """Run the public checks on your own work.

    Name an assignment (its folder below assignments/), an exercise, or the folder, module or notebook of your work.
    The default is the work in this folder. Nothing is handed in. `grade` and `grade list` show the results of the last
    check. The exit code is 1 if a check fails.

    \b
    grade check optimizers
    grade check adam_step
    grade check optimizers -e adam_step -e momentum_step
    grade check optimizers --watch
    grade check ~/homework/optimizers.ipynb
    grade check ~/homework/optimizers.ipynb --course ~/kit
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    if watching and json_file:
        raise click.UsageError("--watch shows results on the screen only; it cannot be combined with --json.")
    with unwalled_launched_ahead():  # before all imports: the worker's own start takes as long as they do
        from autograder.student.check import PublicChecks

        public = PublicChecks(students_course(target), _import_what_tells_results)
        if watching:
            return watch(public, *_one(public, target, exercises))
        return _check(screen, public, target, exercises, json_file)


def _check(
    screen: Screen, public: "PublicChecks", target: str | None, exercises: Sequence[str], json_file: str | None
) -> int:
    """Check the chosen work once; the exit code."""
    from autograder.student.standing import check_and_record, file_of

    results = []
    for chosen in _chosen(public, target, exercises):
        results.append(check_and_record(public, chosen.assignment, chosen.work, *chosen.exercises))
        if json_file != "-" and not (screen.quiet and all(v.status == "passed" for v in results[-1].verdicts)):
            _show(screen, results[-1], file_of(public.assignment(chosen.assignment), chosen.work))
    if json_file:
        write_json(results, json_file)
    statuses = {verdict.status for result in results for verdict in result.verdicts}
    return 3 if "could_not_judge" in statuses else int("failed" in statuses)


def _import_what_tells_results() -> None:
    """Import what is needed once there are results, beside what goes on."""
    Thread(target=lambda: [*map(import_module, TELLS_RESULTS)]).start()


def _show(screen: Screen, result: "Result", work: Path) -> None:
    from autograder.report.terminal import check_view

    screen.out.print(check_view(result, work))


def students_course(target: str | None) -> "Course":
    """The student's course or kit, or for work on a bundled assignment the course in autograder's checkout.

    It is never looked for around the target: that may be somebody else's. Raises `CourseError`.
    """
    from autograder.course.place import bundled_course

    course, path = course_around(), Path(target or ".")
    if course is None and (bundled := bundled_course()):
        course = bundled if _is_work(path if path.exists() else Path.cwd(), bundled) else None
    return trusted(require_course(course))


def _is_work(path: Path, bundled: "Course") -> bool:
    """Whether ``path`` looks like a copy of one of the bundled assignments."""
    path = path.resolve()
    return path.stem in bundled.assignments or any(_holds(path, name) for name in bundled.assignments)


def _holds(folder: Path, assignment: str) -> bool:
    """Whether there is a module or notebook of the assignment's name."""
    return any((folder / f"{assignment}{ending}").is_file() for ending in WORK)


def _targets(course: "Course", target: str | None) -> Iterator[tuple[str, Path]]:
    """The assignments to check, each with the folder or module that holds the work."""
    path = Path(target or ".").resolve()
    if target is None and path in (course.root.resolve(), course.root.resolve() / "assignments"):
        yield from ((name, course.root / "assignments" / name) for name in course.assignments)
    elif path.is_file() and path.suffix not in WORK:
        raise SubmissionsError(f"{target} is not a Python module or notebook.", NAME_YOUR_WORK)
    elif path.exists():
        yield _assignment_of(course, path), path
    elif target in course.assignments and _holds(Path.cwd(), target):
        yield target, Path.cwd()
    elif target is not None and ("/" in target or target.endswith(WORK)):
        raise SubmissionsError(f"There is no {target}.", f"{NAME_YOUR_WORK[:-1]}, or an assignment.")
    else:
        name = course.plan(target or "").name
        yield name, course.root / "assignments" / name


class Chosen(NamedTuple):
    """Work on one assignment, and the exercises to check; an empty tuple selects all."""

    assignment: str
    work: Path
    exercises: list[str]


def _chosen(public: "PublicChecks", target: str | None, exercises: Sequence[str]) -> list[Chosen]:
    """The work and exercises that the arguments select; raises `AutograderError` with the nearest name."""
    if target is not None and _may_be_exercise(public.course, target):
        assignment = assignment_of(public, target)
        names = [target, *exercises] if assignment != target else [*exercises]
        return [Chosen(assignment, work_folder(public.course, assignment), _plain(names))]
    found = list(_targets(public.course, target))
    if len(found) == 1 or not exercises:
        return [Chosen(name, path, _plain(exercises)) for name, path in found]
    homes = [public.find(exercise) for exercise in exercises]
    plain = list(zip(homes, _plain(exercises), strict=True))
    return [Chosen(name, path, [e for home, e in plain if home == name]) for name, path in found if name in homes]


def _may_be_exercise(course: "Course", target: str) -> bool:
    """Whether a target may be an exercise: a name that is neither a file nor an assignment."""
    return not Path(target).exists() and target not in course.assignments and not target.endswith(WORK)


def _plain(exercises: Sequence[str]) -> list[str]:
    """The names without their assignments."""
    return [exercise.rpartition("/")[2] for exercise in exercises]


def assignment_of(public: "PublicChecks", name: str) -> str:
    """The assignment of that name, or the one that has the exercise; raises `CourseError` with the nearest name."""
    from autograder.errors import nearest

    if name in public.course.assignments:
        return name
    try:
        return public.find(name)
    except CourseError as error:
        known = [*public.course.assignments, *(e for a in public.course.assignments for e in public.names(a))]
        said = f"This course has no assignment or exercise {name!r}.{nearest(name.rpartition('/')[2], known)}"
        raise CourseError(said, "`grade list` shows all of them.", retry=False) from error


def work_folder(course: "Course", assignment: str) -> Path:
    """The folder of a student's work: the working directory, or the assignment's folder in the course."""
    return Path.cwd() if _holds(Path.cwd(), assignment) else course.root / "assignments" / assignment


def _one(public: "PublicChecks", target: str | None, exercises: Sequence[str]) -> Chosen:
    found = _chosen(public, target, exercises)
    if len(found) > 1:
        raise CourseError(
            "--watch checks one assignment at a time.", f"Name it: grade check {found[0].assignment} --watch"
        )
    return found[0]


def _assignment_of(course: "Course", path: Path) -> str:
    """The assignment of a folder or module, by its name or its folder's name."""
    for name in (path.stem, path.name, path.parent.name):
        if name in course.assignments:
            return name
    inside = [name for name in course.assignments if _holds(path, name)]
    if len(inside) == 1:
        return inside[0]
    raise CourseError(
        f"Cannot tell to which assignment {path} belongs.",
        f"Name the module or notebook after its assignment: one of {', '.join(course.assignments)}.",
    )


@click.command()
@click.argument("exercise")
@click.option(
    "-n", "--number", type=click.IntRange(min=1), default=1, show_default=True, help="Number of the hint to show."
)
@course_option
@common
def hint(screen: Screen, exercise: str, number: int) -> int:
    """Show a hint for the first check of EXERCISE that fails.

    Hints go from the idea to the direction; -n 2 and -n 3 show the next ones. Nobody is told that you asked.

    \b
    grade hint adam_step
    grade hint optimizers/adam_step -n 2
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    from autograder.student.check import PublicChecks

    public = PublicChecks(students_course(None))
    assignment, name = public.find(exercise), exercise.rpartition("/")[2]
    result = public.check(assignment, work_folder(public.course, assignment), name)
    failed = [verdict for verdict in result.verdicts if verdict.status != "passed"]
    if not failed:
        screen.out.print(f"{name} passes its public checks, so there is no hint.", markup=False)
        return 0
    hints = public.hints(assignment, failed[0])
    screen.out.print(f"{name}: it {failed[0].says}.", style="bold", markup=False)
    screen.out.print(hints[min(number, len(hints)) - 1], markup=False)
    more = f"grade hint {exercise} -n {number + 1}"
    screen.err.print(
        f"Hint {number} of {len(hints)}; the next one: {more}" if number < len(hints) else "That is the last hint."
    )
    return 0
