"""The command that shows work that is alike: `grade similar`."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.complete import assignments as known
from autograder.cli.gradebook import gradebook_option, open_gradebook
from autograder.cli.shared import (
    Screen,
    common,
    course_option,
    instructors_only,
    json_option,
    needs_extra,
    the_course,
    write_data,
)
from autograder.words import many

if TYPE_CHECKING:
    from autograder.course.assignment import SolvedAssignment
    from autograder.records import Result, Submission
    from autograder.similar.code import Texts
    from autograder.similar.pairs import AlikePair, AlikeWork

SCHEMA = "autograder/similar/1"
NOTE = (
    "Alike is not copied: read the two, and ask both. One rare wrong result in common says little: many honest pairs "
    "have one. docs/similar.md has the numbers."
)
UNRECORDED = "The recorded results have no digests of wrong numbers: `grade all` records them."


@click.command()
@click.argument("assignments", nargs=-1, metavar="[ASSIGNMENT]...", shell_complete=known)
@click.option(
    "--submissions",
    type=click.Path(path_type=Path),
    default=Path("submissions"),
    metavar="DIR",
    help="The folder of the class; the default is submissions/.",
)
@click.option("--html", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Write pages into DIR.")
@click.option("--top", type=click.IntRange(min=1), default=20, show_default=True, help="Pairs of each assignment.")
@gradebook_option
@json_option
@course_option
@common
def similar(
    screen: Screen,
    assignments: tuple[str, ...],
    submissions: Path,
    html: Path | None,
    top: int,
    gradebook: str | None,
    json_file: str | None,
) -> int:
    """Show which pieces of work are alike: the same code, and the same rare wrong results.

    \b
    grade similar optimizers
    grade similar --html pages         the two texts of each pair, for a browser: pages/index.html

    Code is compared without names, comments and what everybody was given; modules and notebooks alike. Since right
    answers to small stubs look alike, look at the other columns too: how many pairs of the class are at least as alike,
    and in which exercises both have wrong results that agree to the last digit and that at most three students have.
    Members of a group are not compared with each other. In a pipe each line is an assignment, two students, the share
    of the same code, the share of pairs at least as alike, and these exercises, with tabs between.

    Alike is not copied. Nothing here says why two pieces of work are alike.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    instructors_only()
    needs_extra("copydetect", "similar")
    from autograder.course.library import load_library

    course = the_course().narrowed(assignments)
    library = load_library(course)
    results = open_gradebook(course, gradebook, screen, create=False).results(course)
    work, texts = _alike(library, submissions, results, top, screen)
    if json_file:
        write_data(_document(work), json_file)
    if html:
        _write_pages(course.file.course, work, texts, html, screen)
    if json_file != "-":
        _print(screen, work)
    _remark(screen, results)
    return 0


def _alike(
    library: "Mapping[str, SolvedAssignment]",
    folder: Path,
    results: "Sequence[Result]",
    top: int,
    screen: Screen,
) -> "tuple[list[AlikeWork], dict[str, Texts]]":
    """The alike work of each assignment, and the texts that were compared."""
    from autograder.grading.class_run import collect
    from autograder.similar.code import Texts
    from autograder.similar.pairs import alike_work
    from autograder.similar.wrong_values import rare_in_common

    found = collect(library, folder).submissions
    author = {one.student: one.author for one in found if one.group}
    texts: dict[str, Texts] = {}
    work: list[AlikeWork] = []
    for name, assignment in library.items():
        screen.err.print(f"[{len(work) + 1}/{len(library)}] {name}", markup=False)
        texts[name] = Texts(_written(one for one in found if one.assignment == name), _given(assignment))
        uses = {exercise.name: exercise.uses for exercise in assignment.exercises}
        shared = rare_in_common([one for one in results if one.assignment == name], uses, author)
        work.append(alike_work(name, texts[name], shared, top))
    return work, texts


def _written(submissions: "Iterable[Submission]") -> dict[str, str]:
    """The text of each author's work: a group's once."""
    from autograder.similar.code import plain

    return {one.author: plain(one.source) for one in submissions if one.source}


def _given(assignment: "SolvedAssignment") -> list[str]:
    """What every student has from the course: the stub and the notebook."""
    from autograder.publishing.notebook import notebook
    from autograder.similar.code import plain
    from autograder.submissions.notebook_code import read_notebook

    return [assignment.stub, plain(read_notebook(notebook(assignment).encode()).python)]


def _document(work: "Sequence[AlikeWork]") -> dict[str, Any]:
    found = [
        {
            "assignment": one.assignment,
            "works": one.works,
            "middle": one.middle,
            "pairs": [_pair_data(pair) for pair in one.pairs],
        }
        for one in work
    ]
    return {"schema": SCHEMA, "note": NOTE, "assignments": found}


def _pair_data(pair: "AlikePair") -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "students": list(pair.students),
        "same_code": pair.code,
        "pairs_at_least_as_alike": pair.more_alike,
        "rare_wrong_results": [asdict(one) for one in pair.shared],
    }


def _write_pages(
    course: str, work: "Sequence[AlikeWork]", texts: "Mapping[str, Texts]", html: Path, screen: Screen
) -> None:
    """Write the pages for their owner alone: they hold students' work."""
    from autograder.errors import OutputError
    from autograder.pages.alike import INDEX, pages
    from autograder.system.files import write_whole

    files = pages(course, work, texts)
    try:
        html.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, text in files.items():
            write_whole(html / name, text, private=True)
    except OSError as error:
        raise OutputError(f"{html} cannot be written: {error.strerror}.", "Name another folder.") from error
    screen.remark(f"{many(len(files), 'page')}: {html / INDEX}")


def _print(screen: Screen, work: "Sequence[AlikeWork]") -> None:
    """A table for each assignment in a terminal, lines with tabs in a pipe."""
    if screen.out.is_terminal:
        for one in work:
            screen.out.print(_table(one))
        return
    for one in work:
        for pair in one.pairs:
            click.echo("\t".join([one.assignment, *_cells(pair)]))


def _table(one: "AlikeWork") -> Any:
    from rich.table import Table

    middle = "" if one.middle is None else f", middle pair {100 * one.middle:.0f} % the same"
    table = Table(title=f"{one.assignment}: {one.works} pieces of work{middle}", title_justify="left")
    for head in ("student", "student", "same code", "pairs as alike", "rare wrong results in common"):
        table.add_column(head, overflow="fold")
    for pair in one.pairs:
        table.add_row(*_cells(pair))
    return table


def _cells(pair: "AlikePair") -> list[str]:
    from autograder.report.safe import safe

    code = "" if pair.code is None else f"{100 * pair.code:.0f} %"
    more = "" if pair.more_alike is None else f"{100 * pair.more_alike:.1f} %"
    return [*map(safe, pair.students), code, more, ", ".join(one.exercise for one in pair.shared)]


def _remark(screen: Screen, results: "Sequence[Result]") -> None:
    verdicts = [verdict for result in results for verdict in result.verdicts if verdict.reason == "value"]
    if verdicts and not any(verdict.wrong_values for verdict in verdicts):
        screen.remark(UNRECORDED)
    screen.remark(NOTE)
