"""Schema 5: what changed in the record and why, what people decided, and what each submission was judged by."""

import sqlalchemy as sa
from alembic import op

revision = "5"
down_revision = "4"


def upgrade() -> None:
    """Add two tables and a column; nothing that is recorded changes."""
    op.add_column("submissions", sa.Column("judged_by", sa.String, nullable=False, server_default=""))
    op.create_table(
        "events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("who", "kind", "student", "assignment", "why")),
        sa.Column("before", sa.LargeBinary),
    )
    op.create_index("events_by_submission", "events", ["student", "assignment"])
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("who", "kind", "student", "assignment")),
        *(sa.Column(name, sa.String, nullable=False) for name in ("exercise", "check", "value", "comment")),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        sa.Column("undone_by", sa.String),
    )
    op.create_index("decisions_by_submission", "decisions", ["student", "assignment"])
