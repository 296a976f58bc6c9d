"""[Verdict] -> rows, by SQLAlchemy; late policy and totals are applied on reading, so they never need a rerun."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import JSON, Engine, ForeignKey, Select, UniqueConstraint, create_engine, event, select, text, update
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

from autograder.course.config import Course
from autograder.errors import GradebookError
from autograder.gradebook.policy import evaluate
from autograder.records import Result, Submission, Verdict

SCHEMA = 2
UPGRADES = {  # by the version that they lead to
    2: [f"ALTER TABLE verdicts ADD COLUMN {name} VARCHAR NOT NULL DEFAULT ''" for name in ("differs", "example")],
}


class Base(DeclarativeBase):
    """The gradebook's tables."""


class SchemaRow(Base):
    """The version of the tables."""

    __tablename__ = "schema"
    version: Mapped[int] = mapped_column(primary_key=True)


class SubmissionRow(Base):
    """One student's work on one assignment, as last judged."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("student", "assignment"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    student: Mapped[str]
    assignment: Mapped[str]
    missing: Mapped[bool]
    max_points: Mapped[float]
    submitted: Mapped[str | None]
    isolation: Mapped[str]
    notes: Mapped[list[str]] = mapped_column(JSON)
    fingerprint: Mapped[str]
    graded_at: Mapped[datetime]
    verdicts: Mapped[list["VerdictRow"]] = relationship(
        cascade="all, delete-orphan", order_by="VerdictRow.position", lazy="selectin"
    )


class VerdictRow(Base):
    """One check of one submission."""

    __tablename__ = "verdicts"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    position: Mapped[int]
    exercise: Mapped[str]
    check: Mapped[str]
    says: Mapped[str]
    status: Mapped[str]
    points: Mapped[float]
    max_points: Mapped[float]
    visibility: Mapped[str]
    reason: Mapped[str | None]
    mistake: Mapped[str | None]
    message: Mapped[str]
    detail: Mapped[str]
    differs: Mapped[str]
    example: Mapped[str]

    @property
    def verdict(self) -> Verdict:
        """The row as a record."""
        return Verdict(**{field.name: getattr(self, field.name) for field in fields(Verdict)})


class Gradebook:
    """A gradebook at a SQLAlchemy URL, or in a SQLite file at a path.

    Every method raises `GradebookError` when the database cannot do its part.  A SQLite file is made when
    it is not there, unless ``create`` is false.
    """

    def __init__(self, location: str | Path, *, create: bool = True) -> None:
        if not create and "://" not in str(location) and not Path(location).exists():
            raise GradebookError(f"There is no gradebook {location} yet.", "Run `grade all` first.")
        self.url = str(location) if "://" in str(location) else f"sqlite:///{location}"
        with self._translated("opened"):
            self._engine = _engine(self.url)
            with self._engine.begin() as connection:
                Base.metadata.create_all(connection)
            self._check_schema()

    def fingerprints(self) -> dict[tuple[str, str], str]:
        """What each recorded submission was when it was judged, by student and assignment."""
        columns = SubmissionRow.student, SubmissionRow.assignment, SubmissionRow.fingerprint
        with self._translated("read"), Session(self._engine) as session:
            return {(row[0], row[1]): row[2] for row in session.execute(select(*columns))}

    def record(
        self,
        submission: Submission,
        verdicts: Sequence[Verdict],
        max_points: float,
        isolation: str,
        fingerprint: str,
    ) -> None:
        """Replace what is known of ``submission``, in one transaction."""
        row = SubmissionRow(
            student=submission.student,
            assignment=submission.assignment,
            missing=submission.missing,
            max_points=max_points,
            submitted=submission.submitted.isoformat() if submission.submitted else None,
            isolation=isolation,
            notes=list(submission.notes),
            fingerprint=fingerprint,
            graded_at=datetime.now(UTC),
            verdicts=[VerdictRow(position=place, **asdict(verdict)) for place, verdict in enumerate(verdicts)],
        )
        with self._translated("written"), Session(self._engine) as session, session.begin():
            earlier = session.scalar(_one(submission.student, submission.assignment))
            if earlier:
                session.delete(earlier)
                session.flush()
            session.add(row)

    def results(self, course: Course, keys: Iterable[tuple[str, str]] | None = None) -> list[Result]:
        """The recorded results of the course's assignments, or of ``keys``; by student, then course order."""
        order = {name: place for place, name in enumerate(course.assignments)}
        wanted = None if keys is None else set(keys)
        with self._translated("read"), Session(self._engine) as session:
            rows = [
                row
                for row in session.scalars(select(SubmissionRow))
                if row.assignment in order and (wanted is None or (row.student, row.assignment) in wanted)
            ]
            rows.sort(key=lambda row: (row.student, order[row.assignment]))
            return [_result(course, row) for row in rows]

    def _check_schema(self) -> None:
        with Session(self._engine) as session, session.begin():
            found = session.scalar(select(SchemaRow.version))
            if found is None:
                session.add(SchemaRow(version=SCHEMA))
            elif found < SCHEMA:
                for statement in (s for version in range(found + 1, SCHEMA + 1) for s in UPGRADES[version]):
                    session.execute(text(statement))
                session.execute(update(SchemaRow).values(version=SCHEMA))
            elif found > SCHEMA:
                raise GradebookError(
                    f"The gradebook {self.shown} has schema {found}; this version knows {SCHEMA}.",
                    "Upgrade autograder, or name another one with --gradebook.",
                )

    @property
    def shown(self) -> str:
        """Where it is: a path, or a URL without its password."""
        if self._engine.url.drivername == "sqlite" and self._engine.url.database:
            return self._engine.url.database
        return self._engine.url.render_as_string(hide_password=True)

    @contextmanager
    def _translated(self, doing: str) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, ImportError) as error:
            shown = self.shown if hasattr(self, "_engine") else "at the URL given"
            cause = getattr(error, "orig", None) or error
            raise GradebookError(
                f"The gradebook {shown} cannot be {doing}: {cause}.",
                "Submissions recorded before are safe. Check the path, its permissions and free space.",
            ) from error


def _engine(url: str) -> Engine:
    try:
        engine = create_engine(url)
    except ArgumentError as error:
        raise GradebookError("The gradebook's URL is not one that SQLAlchemy knows.", f"{error}") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = ON"))
    return engine


def _one(student: str, assignment: str) -> Select[SubmissionRow]:
    return select(SubmissionRow).filter_by(student=student, assignment=assignment)


def _result(course: Course, row: SubmissionRow) -> Result:
    submitted = datetime.fromisoformat(row.submitted) if row.submitted else None
    return evaluate(
        course.plan(row.assignment),
        course.file.late,
        student=row.student,
        verdicts=tuple(verdict.verdict for verdict in row.verdicts),
        max_points=row.max_points,
        missing=row.missing,
        late_days=course.late_days(row.assignment, submitted),
        isolation=row.isolation,
        notes=tuple(row.notes),
        submitted=course.localized(submitted) if submitted else None,
    )
