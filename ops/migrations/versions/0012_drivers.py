"""What other sectors push down to energy: occupied beds, kilograms of linen."""

import sqlalchemy as sa
from alembic import op

from ops.db import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "pushed_driver",
        sa.Column("location_id", key, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount_micro", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name="fk_pushed_driver_location_id"),
        sa.CheckConstraint("amount_micro >= 0", name="ck_pushed_driver_not_negative"),
        sa.PrimaryKeyConstraint("location_id", "kind", "day", name="pk_pushed_driver"),
    )
