"""French names of places, streets, communes and installations beside the Dutch ones.

Empty means the same as in Dutch, so what stands there already needs no change. A column that is added with a default
leaves the table and its triggers alone on both engines: no batch mode.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

#: (table, column, length of the Dutch one)
_ADDED = (
    ("location", "name_fr", 200), ("location", "street_fr", 120), ("location", "city_fr", 80),
    ("installation", "name_fr", 200),
)  # fmt: skip


def upgrade() -> None:
    for table, column, length in _ADDED:
        op.add_column(table, sa.Column(column, sa.String(length), nullable=False, server_default=""))
