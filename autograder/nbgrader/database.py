"""nbgrader's own gradebook: opens it safely, and reads its students and deadlines."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import nbgrader
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbgrader.api import Course, Gradebook, InvalidEntry
from sqlalchemy import Connection, create_engine, inspect, make_url
from sqlalchemy.exc import ArgumentError, SAWarning, SQLAlchemyError

from autograder.errors import GradebookError
from autograder.gradebook.location import is_url


@contextmanager
def opened(location: str, *, create: bool = False) -> Iterator[Gradebook]:
    """The gradebook of nbgrader at a SQLAlchemy URL, or in a SQLite file at a path.

    Raises `GradebookError` when it cannot be opened, read or written, and for a database that is not
    nbgrader's. A missing gradebook is created only if ``create`` is true.
    """
    url = location if is_url(location) else f"sqlite:///{location}"
    shown = _shown(url)
    if not create and "sqlite" in url and not Path(make_url(url).database or "").exists():
        raise _absent(shown)
    try:
        with _quiet():
            _look_before(url, shown, create=create)
            with Gradebook(url, course_id="") as book:  # it would add a course of that name, also to be read only
                if create:
                    _enter_course(book)
                yield book
    except (SQLAlchemyError, InvalidEntry, ImportError) as error:
        cause = getattr(error, "orig", None) or error
        raise GradebookError(
            f"nbgrader's gradebook {shown} cannot be used: {cause}.",
            "Check the path, its permissions and free space. The next run continues where this one stopped.",
        ) from error


def student_ids(book: Gradebook) -> list[str]:
    """The ids of all students, sorted."""
    return sorted(student.id for student in book.students)


def due_dates(book: Gradebook) -> dict[str, datetime]:
    """The deadline of each assignment that has one, by name; in UTC, as nbgrader keeps them."""
    return {each.name: each.duedate.replace(tzinfo=UTC) for each in book.assignments if each.duedate}


def _shown(url: str) -> str:
    """Its location: a path, or a URL without its password."""
    try:
        made = make_url(url)
    except ArgumentError as error:
        raise GradebookError("SQLAlchemy cannot read the URL of nbgrader's gradebook.", f"{error}") from error
    return str(made.database) if made.drivername == "sqlite" else made.render_as_string(hide_password=True)


def _absent(shown: str) -> GradebookError:
    return GradebookError(
        f"There is no nbgrader gradebook at {shown}.", "Name the gradebook.db in the folder of your nbgrader course."
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Hide tracebacks of exceptions that nbgrader logs and also raises, and warnings about its use of SQLAlchemy."""
    logging.getLogger("tornado.application").addHandler(logging.NullHandler())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        yield


def _look_before(url: str, shown: str, *, create: bool) -> None:
    """Raise `GradebookError` unless the database is empty or nbgrader's, in the installed version."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            _check_version(connection, shown, create=create)
    finally:
        engine.dispose()


def _check_version(connection: Connection, shown: str, *, create: bool) -> None:
    """An empty database is stamped here, since nbgrader itself needs `alembic` on the path for that."""
    scripts, context = _migrations(), MigrationContext.configure(connection)
    found, known = context.get_current_revision(), scripts.get_current_head()
    if not inspect(connection).get_table_names():
        if not create:
            raise _absent(shown)
        context.stamp(scripts, "head")
    elif found is None:
        raise GradebookError(f"{shown} is a database, but not one of nbgrader's.", "Name the gradebook of nbgrader.")
    elif found != known:
        raise GradebookError(
            f"nbgrader's gradebook {shown} has version {found}; the nbgrader installed here needs {known}.",
            "Run `nbgrader db upgrade` in its folder, or install the nbgrader version that made it.",
        )


def _enter_course(book: Gradebook) -> None:
    """Add new assignments to the existing course; only a new gradebook gets nbgrader's default course."""
    if not book.db.query(Course).first():
        book.check_course()
    book.course_id = book.db.query(Course).first().id


def _migrations() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(Path(nbgrader.__file__).parent / "alembic"))
    return ScriptDirectory.from_config(config)
