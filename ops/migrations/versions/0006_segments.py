"""How an index is counted: segments, falls and what people said of them; calorific values of gas."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from ops.db import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    _segments(key)
    _falls(key)
    _decisions(key)
    _calorific_values(key)


def _segments(key: Any) -> None:
    op.create_table(
        "segment",
        sa.Column("id", key, nullable=False),
        sa.Column("register_id", key, nullable=False),
        sa.Column("from_at", UtcDateTime(), nullable=False),
        sa.Column("serial", sa.String(80), nullable=True),
        sa.Column("digits", sa.Integer(), nullable=False),
        sa.Column("factor_micro", sa.BigInteger(), nullable=False),
        sa.Column("start_micro", sa.BigInteger(), nullable=True),
        sa.Column("end_micro", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("made_by", sa.String(200), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["register_id"], ["register.id"], name="fk_segment_register_id"),
        sa.PrimaryKeyConstraint("id", name="pk_segment"),
        sa.UniqueConstraint("register_id", "from_at", name="uq_segment_register_id_from_at"),
    )


def _falls(key: Any) -> None:
    op.create_table(
        "index_fall",
        sa.Column("register_id", key, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("before_at", UtcDateTime(), nullable=False),
        sa.Column("before_micro", sa.BigInteger(), nullable=False),
        sa.Column("after_micro", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("is_decided", sa.Boolean(), nullable=False),
        sa.Column("left_from_at", UtcDateTime(), nullable=True),
        sa.Column("left_to_at", UtcDateTime(), nullable=True),
        sa.Column("since_at", UtcDateTime(), nullable=False),
        sa.Column("until_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["register_id"], ["register.id"], name="fk_index_fall_register_id"),
        sa.PrimaryKeyConstraint("register_id", "at", "before_at", name="pk_index_fall"),
    )
    op.create_index("ix_index_fall_kind", "index_fall", ["kind"])


def _decisions(key: Any) -> None:
    op.create_table(
        "fall_decision",
        sa.Column("id", key, nullable=False),
        sa.Column("register_id", key, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("before_micro", sa.BigInteger(), nullable=False),
        sa.Column("after_micro", sa.BigInteger(), nullable=False),
        sa.Column("decision", sa.String(12), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("made_by", sa.String(200), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["register_id"], ["register.id"], name="fk_fall_decision_register_id"),
        sa.PrimaryKeyConstraint("id", name="pk_fall_decision"),
    )
    op.create_index("ix_fall_decision_register_id_at", "fall_decision", ["register_id", "at"])


def _calorific_values(key: Any) -> None:
    op.create_table(
        "calorific_value",
        sa.Column("id", key, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("kwh_per_m3_micro", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(11), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("made_by", sa.String(200), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("superseded_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_calorific_value"),
        sa.CheckConstraint("kwh_per_m3_micro > 0", name="ck_calorific_value_positive"),
    )
    op.create_index("ix_calorific_value_month", "calorific_value", ["month"])
