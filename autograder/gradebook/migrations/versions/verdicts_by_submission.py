"""Schema 3: an index from a submission to its verdicts; times with a zone; drops the version table of 0.1."""

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Add the index, which also makes verdicts unique."""
    op.create_index("verdicts_by_submission", "verdicts", ["submission_id", "position"], unique=True)
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("submissions", "graded_at", type_=sa.DateTime(timezone=True))
    op.drop_table("schema", if_exists=True)
