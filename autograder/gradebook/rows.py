"""The gradebook's tables, as SQLAlchemy declares them; migrations/ makes them and brings older ones here."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, DateTime, Float, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The gradebook's tables."""

    type_annotation_map: ClassVar = {float: Float()}


class SubmissionRow(Base):
    """One student's work on one assignment, as last judged.

    ``submitted`` is ISO 8601; ``fingerprint`` says what was judged by what, and is empty for what was not judged.
    """

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
    graded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class VerdictRow(Base):
    """One check of one submission: a `Verdict`, and its place among the others."""

    __tablename__ = "verdicts"
    __table_args__ = (Index("verdicts_by_submission", "submission_id", "position", unique=True),)
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
