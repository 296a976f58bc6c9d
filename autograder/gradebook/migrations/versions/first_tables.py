"""Schema 1: submissions and verdicts. Completes an unfinished gradebook of 0.1."""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """Create the missing tables."""
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("student", sa.String, nullable=False),
        sa.Column("assignment", sa.String, nullable=False),
        sa.Column("missing", sa.Boolean, nullable=False),
        sa.Column("max_points", sa.Float, nullable=False),
        sa.Column("submitted", sa.String),
        sa.Column("isolation", sa.String, nullable=False),
        sa.Column("notes", sa.JSON, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("graded_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("student", "assignment"),
        if_not_exists=True,
    )
    op.create_table(
        "verdicts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("submission_id", sa.Integer, sa.ForeignKey("submissions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("exercise", "check", "says", "status")),
        *(sa.Column(name, sa.Float, nullable=False) for name in ("points", "max_points")),
        sa.Column("visibility", sa.String, nullable=False),
        *(sa.Column(name, sa.String) for name in ("reason", "mistake")),
        *(sa.Column(name, sa.String, nullable=False) for name in ("message", "detail")),
        if_not_exists=True,
    )
