"""What a table definition can't say: triggers, exclusion constraints and partitions, one statement an engine.

Alembic's batch mode drops triggers on SQLite: a migration that rebuilds a table calls `create_guards` for it again,
and a test compares the list of triggers with this one.
"""

from collections.abc import Callable, Sequence

from ops.migrations.ddl_beds import BEDS
from ops.migrations.guard import Guard


def _append_only(table: str) -> list[Guard]:
    return [
        Guard(
            f"{table}_no_{verb}",
            sqlite=f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
            postgresql=f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        )
        for verb in ("update", "delete")
    ]


_OVERLAP = (
    "SELECT RAISE(ABORT, 'lot_period_no_overlap') WHERE NEW.superseded_at IS NULL AND EXISTS ("
    "SELECT 1 FROM lot_period o WHERE o.lot_id = NEW.lot_id AND o.id <> NEW.id AND o.superseded_at IS NULL "
    "AND o.from_on < NEW.to_on AND NEW.from_on < o.to_on);"
)

FOUNDATION: list[Guard] = [
    Guard(
        "refuse_change",
        postgresql="CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
    ),
    *_append_only("audit_entry"),
    *_append_only("ticket_event"),
    Guard("btree_gist", postgresql="CREATE EXTENSION IF NOT EXISTS btree_gist"),
    Guard(
        "lot_period_no_overlap",
        postgresql="ALTER TABLE lot_period ADD CONSTRAINT lot_period_no_overlap EXCLUDE USING gist "
        "(lot_id WITH =, daterange(from_on, to_on) WITH &&) WHERE (superseded_at IS NULL)",
    ),
    *[
        Guard(
            f"lot_period_no_overlap_{verb}",
            sqlite=f"CREATE TRIGGER lot_period_no_overlap_{verb} AFTER {verb.upper()} ON lot_period "
            f"BEGIN {_OVERLAP} END",
        )
        for verb in ("insert", "update")
    ],
    Guard("reading_default", postgresql="CREATE TABLE reading_default PARTITION OF reading DEFAULT"),
]


#: Of the migration that brings stock.
STOCK: list[Guard] = _append_only("stock_move")
GUARDS: list[Guard] = [*FOUNDATION, *STOCK, *BEDS]


def create_guards(guards: Sequence[Guard], execute: Callable[[str], None], dialect: str) -> None:
    """Creates those guards that the engine needs."""
    for guard in guards:
        if statement := guard.on(dialect):
            execute(statement)
