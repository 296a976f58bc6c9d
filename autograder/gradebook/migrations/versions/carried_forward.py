"""Schema 4: the student's own functions, themselves wrong, with which a failing one is right."""

import sqlalchemy as sa
from alembic import op

revision = "4"
down_revision = "3"


def upgrade() -> None:
    """Add the column; nothing that is recorded was carried forward."""
    op.add_column("verdicts", sa.Column("carried_forward", sa.String, nullable=False, server_default=""))
