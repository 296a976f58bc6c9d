"""Commands that write pages: `grade report`, `grade export feedback`."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from autograder.cli.class_ import dashboard
from autograder.cli.desk import Desk, desk_options, open_desk
from autograder.cli.shared import Screen, common, course_option, needs_extra
from autograder.words import many

folder_argument = click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")


@click.command()
@folder_argument
@desk_options
@course_option
@common
def report(screen: Screen, folder: Path, **chosen: Any) -> int:
    """Write a report of the class to DIR: pages that open from disk, in any browser, without a network.

    \b
    grade report report/        then open report/index.html

    Pages: the class, its misconceptions, an item analysis of each exercise and the fairness of its variants, and each
    student, also as Markdown. DIR is replaced whole; a folder that `grade` has not made is left alone. It holds grades:
    only its owner can read it. A student's page has nobody else's data.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    needs_extra("jinja2", "instructor")
    from autograder.analysis.variants import fairness
    from autograder.pages.folder import write_folder
    from autograder.pages.site import Site

    desk = open_desk(screen, **chosen)
    variants = fairness(desk.results, _variants(desk, chosen["submissions"]))
    site = Site(desk.shown, desk.board, desk.lessons, variants, dashboard(desk).needs)
    count = write_folder(folder, site.files())
    screen.err.print(f"{many(count, 'file')}; open {folder / 'index.html'}", markup=False, soft_wrap=True)
    return 0


def _variants(desk: Desk, submissions: Path) -> dict[tuple[str, str], int]:
    """The variant of each student's hidden cases, by assignment; empty if the course has no secret here."""
    from autograder.course.secret import SECRET_FILE, course_secret
    from autograder.grading.draw import variant_of
    from autograder.submissions.groups import GROUPS, read_groups

    root = desk.course.root
    if not (os.environ.get("AUTOGRADER_SECRET") or (root / SECRET_FILE).exists()):
        return {}
    secret, groups = course_secret(root, lambda said: None), read_groups(submissions / GROUPS)
    keys = [(str(one.student), one.assignment) for one in desk.results]
    return {key: variant_of(secret, groups.group(*key) or key[0], desk.course.file.variants) for key in keys}


@click.command("feedback")
@folder_argument
@desk_options
@course_option
@common
def export_feedback(screen: Screen, folder: Path, **chosen: Any) -> int:
    """Write feedback to DIR: a folder for each student, with feedback.html and feedback.md.

    Each has the student's own points, the rules that made them, and every check with its message, and nobody else's
    data. DIR is replaced whole; a folder that `grade` has not made is left alone.
    """
    needs_extra("jinja2", "instructor")
    from autograder.pages.folder import page_name, write_folder
    from autograder.pages.site import student_views

    views = student_views(open_desk(screen, **chosen).shown)
    kinds: tuple[tuple[str, Callable[[Any], str]], ...] = (
        ("html", lambda view: str(view.html)),
        ("md", lambda view: str(view.markdown)),
    )
    files = ((f"{page_name(view.student)}/feedback.{kind}", text(view)) for view in views for kind, text in kinds)
    count = write_folder(folder, files)
    screen.err.print(f"{folder}: feedback for {many(count // 2, 'student')}.", markup=False, soft_wrap=True)
    return 0
