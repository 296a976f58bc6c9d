"""The command that hands in work: `grade submit`."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.complete import assignment_or_path
from autograder.cli.shared import Screen, common, course_option, student_name
from autograder.errors import AutograderError, SubmissionsError
from autograder.words import many

if TYPE_CHECKING:
    from autograder.course.assignment import Assignment
    from autograder.student.student_file import StudentFile
    from autograder.submissions.manifest import Manifest


@click.command()
@click.argument("target", metavar="ASSIGNMENT", shell_complete=assignment_or_path)
@click.option(
    "--to", "folder", type=click.Path(file_okay=False, path_type=Path), default=".", help="Folder for the archive."
)
@click.option(
    "--student", type=student_name, metavar="NAME", help="Your name; the default is your account name on this computer."
)
@click.option(
    "--force",
    is_flag=True,
    help="Allow an untouched stub, missing functions, and lines that are not Python.",
)
@course_option
@common
def submit(screen: Screen, target: str, folder: Path, student: str | None, force: bool) -> int:
    """Pack your work into an archive to hand in.

    ASSIGNMENT is its name, or the folder or file of your work. Your code is read, but not run. The archive
    holds one module or notebook and a manifest. The receipt identifies the archive as yours. If you submit again,
    a new archive is made, and the newest one counts.

    \b
    grade submit optimizers
    grade submit optimizers --to ~/handin --student ada
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    from autograder.cli.student import _targets, students_course
    from autograder.report.safe import safe
    from autograder.student.check import PublicChecks
    from autograder.student.student_file import find_work
    from autograder.student.submit import seal_work, write_archive

    course = students_course(target)
    [(name, path)] = _targets(course, target)
    assignment = PublicChecks(course).assignment(name)
    work = find_work(path, assignment)
    remark = _require_finished(work, assignment, force)
    manifest, data = seal_work(work, name, _valid(student or _own_name()), datetime.now(UTC))
    written, code = write_archive(folder, manifest, data)
    for line in _receipt(written, manifest, work, code):
        screen.out.print(safe(line), markup=False, soft_wrap=True)
    for line in (remark, f"Hand in {written} yourself: `grade submit` does not send it."):
        screen.err.print(safe(line), markup=False, soft_wrap=True)
    return 0


def _require_finished(work: "StudentFile", assignment: "Assignment", force: bool) -> str:
    """Raise `SubmissionsError` for a stub or missing functions, unless ``force``; returns what is unfinished."""
    lacks, stubs, count = work.lacks(assignment), work.stubs(assignment), len(assignment.exercises)
    anyway = f"or hand it in anyway with `grade submit {assignment.name} --force`."
    if not force or len(lacks) == count:
        work.require_python()
    if lacks and not force:
        raise SubmissionsError(
            f"{work.path.name} has {len(lacks)} of {many(count, 'function')} missing: {', '.join(lacks)}.",
            f"Add them, at least as stubs, {anyway}",
            retry=False,
        )
    if len(stubs) == count and not force:
        raise SubmissionsError(f"{work.path.name} is still the stub.", f"Write a function first, {anyway}", retry=False)
    open_ = [*lacks, *stubs]
    return (
        f"{len(open_)} of {many(count, 'function is', 'functions are')} not written yet: {', '.join(open_)}."
        if open_
        else "All functions are written."
    )


def _own_name() -> str:
    """What the user types in a terminal, or else the account's name; nothing if many people use that account."""
    import getpass

    from autograder.submissions.student_names import is_shared_account

    try:
        account = getpass.getuser()
    except (OSError, KeyError, ImportError):
        account = ""
    if is_shared_account(account):
        account = ""
    if not sys.stdin.isatty():
        return account
    return str(click.prompt("Your name, as your course knows you", default=account or None, err=True))


def _valid(student: str) -> str:
    """The name without surrounding spaces; raises `AutograderError` unless it is printable and not too long."""
    if student.strip() and student.isprintable() and len(student) <= 255:
        return student.strip()
    raise AutograderError(
        "The student's name must not be empty, and all its characters must be printable.",
        "Run `grade submit ... --student NAME`.",
        retry=False,
    )


def _receipt(path: Path, manifest: "Manifest", work: "StudentFile", code: str) -> list[str]:
    return [
        f"receipt   {code}",
        f"archive   {path}",
        f"student   {manifest.student}",
        f"work      {manifest.work}, {len(work.data):,} bytes, from {work.path}",
        f"sealed    {manifest.time}",
    ]
