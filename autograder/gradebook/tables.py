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
    LargeBinary,
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
    Column("judged_by", String, nullable=False, server_default=""),
    UniqueConstraint("student", "assignment"),
)
"""One student's work on one assignment, as last judged: a row each.

``submitted`` is ISO 8601; ``fingerprint`` says what was judged by what, and is empty for what could not be judged;
``judged_by`` is JSON: a digest of each thing that the verdicts depend on, by what people call it.
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
    Column("wrong_values", String, nullable=False, server_default=""),
    Column("picture", String, nullable=False, server_default=""),
    Index("verdicts_by_submission", "submission_id", "position", unique=True),
)
"""One check of one submission: a `Verdict`, and its position among the others."""

EVENTS = Table(
    "events",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("who", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("student", String, nullable=False),
    Column("assignment", String, nullable=False),
    Column("why", String, nullable=False),
    Column("before", LargeBinary),
    Index("events_by_submission", "student", "assignment"),
)
"""Each change of a recorded result, forever: when, by whom, why, and the record as it was before, if there was one."""

DECISIONS = Table(
    "decisions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("who", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("student", String, nullable=False),
    Column("assignment", String, nullable=False),
    Column("exercise", String, nullable=False),
    Column("check", String, nullable=False),
    Column("value", String, nullable=False),
    Column("comment", String, nullable=False),
    Column("undone_at", DateTime(timezone=True)),
    Column("undone_by", String),
    Index("decisions_by_submission", "student", "assignment"),
)
"""What people decided, which regrading leaves alone; what was taken back stays, with who did that and when.

``exercise`` and ``check`` are empty where a decision is about all of them; ``value`` is what its ``kind`` needs.
"""
