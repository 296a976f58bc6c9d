"""The gradebook's tables, as SQLAlchemy's core declares them; migrations/ makes them and brings older ones here."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

METADATA = MetaData()

SUBMISSIONS = Table(
    "submissions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("student", String, nullable=False),
    Column("assignment", String, nullable=False),
    Column("missing", Boolean, nullable=False),
    Column("max_points", Float, nullable=False),
    Column("submitted", String),
    Column("isolation", String, nullable=False),
    Column("notes", JSON, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("graded_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("student", "assignment"),
)
"""One student's work on one assignment, as last judged: a row each.

``submitted`` is ISO 8601; ``fingerprint`` says what was judged by what, and is empty for what could not be judged.
"""

VERDICTS = Table(
    "verdicts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("submission_id", Integer, ForeignKey("submissions.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("exercise", String, nullable=False),
    Column("check", String, nullable=False),
    Column("says", String, nullable=False),
    Column("status", String, nullable=False),
    Column("points", Float, nullable=False),
    Column("max_points", Float, nullable=False),
    Column("visibility", String, nullable=False),
    Column("reason", String),
    Column("mistake", String),
    Column("message", String, nullable=False),
    Column("detail", String, nullable=False),
    Column("differs", String, nullable=False),
    Column("example", String, nullable=False),
    Column("carried_forward", String, nullable=False, server_default=""),
    Index("verdicts_by_submission", "submission_id", "position", unique=True),
)
"""One check of one submission: a `Verdict`, and its position among the others."""
