"""Dataloggers of other makes: which field counts for which register, and what was last heard of each topic."""

import sqlalchemy as sa
from alembic import op

from ops.db import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "mapping",
        sa.Column("id", key, nullable=False),
        sa.Column("topic_filter", sa.String(200), nullable=False),
        sa.Column("format", sa.String(20), nullable=False),
        sa.Column("field", sa.String(200), nullable=False),
        sa.Column("register_id", key, nullable=False),
        sa.Column("factor_micro", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["register_id"], ["register.id"], name="fk_mapping_register_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mapping"),
        sa.UniqueConstraint("topic_filter", "field", name="uq_mapping_topic_filter_field"),
    )
    op.create_index("ix_mapping_register_id", "mapping", ["register_id"])
    op.create_table(
        "heard_topic",
        sa.Column("topic", sa.String(500), nullable=False),
        sa.Column("format", sa.String(20), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("samples", sa.JSON(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("topic", name="pk_heard_topic"),
    )
    op.create_index("ix_heard_topic_received_at", "heard_topic", ["received_at"])
