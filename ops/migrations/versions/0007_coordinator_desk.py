"""What the energy coordinator tells: windows of maintenance, dated changes, and who stands in for whom."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from ops.db import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ONE_PLACE = "(register_id IS NULL) <> (location_id IS NULL)"


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "maintenance_window",
        *_of_a_place("maintenance_window", key),
        sa.Column("from_at", UtcDateTime(), nullable=False),
        sa.Column("to_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        *_made_and_withdrawn(),
        sa.CheckConstraint("from_at < to_at", name="ck_maintenance_window_forward"),
    )
    op.create_table(
        "dated_change",
        *_of_a_place("dated_change", key),
        sa.Column("medium", sa.String(12), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        *_made_and_withdrawn(),
    )
    op.create_table(
        "deputyship",
        sa.Column("id", key, nullable=False),
        sa.Column("user_id", key, nullable=False),
        sa.Column("deputy_id", key, nullable=False),
        sa.Column("from_at", UtcDateTime(), nullable=False),
        sa.Column("to_at", UtcDateTime(), nullable=False),
        *_made_and_withdrawn(),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_deputyship_user_id"),
        sa.ForeignKeyConstraint(["deputy_id"], ["user_account.id"], name="fk_deputyship_deputy_id"),
        sa.CheckConstraint("from_at < to_at", name="ck_deputyship_forward"),
        sa.CheckConstraint("user_id <> deputy_id", name="ck_deputyship_somebody_else"),
        sa.PrimaryKeyConstraint("id", name="pk_deputyship"),
    )
    _index("maintenance_window", "register_id", "location_id", "to_at")
    _index("dated_change", "register_id", "location_id")
    _index("deputyship", "user_id", "deputy_id", "to_at")


def _of_a_place(table: str, key: Any) -> Sequence[sa.schema.SchemaItem]:
    return (
        sa.Column("id", key, nullable=False),
        sa.Column("register_id", key, nullable=True),
        sa.Column("location_id", key, nullable=True),
        sa.ForeignKeyConstraint(["register_id"], ["register.id"], name=f"fk_{table}_register_id"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=f"fk_{table}_location_id"),
        sa.CheckConstraint(_ONE_PLACE, name=f"ck_{table}_one_place"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )


def _made_and_withdrawn() -> Sequence[sa.schema.SchemaItem]:
    return (
        sa.Column("made_by", sa.String(200), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(200), nullable=True),
    )


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])
