"""The command that grades a class: `grade all`."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from autograder.cli.attempts import attempt_rule, worth_of_attempt
from autograder.cli.class_progress import watched
from autograder.cli.gradebook import gradebook_option, open_gradebook, roster_in
from autograder.cli.graders import engine_of, grader_of
from autograder.cli.shared import (
    Screen,
    assignments_option,
    common,
    confirmed,
    course_option,
    instructors_only,
    json_option,
    student_name,
    the_course,
    write_json,
)
from autograder.sandbox import LEVELS
from autograder.sandbox.launch_zygote import zygote_launched_ahead
from autograder.system.cores import cores
from autograder.words import many

if TYPE_CHECKING:
    from autograder.course.config import Course
    from autograder.gradebook.changes import Change
    from autograder.gradebook.store import Gradebook
    from autograder.grading.best_attempt import Worth
    from autograder.grading.class_run import Engine
    from autograder.grading.pipeline import Grader
    from autograder.records import Result, Submission
    from autograder.submissions.class_folder import ClassFolder
    from autograder.submissions.not_graded import NotGraded

KINDS = ("graded", "unchanged", "not handed in", "could not be judged")
MOST_NAMED = 5  # absent submissions that a question or a remark names


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
@click.option(
    "--absent-is-missing",
    is_flag=True,
    help="Record what is in the gradebook but not in SUBMISSIONS as not handed in; you are asked first.",
)
@click.option("--yes", is_flag=True, help="Answer yes where --absent-is-missing asks.")
@click.option("--dry-run", is_flag=True, help="Record nothing; show what would change, and who would gain and lose.")
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
    absent_is_missing: bool,
    yes: bool,
    dry_run: bool,
    ignore_unknown: bool,
    json_file: str | None,
) -> int:
    """Grade a class: every submission in a folder that is new or has changed.

    SUBMISSIONS (the default is submissions/) holds <student>/<assignment>/<assignment>.py. Verdicts are
    recorded one submission at a time, so an interrupted run loses nothing: run it again to go on.
    Files in SUBMISSIONS that are nobody's work on any assignment are counted at the end; --verbose and --json
    list them, each with the reason.

    Recorded results that change without other work, such as after a change of an exercise, are listed by check: who
    gained, who lost, and why. --dry-run shows that before anything is recorded. A folder that has only part of the
    class changes nothing else: what is recorded stays, unless --absent-is-missing is given. `grade history` shows
    every change of a recorded result, and `grade restore` takes it back.

    The exit code is 0 when every submission was judged, whatever its score, and every file was understood. It is 3
    when some submission could not be judged or some file was not understood; --ignore-unknown gives 0 for the latter.
    """
    instructors_only()
    from autograder.engine.interrupts import take_termination_as_interrupt

    take_termination_as_interrupt()
    if jobs > 1 and scheduler is None:
        from autograder.engine.job_processes import prepare

        prepare(["autograder.grading.batch"])
    with zygote_launched_ahead(isolation != "process" and scheduler in (None, "local")):
        from autograder.grading.class_run import collect

        course = the_course()
        grader = grader_of(course, assignments, isolation, scheduler, screen)
    engine = engine_of(course, grader, jobs, scheduler, screen)
    rule = attempt_rule(course, gradebook, screen)
    folder = collect(grader.library, submissions, students, course.assignments, rule)
    book = open_gradebook(course, gradebook, screen, create=not dry_run)
    absent = _absent(folder.submissions, book)
    if absent and absent_is_missing and not dry_run:
        confirmed(f"{_named(absent)} would be recorded as not handed in. Continue?", yes, "--absent-is-missing")
    kept = [] if absent_is_missing else absent
    if kept:
        said = f"{_named(kept)}: not in {submissions}, and kept as recorded."
        screen.err.print(said, markup=False, soft_wrap=True)
    with _target(book, dry_run) as target:
        _grade(screen, grader, folder, kept, target, engine, worth_of_attempt(course, gradebook, screen), force)
        keys = [(one.student, one.assignment) for one in folder.submissions]
        results = target.results(course, keys, texts=json_file is not None)
        _report(course, results, screen, json_file, folder.not_graded, roster_in(submissions), target.changes)
        _close(screen, folder, book, json_file, target.changes, dry_run)
    unknown = folder.not_graded and not ignore_unknown
    return 3 if unknown or any(result.status == "could_not_judge" for result in results) else 0


@contextmanager
def _target(book: "Gradebook", dry_run: bool) -> "Iterator[Gradebook]":
    """The gradebook to record in: for a dry run a copy, which is deleted at the end."""
    if not dry_run:
        yield book
        return
    with TemporaryDirectory() as folder:
        copy = book.copied(Path(folder) / "copy.db")
        yield copy
        copy.close()


def _grade(
    screen: Screen,
    grader: "Grader",
    folder: "ClassFolder",
    kept: "Sequence[Submission]",
    book: "Gradebook",
    engine: "Engine",
    worth: "Worth",
    force: bool,
) -> None:
    """Grade all submissions but those that are ``kept``, and say how many there were of each kind."""
    from autograder.grading.class_run import grade_class

    left_alone = {id(one) for one in kept}
    present = [one for one in folder.submissions if id(one) not in left_alone]
    graded = grade_class(present, grader, book, engine, worth=worth, force=force)
    tally = Counter(watched(graded, len(present), screen))
    more = f", {len(kept)} kept" if kept else ""
    screen.err.print(", ".join(f"{tally[kind]} {kind}" for kind in KINDS) + f"{more}.")


def _absent(found: "Sequence[Submission]", book: "Gradebook") -> "list[Submission]":
    """The submissions that are recorded as handed in, and are not in the folder."""
    from autograder.gradebook.texts import storable

    handed_in = book.handed_in()
    return [one for one in found if one.missing and (storable(one.student), one.assignment) in handed_in]


def _named(submissions: "Sequence[Submission]") -> str:
    """How many submissions these are, and the first of them."""
    from autograder.report.safe import safe

    first = ", ".join(f"{safe(one.student)} {one.assignment}" for one in submissions[:MOST_NAMED])
    more = ", ..." if len(submissions) > MOST_NAMED else ""
    return f"{many(len(submissions), 'recorded submission')} ({first}{more})"


def _close(
    screen: Screen,
    folder: "ClassFolder",
    book: "Gradebook",
    json_file: str | None,
    changes: "Sequence[Change]",
    dry_run: bool,
) -> None:
    """Say what a person should look at, and where the results are."""
    from autograder.report.regrade import changes_view, summary
    from autograder.report.safe import safe
    from autograder.report.terminal import files_not_graded, unread_times

    said = summary(changes)
    if said:
        screen.err.print(said, markup=False, style="bold", soft_wrap=True)
        screen.err.print(changes_view(changes), soft_wrap=True)
    not_graded = files_not_graded(folder.not_graded, every=screen.verbose)
    for remark in (unread_times(folder.submissions), *folder.remarks, not_graded):
        if remark:
            screen.err.print(safe(remark, lines=True), markup=False, style="yellow", soft_wrap=True)
    where = f"Nothing was recorded in {book.shown}: this was a dry run." if dry_run else f"Gradebook: {book.shown}"
    screen.err.print(where, soft_wrap=True, markup=False)
    if json_file not in (None, "-"):
        screen.err.print(f"Results: {json_file}", soft_wrap=True, markup=False)


def _report(
    course: "Course",
    results: "Sequence[Result]",
    screen: Screen,
    json_file: str | None,
    not_graded: "Sequence[NotGraded]",
    roster: "Collection[str] | None",
    changes: "Sequence[Change]",
) -> None:
    from autograder.report.class_table import ClassResults, class_table
    from autograder.report.regrade import changes_json

    if json_file != "-" and not screen.quiet:
        screen.out.print(class_table(ClassResults(course, results, datetime.now(UTC), roster)))
    if json_file:
        write_json(results, json_file, not_graded, roster=roster, regraded=changes_json(changes))
