"""Schema 7: a picture of a public result: a curve of training, or a plane with its classes."""

import sqlalchemy as sa
from alembic import op

revision = "7"
down_revision = "6"


def upgrade() -> None:
    """Add the column; it is empty until work is graded again."""
    op.add_column("verdicts", sa.Column("picture", sa.String, nullable=False, server_default=""))
