"""Schema 2: the map of wrong elements, and the public case that shows a failure.

Gradebooks of 0.1 were upgraded one column at a time, so that one of the two may be there.
"""

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Add the missing columns."""
    present = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("verdicts")}
    for name in ("differs", "example"):
        if name not in present:
            op.add_column("verdicts", sa.Column(name, sa.String, nullable=False, server_default=""))
