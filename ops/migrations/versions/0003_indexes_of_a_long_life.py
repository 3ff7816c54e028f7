"""Indexes for a house that has worked for years: what is shown on every page is found without reading a whole table."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ADDED = (
    ("work_order", ("status", "team_id")),
    ("job_run", ("job", "id")),
    ("outbox", ("created_at", "id")),
    ("alert", ("detected_at",)),
    ("alert", ("closed_at",)),
    ("alert", ("ended_at",)),
)
#: Parts of words; SQLite reads through the table.
_WORDS = (("ticket", "search_text"), ("ticket_caller", "name"), ("ticket_caller", "phone"), ("alert", "ref"))


def upgrade() -> None:
    for table, columns in _ADDED:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
        for table, column in _WORDS:
            op.create_index(
                f"ix_{table}_{column}_words", table, [column],
                postgresql_using="gin", postgresql_ops={column: "gin_trgm_ops"},
            )  # fmt: skip
