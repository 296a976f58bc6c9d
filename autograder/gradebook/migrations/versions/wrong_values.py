"""Schema 6: digests of wrong results, so that those which agree to the last digit are found."""

import sqlalchemy as sa
from alembic import op

revision = "6"
down_revision = "5"


def upgrade() -> None:
    """Add the column; it is empty until work is graded again."""
    op.add_column("verdicts", sa.Column("wrong_values", sa.String, nullable=False, server_default=""))
