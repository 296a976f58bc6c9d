"""The gradebook records and reads verdicts; policy is applied on reading, so changing it needs no rerun."""

import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from autograder.course.config import Course
from autograder.errors import GradebookError
from autograder.gradebook.database import (
    connect,
    database_url,
    reading,
    sqlite_file,
    unchanging,
    use_write_ahead_log,
    writing,
)
from autograder.gradebook.private import close_to_others, make_private, require_private
from autograder.gradebook.reading import Key, results_of, submission_rows
from autograder.gradebook.schema import HEAD, found_schema, upgrade
from autograder.gradebook.tables import SUBMISSIONS
from autograder.gradebook.texts import storable
from autograder.gradebook.writing import replace, rows_of
from autograder.records import Result, Submission, Verdict


class Gradebook:
    """A gradebook in a SQLite file at a path, or at the URL of a SQLite or PostgreSQL database.

    Every method raises `GradebookError` if the database fails. A missing gradebook is created, unless ``create`` is
    false; an older one is upgraded, and ``announce`` gets a sentence about that.  Several graders may
    use one gradebook at the same time.
    """

    def __init__(
        self, location: str | Path, *, create: bool = True, announce: Callable[[str], None] = lambda said: None
    ) -> None:
        url = database_url(location)
        self.shown = _shown(url)
        self._file = sqlite_file(url)
        if self._file and not self._file.exists():
            if not create:
                raise self._absent()
            make_private(self._file)
        with self._translated("opened"):
            self._use(url)
            found = self._found(create=create)
        if found is None and not create:
            raise self._absent()
        if found != HEAD:
            self._upgrade(found, announce)
        elif self._file:
            require_private(self._file)
        if self._file and create:
            use_write_ahead_log(self._engine, self._file)

    def fingerprints(self) -> dict[Key, str]:
        """The fingerprint of each recorded submission when it was judged, by student and assignment."""
        columns = [SUBMISSIONS.c[name] for name in ("student", "assignment", "fingerprint")]
        with self._reading() as connection:
            return {(row[0], row[1]): row[2] for row in connection.execute(select(*columns))}

    def students(self) -> list[str]:
        """The names of all students with recorded results, sorted."""
        with self._reading() as connection:
            return sorted(map(str, connection.scalars(select(SUBMISSIONS.c.student).distinct())))

    def record(
        self,
        submission: Submission,
        verdicts: Sequence[Verdict],
        max_points: float,
        isolation: str,
        fingerprint: str,
    ) -> None:
        """Replace the record of ``submission`` in one transaction."""
        values, rows = rows_of(submission, verdicts, max_points, isolation, fingerprint)
        with self._translated("written"), writing(self._engine).begin() as connection:
            replace(connection, values, rows)

    def results(self, course: Course, keys: Iterable[Key] | None = None, *, student: str | None = None) -> list[Result]:
        """The recorded results of the course's assignments, or of ``keys`` or ``student`` among them.

        They come by student, then in the course's order.
        """
        order = {name: place for place, name in enumerate(course.assignments)}
        wanted = None if keys is None else {(storable(name), assignment) for name, assignment in keys}
        with self._reading() as connection:
            rows = submission_rows(connection, course, None if student is None else storable(student))
            if wanted is not None:
                rows = [row for row in rows if (row.student, row.assignment) in wanted]
            rows.sort(key=lambda row: (str(row.student), order[row.assignment]))
            return [*results_of(connection, course, rows)]

    def close(self) -> None:
        """Close all connections; this also happens automatically when the gradebook is no longer used."""
        self._close()

    def _use(self, url: URL) -> None:
        self._engine = connect(url)
        self._close = weakref.finalize(self, self._engine.dispose)  # the last to close a SQLite file empties its log

    def _found(self, *, create: bool) -> str | None:
        """The database's schema; works without a log, for a full disk or a folder that cannot be written."""
        try:
            return found_schema(self._engine, self.shown)
        except OperationalError:
            if create or not self._file or _has_log(self._file):
                raise
            self._close()
            self._use(unchanging(self._file))
            return found_schema(self._engine, self.shown)

    def _upgrade(self, found: str | None, announce: Callable[[str], None]) -> None:
        """Make the tables, or bring them up to date; a file that 0.1 left open to others is closed."""
        with self._translated("upgraded" if found else "opened"):
            done = upgrade(self._engine, self.shown)
        closed = self._file is not None and close_to_others(self._file)
        if found and done:
            now = " Its file can now be read by its owner only." if closed else ""
            announce(f"Upgraded the gradebook {self.shown} from schema {found} to {HEAD}.{now}")

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._translated("read"), reading(self._engine).begin() as connection:
            yield connection

    @contextmanager
    def _translated(self, doing: str) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            cause = f"{getattr(error, 'orig', None) or error}".strip().rstrip(".")
            raise GradebookError(
                f"The gradebook {self.shown} cannot be {doing}: {cause}.",
                "Results recorded earlier are kept. Check the path, its permissions and free space.",
            ) from error

    def _absent(self) -> GradebookError:
        return GradebookError(f"There is no gradebook {self.shown} yet.", "Run `grade all` first.")


def _shown(url: URL) -> str:
    """Its location: a path, or a URL without its password."""
    plain = url.drivername == "sqlite" and url.database
    return str(url.database) if plain else url.render_as_string(hide_password=True)


def _has_log(file: Path) -> bool:
    """Whether recorded data is still in the log beside the file."""
    log = Path(f"{file.resolve()}-wal")
    return log.exists() and log.stat().st_size > 0
