"""Days of consumption that outlive their readings, and from when on each series is kept."""

import sqlalchemy as sa
from alembic import op

from ops.db import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "consumption_day",
        sa.Column("register_id", key, autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value_micro", sa.BigInteger(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("estimated_hours", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["register_id"], ["register.id"], name="fk_consumption_day_register_id"),
        sa.PrimaryKeyConstraint("register_id", "day", name="pk_consumption_day"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "retention_mark",
        sa.Column("series", sa.String(4), nullable=False),
        sa.Column("kept_from_on", sa.Date(), nullable=False),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("series", name="pk_retention_mark"),
    )
