"""Commands for instructors: `grade all`, `grade show`."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.complete import assignments as known
from autograder.cli.shared import (
    Screen,
    assignments_option,
    common,
    course_option,
    instructors_only,
    json_option,
    needs_extra,
    student_name,
    the_course,
    write_json,
)
from autograder.errors import AutograderError
from autograder.sandbox import LEVELS
from autograder.system.cores import cores

if TYPE_CHECKING:
    from autograder.course.config import Course
    from autograder.gradebook.store import Gradebook
    from autograder.grading.pipeline import Engine, Grader
    from autograder.records import Result, Submission, Verdict
    from autograder.sandbox import Sandbox
    from autograder.submissions.attempts import AttemptRule
    from autograder.submissions.class_folder import ClassFolder
    from autograder.submissions.not_graded import NotGraded

KINDS = ("graded", "unchanged", "not handed in", "could not be judged")
LOGGED = ("graded", "could not be judged")

gradebook_option = click.option(
    "--gradebook",
    metavar="URL",
    help="Path (SQLite) or PostgreSQL URL of the gradebook; the default is the one in grader.yaml.",
)


@click.command("all")
@click.argument("submissions", type=click.Path(path_type=Path), default="submissions", metavar="[SUBMISSIONS]")
@assignments_option
@click.option(
    "--student", "students", type=student_name, multiple=True, metavar="S", help="Only this student; may be repeated."
)
@gradebook_option
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=cores(),
    show_default=True,
    help="Number of parallel jobs, each a process of its own.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Grade on the Dask cluster at tcp://HOST:PORT or tls://HOST:PORT; local starts one here, of --jobs workers.",
)
@click.option(
    "--isolation",
    type=click.Choice(LEVELS),
    help="Isolation level; the default is the strongest one that works on this machine, but never process.",
)
@click.option("--force", is_flag=True, help="Grade everything again, including unchanged submissions.")
@click.option("--ignore-unknown", is_flag=True, help="Exit with 0 although some files were not graded.")
@json_option
@course_option
@common
def all_(
    screen: Screen,
    submissions: Path,
    assignments: tuple[str, ...],
    students: tuple[str, ...],
    gradebook: str | None,
    jobs: int,
    scheduler: str | None,
    isolation: str | None,
    force: bool,
    ignore_unknown: bool,
    json_file: str | None,
) -> int:
    """Grade a class: every submission in a folder that is new or has changed.

    SUBMISSIONS (the default is submissions/) holds <student>/<assignment>/<assignment>.py. Verdicts are
    recorded one submission at a time, so an interrupted run loses nothing: run it again to go on.
    Files in SUBMISSIONS that are nobody's work on any assignment are counted at the end; --verbose and --json
    list them, each with the reason.

    The exit code is 0 when every submission was judged, whatever its score, and every file was understood. It is 3
    when some submission could not be judged or some file was not understood; --ignore-unknown gives 0 for the latter.
    """
    instructors_only()
    from autograder.engine.interrupts import take_termination_as_interrupt
    from autograder.grading.pipeline import grade_class

    take_termination_as_interrupt()
    course = the_course()
    grader = _grader(course, assignments, isolation, scheduler, screen)
    engine = _engine(course, grader, jobs, scheduler, screen)
    folder = grader.collect(submissions, students, course.assignments, _attempt_rule(course))
    found = folder.submissions
    book = open_gradebook(course, gradebook, screen, create=True)
    graded = grade_class(found, grader, book, engine, force=force)
    tally = Counter(_watched(graded, len(found), screen))
    screen.err.print(", ".join(f"{tally[kind]} {kind}" for kind in KINDS) + ".")
    results = book.results(course, [(s.student, s.assignment) for s in found])
    _report(course, results, screen, json_file, folder.not_graded)
    _close(screen, folder, book, json_file)
    unknown = folder.not_graded and not ignore_unknown
    return 3 if unknown or any(result.status == "could_not_judge" for result in results) else 0


def _attempt_rule(course: "Course") -> "AttemptRule":
    """Which of several attempts counts in a course."""
    from autograder.submissions.attempts import AttemptRule

    def is_late(one: "Submission") -> bool:
        return bool(course.late_days(one.assignment, one.submitted))

    return AttemptRule(course.localized, is_late if course.file.attempts == "last_on_time" else None)


def _close(screen: Screen, folder: "ClassFolder", book: "Gradebook", json_file: str | None) -> None:
    """Say what a person should look at, and where the results are."""
    from autograder.report.safe import safe
    from autograder.report.terminal import files_not_graded, unread_times

    not_graded = files_not_graded(folder.not_graded, every=screen.verbose)
    for remark in (unread_times(folder.submissions), *folder.remarks, not_graded):
        if remark:
            screen.err.print(safe(remark, lines=True), markup=False, style="yellow", soft_wrap=True)
    screen.err.print(f"Gradebook: {book.shown}", soft_wrap=True)
    if json_file not in (None, "-"):
        screen.err.print(f"Results: {json_file}", soft_wrap=True, markup=False)


def _grader(
    course: "Course", names: Sequence[str], isolation: str | None, scheduler: str | None, screen: Screen
) -> "Grader":
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


def _engine(course: "Course", grader: "Grader", jobs: int, scheduler: str | None, screen: Screen) -> "Engine":
    """Where submissions are graded: in this process if there is one job, in a process for each, or on a cluster."""
    from autograder.grading.pipeline import one_by_one

    if scheduler is None and (jobs == 1 or grader.secret is None):
        return one_by_one(grader)
    from autograder.grading.batch import Setting
    from autograder.grading.spread import in_job_processes, on_dask_cluster

    setting = Setting(course.root, tuple(grader.library), grader.sandbox.level, grader.secret or b"")
    if scheduler is None:
        return in_job_processes(setting, grader, jobs, screen.remark)
    needs_extra("distributed", "cluster")
    return on_dask_cluster(setting, grader, scheduler, jobs, screen.remark)


def open_gradebook(course: "Course", location: str | None, screen: Screen, *, create: bool) -> "Gradebook":
    """The gradebook at ``location``, or else the course's own; raises `GradebookError`."""
    from autograder.gradebook.location import is_url
    from autograder.gradebook.store import Gradebook

    named = course.file.gradebook if location is None else location
    beside_the_course = location is None and not is_url(named)
    place = course.root / named if beside_the_course else named
    return Gradebook(place, create=create, announce=lambda said: screen.err.print(said, markup=False, soft_wrap=True))


def _watched(
    graded: Iterator[tuple["Submission", "list[Verdict] | None"]], total: int, screen: Screen
) -> Iterator[str]:
    """The kind of each finished submission, while showing a progress bar in a terminal or lines in a pipe."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.text import Text

    console = screen.err
    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
    with Progress(*columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("grading", total=total, rate="")
        for done, (submission, verdicts) in enumerate(graded, start=1):
            speed, kind = bar.tasks[task].speed, _kind(submission, verdicts)
            bar.update(task, advance=1, rate=f"{speed:.1f}/s" if speed else "")
            if screen.verbose or (not console.is_terminal and kind in LOGGED):
                console.print(Text(f"[{done}/{total}] {_line(submission, verdicts, kind)}"), soft_wrap=True)
            yield kind


def _kind(submission: "Submission", verdicts: "list[Verdict] | None") -> str:
    if verdicts is None:
        return "unchanged"
    if any(verdict.status == "could_not_judge" for verdict in verdicts):
        return "could not be judged"
    return "not handed in" if submission.missing else "graded"


def _line(submission: "Submission", verdicts: "list[Verdict] | None", kind: str) -> str:
    from autograder.report.safe import safe

    points, most = (sum(getattr(v, key) for v in verdicts or []) for key in ("points", "max_points"))
    said = f"{points:g} of {most:g}" if kind == "graded" else kind
    notes = "".join(f" ({safe(note)})" for note in submission.notes)
    return f"{safe(submission.student)} {submission.assignment}: {said}{notes}"


def _report(
    course: "Course",
    results: "Sequence[Result]",
    screen: Screen,
    json_file: str | None,
    not_graded: "Sequence[NotGraded]",
) -> None:
    from autograder.report.terminal import class_table

    if json_file != "-" and not screen.quiet:
        screen.out.print(class_table(course, results))
    if json_file:
        write_json(results, json_file, not_graded)


@click.command()
@click.argument("student", type=student_name)
@click.argument("assignment", required=False, shell_complete=known)
@gradebook_option
@json_option
@course_option
@common
def show(screen: Screen, student: str, assignment: str | None, gradebook: str | None, json_file: str | None) -> int:
    """Show the recorded results of one student: every check, and why it failed.

    What the student's code printed or raised is shown too. It is meant for instructors only.
    """
    instructors_only()
    from autograder.errors import nearest
    from autograder.report.terminal import submission_view

    course = the_course()
    if assignment is not None:
        course.plan(assignment)
    book = open_gradebook(course, gradebook, screen, create=False)
    own = [result for result in book.results(course, student=student) if assignment in (None, result.assignment)]
    if not own:
        known = [name for name in book.students() if name != student]
        raise AutograderError(
            f"The gradebook has no results for {student!r}{f' on {assignment}' if assignment else ''}."
            f"{nearest(student, known)}",
            "Run `grade all` first; its table lists the names.",
        )
    if json_file:
        write_json(own, json_file)
    if json_file != "-":
        for result in own:
            screen.out.print(submission_view(result))
    return 0
