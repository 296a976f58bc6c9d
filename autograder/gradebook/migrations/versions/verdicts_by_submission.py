"""Schema 3: an index from a submission to its verdicts; times with a zone; no more table of 0.1's own version."""

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Add the index, which also keeps a verdict from being there twice."""
    op.create_index("verdicts_by_submission", "verdicts", ["submission_id", "position"], unique=True)
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("submissions", "graded_at", type_=sa.DateTime(timezone=True))
    op.drop_table("schema", if_exists=True)
