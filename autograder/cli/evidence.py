"""Commands for an appeal: `grade evidence`, `grade replay`."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.complete import assignments as known
from autograder.cli.gradebook import gradebook_option, open_gradebook
from autograder.cli.graders import grader_of
from autograder.cli.shared import (
    Screen,
    common,
    course_around,
    course_option,
    instructors_only,
    json_option,
    student_name,
    the_course,
    trusted,
    write_data,
)
from autograder.errors import AutograderError, OutputError, nearest
from autograder.words import many

if TYPE_CHECKING:
    from autograder.appeals.container import Container
    from autograder.appeals.replay import Replayed
    from autograder.course.config import Course
    from autograder.exercise.vocabulary import Vocabulary
    from autograder.grading.pipeline import Grader
    from autograder.records import Submission


DIFFERS = 1


@click.command()
@click.argument("student", type=student_name)
@click.argument("assignment", shell_complete=known)
@click.argument("submissions", type=click.Path(path_type=Path), default="submissions", metavar="[SUBMISSIONS]")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write to this file, for its owner only.")
@gradebook_option
@course_option
@common
def evidence(
    screen: Screen, student: str, assignment: str, submissions: Path, out: Path | None, gradebook: str | None
) -> int:
    """Pack everything that a recorded verdict rests on into one file, which `grade replay` judges again.

    \b
    grade evidence ada optimizers > ada.evidence
    grade replay ada.evidence

    The file has the source, every call with what the code returned and what is expected, the recorded verdicts, and
    the versions, with a digest of each part and the course's signature. Outcomes are not kept by grading, so the work
    in SUBMISSIONS (the default is submissions/) is asked again in the sandbox; if that gives other verdicts than those
    recorded, this is said, and the exit code is 1.

    The file holds the hidden cases of this student's variant: it is for whoever decides on the appeal, and not for
    students.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    instructors_only()
    from autograder.appeals.pack import evidence_file

    if out is None and sys.stdout.isatty():
        raise AutograderError("The evidence is not text.", "Write it to a file: add --out FILE, or > FILE.")
    course = the_course()
    course.plan(assignment)
    book = open_gradebook(course, gradebook, screen, create=False)
    own = [one for one in book.results(course, student=student) if one.assignment == assignment and one.verdicts]
    if not own:
        raise AutograderError(
            f"The gradebook has no verdicts on {student!r} {assignment}.{nearest(student, book.students())}",
            "Run `grade all` first.",
        )
    grader = grader_of(course, [assignment], None, None, screen)
    work = _submission(grader, course, submissions, student, assignment)
    data, same = evidence_file(course.file.course, grader, work, own[0])
    _write(data, out)
    said = "Asked again, the work gets the recorded verdicts." if same else _OTHER
    screen.err.print(said, markup=False, style="" if same else "yellow", soft_wrap=True)
    return 0 if same else DIFFERS


_OTHER = (
    "Asked again, the work does not get the recorded verdicts: the work, the exercises or autograder have changed,"
    " or it takes about as long as it may. The file has what was recorded and the answers of now."
    " `grade all --dry-run` shows what would change."
)


def _submission(grader: "Grader", course: "Course", submissions: Path, student: str, assignment: str) -> "Submission":
    """The work in the folder; raises `AutograderError` if there is none to run."""
    from autograder.grading.class_run import collect

    found = collect(grader.library, submissions, [student], course.assignments).submissions
    [own] = [one for one in found if one.assignment == assignment]
    if own.source is None:
        said = own.problem.message if own.problem else "nothing is handed in there"
        raise AutograderError(
            f"{submissions} has no work of {student} on {assignment} that can be run: {said.rstrip('.')}.",
            "Name the folder that was graded.",
        )
    return own


def _write(data: bytes, out: Path | None) -> None:
    from autograder.system.files import write_whole

    if out is None:
        sys.stdout.buffer.write(data)
        return
    try:
        write_whole(out, data, private=True)
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror}.", "Name another file.") from error


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@course_option
@common
def replay(screen: Screen, file: Path, json_file: str | None) -> int:
    """Judge a file of `grade evidence` again, without the student's code, and say whether the verdict stands.

    \b
    grade replay ada.evidence

    This works anywhere: it needs neither the course nor PyTorch. A changed file is refused. In the course itself the
    signature is checked too: only the course's secret can make it. Elsewhere you see that the file is whole and that
    the verdicts follow from it, but not who made it.

    The exit code is 0 if the verdict stands, and 1 if it does not, if the file was changed, or if this is the course
    and its signature is not the course's.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    from autograder.appeals.container import MAX_FILE, opened
    from autograder.appeals.replay import replayed

    course = course_around()
    vocabulary = _vocabulary(course)
    with file.open("rb") as stream:
        container = opened(stream.read(MAX_FILE + 1), _secret(course))
    found = replayed(container, vocabulary)
    stands = not found.differing and container.signed != "not by this course"
    if json_file:
        write_data(_document(container, found, stands), json_file)
    if json_file != "-":
        _say(screen, container, found)
    return 0 if stands else DIFFERS


def _secret(course: "Course | None") -> bytes | None:
    """The secret of the course around, if it has one already."""
    from autograder.course.secret import SECRET_FILE, course_secret

    if course is None or not (os.environ.get("AUTOGRADER_SECRET") or (course.root / SECRET_FILE).exists()):
        return None
    return course_secret(course.root, lambda said: None)


def _vocabulary(course: "Course | None") -> "Vocabulary":
    """The bundled names, and those of the course around if the user trusts it."""
    from autograder.course.library import load_vocabulary
    from autograder.exercise.vocabulary import Vocabulary

    if course is None or course.is_kit:
        return Vocabulary()
    return load_vocabulary(trusted(course).root / "solutions")


SIGNATURES = {
    "by this course": "The signature is this course's.",
    "not by this course": "The signature is NOT this course's: another course made the file, or somebody rewrote it.",
    "not checked": "The signature was not checked: that needs the course's secret.",
}


def _say(screen: Screen, container: "Container", found: "Replayed") -> None:
    from autograder.report.safe import safe

    manifest = container.manifest
    head = f"{manifest.get('student')} {manifest.get('assignment')}, packed {manifest.get('made')}"
    made_by = ", ".join(f"{name} {number}" for name, number in dict(manifest.get("versions") or {}).items())
    lines = [head, f"by {made_by}", f"digest {container.digest}", SIGNATURES[container.signed]]
    lines += [f"{name}: recorded {_words(before)}, now {_words(now)}" for name, before, now in found.differing]
    carried = [f"{v['exercise']}.{v['check']}" for v in manifest["recorded"] if v.get("carried_forward")]
    lines += [f"carried forward, so that policy gives them points: {', '.join(carried)}"] if carried else []
    count = len(found.verdicts)
    others = f"{len(found.differing)} of {many(count, 'verdict differs', 'verdicts differ')}."
    lines.append(others if found.differing else f"All {count} verdicts stand.")
    for line in lines:
        screen.out.print(safe(line), markup=False, soft_wrap=True)


def _words(verdict: "Any") -> str:
    if verdict is None:
        return "nothing"
    why = f" ({verdict['reason']})" if verdict["reason"] else ""
    return f"{verdict['status']}{why} {verdict['points']}/{verdict['max_points']}"


def _document(container: "Container", found: "Replayed", stands: bool) -> dict[str, Any]:
    differing = [{"check": name, "recorded": before, "now": now} for name, before, now in found.differing]
    return {
        "schema": "autograder/replay/1",
        "student": container.manifest.get("student"),
        "assignment": container.manifest.get("assignment"),
        "digest": container.digest,
        "signed": container.signed,
        "stands": stands,
        "checks": len(found.verdicts),
        "differing": differing,
    }
