"""What dataloggers said of their batteries, day by day."""

import sqlalchemy as sa
from alembic import op

from ops.db import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "battery_day",
        sa.Column("logger", sa.String(80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("heard_at", UtcDateTime(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("millivolts", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("logger", "day", name="pk_battery_day"),
        sqlite_with_rowid=False,
    )
