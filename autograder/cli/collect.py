"""`grade collect`: submissions from any system into the folder that `grade all` reads."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.complete import assignments as known
from autograder.cli.shared import Screen, common, course_option, instructors_only, the_course, write_document
from autograder.words import many

if TYPE_CHECKING:
    from autograder.submissions.collect.download import Download
    from autograder.submissions.collect.people import People
    from autograder.submissions.collect.plan import LeftOut, Plan
    from autograder.submissions.collect.write import Collected

SYSTEMS = ("canvas", "moodle", "gradescope", "blackboard", "brightspace", "github", "nbgrader", "plain")


@click.command()
@click.argument("sources", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--to",
    "root",
    type=click.Path(path_type=Path, file_okay=False),
    default="submissions",
    show_default=True,
    metavar="DIR",
    help="The folder of submissions.",
)
@click.option("--from", "system", type=click.Choice(SYSTEMS), help="The system; the default is to recognise it.")
@click.option("--assignment", metavar="A", shell_complete=known, help="All of SOURCE is work on this assignment.")
@click.option(
    "--roster",
    "roster_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="The class; the default is roster.csv in the folder of submissions.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be collected, and write nothing.")
@click.option("--ignore-unknown", is_flag=True, help="Exit with 0 although some files were not collected.")
@click.option("--json", "json_file", metavar="FILE", help="Write what was collected as JSON; - is standard output.")
@course_option
@common
def collect(
    screen: Screen,
    sources: tuple[Path, ...],
    root: Path,
    system: str | None,
    assignment: str | None,
    roster_file: Path | None,
    dry_run: bool,
    ignore_unknown: bool,
    json_file: str | None,
) -> int:
    """Collect submissions from a download of another system.

    SOURCE is the zip file or folder that you downloaded from Canvas, Moodle, Gradescope, Blackboard or Brightspace, a
    folder of clones from GitHub Classroom or Classroom 50, nbgrader's submitted/, or any folder of students' work.
    Its files are copied into submissions/<student>/<assignment>/, with their times in submissions/times.csv. Later
    attempts go into folders of their own; nothing that is there is changed, so collect as often as you like.

    roster.csv in the folder of submissions says who is who: a column `student`, and any of id, login, email, name and
    section, under the names that these systems use. Whoever is not on it is listed, never guessed.

    \b
    Examples:
      grade collect ~/Downloads/submissions.zip --assignment optimizers --dry-run
      grade collect optimizers-submissions/ --from github

    The exit code is 3 when some file was not collected; --ignore-unknown gives 0.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    instructors_only()
    from autograder.report.collected import collected_json, collected_table
    from autograder.submissions.collect.download import opened_download
    from autograder.submissions.collect.people import read_people
    from autograder.submissions.roster import ROSTER

    course = the_course()
    if assignment is not None:
        course.plan(assignment)
    roster = read_people(roster_file or root / ROSTER)
    if not roster.rows:
        screen.err.print("There is no roster.csv; students are called as the download calls them.", soft_wrap=True)
    collected: list[Collected] = []
    left_out: list[LeftOut] = []
    for source in sources:
        with opened_download(source) as download:
            plan = _plan(download, system, assignment, course.assignments, roster, screen)
            collected += _write(plan, root, screen, dry_run=dry_run)
            left_out += plan.left_out
    if json_file:
        write_document(collected_json(collected, left_out, root), json_file, kept="Collected files")
    if json_file != "-" and not screen.quiet and collected:
        screen.out.print(collected_table(collected, every=screen.verbose))
    _close(collected, left_out, root, screen, dry_run=dry_run)
    return 3 if left_out and not ignore_unknown else 0


def _plan(
    download: "Download",
    system: str | None,
    assignment: str | None,
    assignments: Sequence[str],
    roster: "People",
    screen: Screen,
) -> "Plan":
    """What to collect of one download, read as the named system's or as the one that it is recognised as."""
    from autograder.report.safe import safe
    from autograder.submissions.collect.formats import FORMATS, TITLES, recognised
    from autograder.submissions.collect.plan import plan_of

    name, understood = (system, FORMATS[system](download, assignments)) if system else recognised(download, assignments)
    screen.err.print(f"{safe(str(download.path))}: read as {TITLES[name]}.", soft_wrap=True, markup=False)
    plan = plan_of(download, understood, roster, assignments, assignment or "")
    for remark in plan.remarks:
        screen.err.print(safe(remark), style="yellow", soft_wrap=True, markup=False)
    return plan


def _write(plan: "Plan", root: Path, screen: Screen, *, dry_run: bool) -> "list[Collected]":
    """Copy the files, with a progress bar in a terminal."""
    from rich.progress import track

    from autograder.submissions.collect.write import write_plan

    console = screen.err
    bar = track(plan.attempts, "collecting", console=console, disable=not console.is_terminal, transient=True)
    return list(write_plan(bar, plan, root, dry_run=dry_run))


def _close(
    collected: "Sequence[Collected]", left_out: "Sequence[LeftOut]", root: Path, screen: Screen, *, dry_run: bool
) -> None:
    """Say how much was collected, what was not, and what to run next."""
    from autograder.report.collected import left_out_text
    from autograder.report.safe import safe

    new, students = [one for one in collected if one.new], {one.attempt.student for one in collected}
    verb = "would be collected" if dry_run else "collected"
    said = f"{len(new):,} of {many(len(collected), 'attempt')} of {many(len(students), 'student')} {verb}"
    screen.err.print(f"{said}; the others were there already." if len(new) < len(collected) else f"{said}.")
    if left_out:
        lines = left_out_text(left_out, every=screen.verbose)
        screen.err.print(lines, markup=False, style="yellow", soft_wrap=True)
    if new and not dry_run:
        screen.err.print(f"Next: grade all {safe(str(root))}", markup=False, soft_wrap=True)
