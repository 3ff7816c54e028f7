"""What the hours of a register told before the weeks that each scan reads."""

import sqlalchemy as sa
from alembic import op

from ops.db import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "register_past",
        sa.Column("register_id", key, autoincrement=False, nullable=False),
        sa.Column("until_at", UtcDateTime(), nullable=False),
        sa.Column("known_hours", sa.Integer(), nullable=False),
        sa.Column("longest_zero_hours", sa.Integer(), nullable=False),
        sa.Column("longest_flat_hours", sa.Integer(), nullable=False),
        sa.Column("highest_micro", sa.BigInteger(), nullable=True),
        sa.Column("looked_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["register_id"], ["register.id"], name="fk_register_past_register_id"),
        sa.PrimaryKeyConstraint("register_id", name="pk_register_past"),
    )
