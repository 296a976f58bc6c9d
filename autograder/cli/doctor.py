"""Commands for instructors and administrators: `grade doctor`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from autograder.cli.shared import Screen, common, course_around, course_option
from autograder.words import many

if TYPE_CHECKING:
    from rich.table import Table

    from autograder.grading.readiness import Readiness
    from autograder.sandbox.doctor import LevelReport


@click.command()
@course_option
@common
def doctor(screen: Screen) -> int:
    """Show which isolation levels work on this machine, and how ready it is to grade.

    Each isolation level is set up completely. If that works, a worker then tries what hostile code would try
    first. The exit code is 0 if submissions can be graded here, and 3 if no level can hold hostile code.
    """
    from autograder.grading.readiness import readiness
    from autograder.records import Limits
    from autograder.sandbox import WALLED
    from autograder.sandbox.doctor import examine

    course = course_around()
    findings = list(examine(course.limits if course else Limits()))
    if not screen.quiet:
        screen.out.print(_table(findings))
    for finding in findings:
        if finding.failure:
            screen.err.print(f"\n{finding.failure.advice}", markup=False, soft_wrap=True)
    reached = [finding.level for finding in findings if not finding.failure and finding.level in WALLED]
    said = f"uses {reached[0]}." if reached else "refuses to run here without --isolation process."
    screen.err.print(f"\n`grade all` {said}", markup=False, soft_wrap=True)
    if not screen.quiet:
        _print_readiness(screen, readiness(course))
    return 0 if reached else 3


def _print_readiness(screen: Screen, found: "Readiness") -> None:
    """Versions, jobs and the cache as a table, then what would make grading faster."""
    from rich.table import Table

    from autograder.report.safe import safe

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_row("jobs", f"{found.jobs}, one for each core that may be used")
    table.add_row("free memory", f"{found.memory / 2**30:.1f} GiB")
    if found.cache:
        known = many(len(found.cache.found) + len(found.cache.absent), "assignment")
        ready = f"{len(found.cache.found)} of {known}"
        table.add_row("cache", safe(str(found.cache.folder)))
        table.add_row("", f"{found.cache.size / 2**20:.1f} MiB in {many(found.cache.files, 'file')}; ready for {ready}")
    for name, version in found.versions.items():
        table.add_row(name, version)
    screen.out.print()
    screen.out.print(table)
    for advice in found.advice:
        screen.out.print(f"\n{safe(advice)}", markup=False, soft_wrap=True)


def _table(findings: "Sequence[LevelReport]") -> "Table":
    from rich.table import Table

    from autograder.sandbox.doctor import ATTEMPTS

    table = Table("a submission tries to", *(finding.level for finding in findings))
    for what in ATTEMPTS:
        table.add_row(what, *(_cell(finding, what) for finding in findings))
    return table


def _cell(finding: "LevelReport", what: str) -> str:
    if finding.failure:
        return "[dim]not available[/]"
    return "[green]stopped[/]" if finding.stopped[what] else "[red]succeeds[/]"
