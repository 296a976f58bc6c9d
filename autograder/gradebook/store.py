"""The gradebook records and reads verdicts; policy is applied on reading, so changing it needs no rerun."""

import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import URL, Connection, String, Table, cast, func, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from autograder.course.config import Course
from autograder.errors import GradebookError
from autograder.gradebook.changes import Change, state_at
from autograder.gradebook.copying import PRESENT, WHOLE, Watch, copy_rows, is_empty, unwatched
from autograder.gradebook.database import (
    connect,
    database_url,
    reading,
    sqlite_file,
    unchanging,
    use_write_ahead_log,
    writing,
)
from autograder.gradebook.decisions import by_submission, decide, decisions, undo
from autograder.gradebook.earlier import earlier_attempts
from autograder.gradebook.events import Event, Key, event_to_undo, history
from autograder.gradebook.private import close_to_others, make_private, require_private
from autograder.gradebook.reading import Reading, decided_only, results_of, submission_rows
from autograder.gradebook.schema import HEAD, found_schema, upgrade
from autograder.gradebook.snapshots import Snapshot, snapshots
from autograder.gradebook.students import remove, rename
from autograder.gradebook.tables import SUBMISSIONS
from autograder.gradebook.texts import storable
from autograder.gradebook.writing import record, restore, rows_of
from autograder.records import Decision, Result, Submission, Verdict

NOTHING: Mapping[str, str] = MappingProxyType({})


class Gradebook:
    """A gradebook in a SQLite file at a path, or at the URL of a SQLite or PostgreSQL database.

    Every method raises `GradebookError` if the database fails. A missing gradebook is created, unless ``create`` is
    false; an older one is upgraded, and ``announce`` gets a sentence about that.  Several graders may
    use one gradebook at the same time.  ``changes`` are the earlier results that `record` has changed.
    """

    def __init__(
        self, location: str | Path, *, create: bool = True, announce: Callable[[str], None] = lambda said: None
    ) -> None:
        self.changes: list[Change] = []
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
        judged_by: Mapping[str, str] = NOTHING,
    ) -> None:
        """Replace the record of ``submission`` in one transaction; what it was is kept if it changes.

        ``judged_by`` has a digest of each thing that the verdicts depend on: an event names those that changed.
        """
        values, rows = rows_of(submission, verdicts, max_points, isolation, fingerprint, judged_by)
        with self._writing() as connection:
            changed = record(connection, values, rows)
        self.changes += [changed] if changed else []

    def handed_in(self) -> set[Key]:
        """The submissions with recorded work: those that are not missing."""
        query = select(SUBMISSIONS.c.student, SUBMISSIONS.c.assignment).where(SUBMISSIONS.c.missing.is_(False))
        with self._reading() as connection:
            return {(row[0], row[1]) for row in connection.execute(query)}

    def history(self, student: str | None = None, assignment: str | None = None) -> list[Event]:
        """Each change of the records of a student, or of all, in order."""
        with self._reading() as connection:
            return history(connection, None if student is None else storable(student), assignment)

    def earlier_attempts(self) -> list[tuple[Key, Snapshot]]:
        """What was recorded of each submission's earlier work, in order."""
        with self._reading() as connection:
            return [*earlier_attempts(connection)]

    def restore(self, student: str, assignment: str, number: int | None = None, who: str = "") -> Event:
        """Put back the result as it was before the last change, or before the event ``number``; itself an event.

        It stays until the work, or what judges it, changes once more.
        """
        with self._writing() as connection:
            event = event_to_undo(history(connection, storable(student), assignment), number)
            restore(connection, event, who)
            return event

    def results(
        self,
        course: Course,
        keys: Iterable[Key] | None = None,
        *,
        student: str | None = None,
        now: datetime | None = None,
        texts: bool = True,
    ) -> list[Result]:
        """The recorded results of the course's assignments, or of ``keys`` or ``student`` among them.

        Policy is applied as of ``now``, the present by default, and so is what people decided, also about work that
        was never recorded.  They come by student, then in the course's order.  Without ``texts``, verdicts have only
        what makes a score, which for a class is read twice as fast.
        """
        order = {name: place for place, name in enumerate(course.assignments)}
        wanted = None if keys is None else {(storable(name), assignment) for name, assignment in keys}
        only = None if student is None else storable(student)
        with self._reading() as connection:
            rows = submission_rows(connection, course, only)
            made = by_submission(one for one in decisions(connection, only) if one.assignment in order)
            reading = Reading.of(course, rows, made, now or datetime.now(UTC))
            extra = made.keys() - {(row.student, row.assignment) for row in rows}
            if wanted is not None:
                rows, extra = [row for row in rows if (row.student, row.assignment) in wanted], extra & wanted
            found = [*results_of(connection, reading, rows, texts=texts), *decided_only(reading, extra)]
            return sorted(found, key=lambda result: (str(result.student), order[result.assignment]))

    def decide(self, decision: Decision) -> None:
        """Keep what a person has decided: it holds until it is taken back, whatever is graded again."""
        with self._writing() as connection:
            decide(connection, decision)

    def undo(self, target: Decision, who: str = "") -> Decision:
        """Take back the last decision on the same target, and return it; raises `GradebookError` if there is none."""
        with self._writing() as connection:
            return undo(connection, target, who)

    def decisions(self, student: str | None = None) -> list[Decision]:
        """All decisions about a student or about everybody, in order; also those that were taken back."""
        with self._reading() as connection:
            return decisions(connection, None if student is None else storable(student), undone=True)

    def rename(self, student: str, name: str, who: str = "") -> list[str]:
        """Give what is recorded of a student to ``name``; returns the assignments. Raises `GradebookError`."""
        with self._writing() as connection:
            return rename(connection, storable(student), storable(name), who)

    def remove(self, student: str, who: str = "") -> list[str]:
        """Remove what is recorded of a student, keeping it as events; returns the assignments."""
        with self._writing() as connection:
            return remove(connection, storable(student), who)

    def last_graded(self) -> dict[str, str]:
        """When each student was last graded, as the database writes it."""
        columns = SUBMISSIONS.c.student, func.max(cast(SUBMISSIONS.c.graded_at, String))
        with self._reading() as connection:
            rows = connection.execute(select(*columns).group_by(SUBMISSIONS.c.student))
            return {str(row[0]): str(row[1]) for row in rows}

    def at(self, moment: datetime) -> dict[Key, Snapshot]:
        """What was recorded of each submission at a time."""
        with self._reading() as connection:
            return state_at(history(connection), snapshots(connection), moment)

    def copied(self, file: Path) -> "Gradebook":
        """A gradebook in a new SQLite file with all that is recorded and decided here, but without the history."""
        copy = Gradebook(file)
        self._copy(copy, PRESENT)
        return copy

    def copy_to(self, empty: "Gradebook", watch: Watch = unwatched) -> dict[str, int]:
        """Copy all of this into a gradebook in which nothing was ever recorded; returns how many rows each table has.

        ``watch`` is told how many rows are copied, of how many. Raises `GradebookError` for one that is not empty, and
        for damage that its database cannot keep.
        """
        return self._copy(empty, WHOLE, watch)

    def _copy(self, empty: "Gradebook", tables: Sequence[Table], watch: Watch = unwatched) -> dict[str, int]:
        with self._reading() as source, empty._writing() as target:
            if not is_empty(target):
                raise GradebookError(f"The gradebook {empty.shown} is not empty.", "Name one that does not exist yet.")
            return copy_rows(source, target, tables, watch)

    def close(self) -> None:
        """Close all connections; this also happens automatically when the gradebook is no longer used."""
        self._close()

    def _use(self, url: URL) -> None:
        self._engine = connect(url)
        self._reader, self._writer = reading(self._engine), writing(self._engine)
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
    def _writing(self) -> Iterator[Connection]:
        with self._translated("written"), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._translated("read"), self._reader.begin() as connection:
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
